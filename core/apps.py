"""Core: records, events, permissions and other machinery without domain nouns."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Installs the triggers that keep frozen rows frozen after every migration."""

    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from core import (  # noqa: F401  tasks registers the jobs
            auditing,
            erasing,
            guards,
            immutability,
            overlaps,
            tasks,
        )

        erasing.register()
        immutability.connect()
        overlaps.connect()
        guards.connect()
        # who looks after accounts looks after the operation of the site too
        auditing.name_kinds({"operations": _("Operation of the site")}, about_accounts=True)
        auditing.name_verbs(
            {
                "job_retried": _("Work in the background tried again"),
                "job_closed": _("Work in the background dealt with otherwise"),
                "mail_sent_again": _("E-mail sent again"),
                "mail_closed": _("E-mail given up"),
            }
        )
