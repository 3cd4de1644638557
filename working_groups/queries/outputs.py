"""Reads of what meetings produced beside their minutes."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from concept.models import SectionPage
from working_groups.enums import ItemVisibility
from working_groups.models import Meeting, MeetingOutput, OutputTheme
from working_groups.queries import agenda


def outputs_known_to(user: Any, meeting: Meeting) -> QuerySet[MeetingOutput]:
    """Outputs of a meeting the user may know of: public ones, all of them inside the groups and for staff.

    The bytes of files are not read. One query besides the question who is inside.
    """
    rows = MeetingOutput.objects.filter(meeting=meeting, erased_at=None)
    if ItemVisibility.GROUP not in agenda.known_to(user, meeting):
        rows = rows.filter(is_public=True)
    themes = Prefetch("themes", OutputTheme.objects.order_by("position", "pk"), to_attr="in_order")
    rows = rows.defer("data").select_related("carried_from__meeting__record")
    return rows.prefetch_related(themes).order_by("pk")


def output_of(meeting: Meeting, pk: int, user: Any) -> MeetingOutput | None:
    """One output with its bytes, if the user may know of it."""
    return outputs_known_to(user, meeting).defer(None).filter(pk=pk).first()


def lines_of(output: MeetingOutput) -> list[tuple[OutputTheme, int, SectionPage | None]]:
    """Themes in their order with their depth and the live section each belongs to: one query."""
    depths: dict[int | None, int] = {None: -1}
    wanted = [theme.node_uid for theme in output.in_order if theme.node_uid]
    sections = {page.node_uid: page for page in SectionPage.objects.filter(node_uid__in=wanted)}
    found = []
    for theme in output.in_order:
        depths[theme.pk] = depths[theme.parent_id] + 1
        found.append((theme, depths[theme.pk], sections.get(theme.node_uid)))
    return found


def sections_to_link() -> list[SectionPage]:
    """Released sections of all documents, in the order of their pages: one query."""
    return list(SectionPage.objects.filter(live=True).order_by("path"))
