"""Core: records, events, permissions and other machinery without domain nouns."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Installs the triggers that keep frozen rows frozen after every migration."""

    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from core import erasing, immutability, tasks  # noqa: F401  tasks registers the jobs

        erasing.register()
        immutability.connect()
