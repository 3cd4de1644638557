"""Working groups: who sits in which group, for whom and from when to when."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkingGroupsConfig(AppConfig):
    """Groups and dated memberships."""

    name = "working_groups"
    verbose_name = _("Working groups")

    def ready(self) -> None:
        from core import auditing, extension
        from working_groups import (  # noqa: F401  they register themselves
            meeting_registrations,
            minutes_extension,
            panels,
            reading,
            rules,
            tasks,
            thread,
        )
        from working_groups.enums import GroupState

        extension.add_panel(
            extension.Panel(
                place="people.organisation",
                name="seats in working groups",
                permission="working_groups.view_desk",
                render=panels.organisation_seats,
                valid_until=lambda organisation: None,  # its page is not kept
            )
        )
        thread.register()
        reading.register()
        meeting_registrations.register()
        auditing.name_kinds({"group": pgettext_lazy("kind of record", "Working group")})
        auditing.name_states("group", dict(GroupState.choices))
        auditing.name_verbs(
            {
                "group_created": _("Working group founded"),
                "group_edited": _("Working group edited"),
                "group_state_changed": _("State of a working group changed"),
                "membership_started": _("Membership began"),
                "membership_ended": _("Membership ended"),
            }
        )
        minutes_extension.register()
