"""A project with a monitoring period whose content is counted by hand.

The period is 1 October 2025 to 1 March 2026; the clock of tests is 2 March. In it:

- PS1 met on 15 January: four of five seats there, one excused, a guest; its minutes are approved
- PS1 and PS2 met together on 10 February: three seats there, no minutes, a scan of the signed sheet
- a meeting of PS1 on 5 November was entered afterwards; one on 15 September 2025 was before the period
- two sessions of the series FS, one before the period
- version 0.1 frozen on 20 January; a round on it since 1 February with two statements on the web and three comments
- 1 500,00 Kč on 5 November, corrected to 1 600,50 Kč, and 400,00 Kč on 20 February; 99,00 Kč before the period
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from concept.models import DocumentPage, ProjectPage, Version
from consultations.models import Round
from core.enums import RecordOrigin
from core.uploads import Upload
from evaluation.enums import ActivityArea
from evaluation.models import KeyActivity, MonitoringPeriod
from people.models import User
from tests.concept import build
from tests.consultations import build as rounds
from tests.evaluation import project_build as projects
from tests.focus_groups import build as focus
from tests.working_groups import build as groups
from tests.working_groups import minutes as made
from working_groups.actions.attendance import keep_scan
from working_groups.models import Group, Meeting


@dataclass
class World:
    """What was made."""

    project: ProjectPage
    concept: KeyActivity
    managing: KeyActivity
    period: MonitoringPeriod
    by: User
    group: Group
    first: Meeting
    joint: Meeting
    document: DocumentPage
    version: Version
    round: Round


def moment(year: int, month: int, day: int, hour: int = 15) -> datetime:
    """An hour of a day, UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def world(clock: Any) -> World:
    """Make everything at its time."""
    now = moment(2026, 3, 2, 9)
    clock.move_to(moment(2025, 9, 1))
    by = projects.manager()
    project = projects.page(starts_on=date(2025, 9, 1), ends_on=date(2028, 8, 31))
    concept = projects.activity(project, "KA1", by=by, at=now)
    managing = projects.activity(
        project, "KA4", by=by, at=now, area=ActivityArea.MANAGEMENT, approved_czk=None
    )
    period = projects.period(
        project,
        by=by,
        at=now,
        starts_on=date(2025, 10, 1),
        ends_on=date(2026, 3, 1),
        due_on=date(2026, 3, 31),
    )
    group = groups.seated_group("PS1", at=moment(2025, 9, 1))
    other = groups.seated_group("PS2", member_count=1, at=moment(2025, 9, 1))
    groups.held_meeting(group, at=moment(2025, 9, 15))
    later = groups.held_meeting(group, at=moment(2025, 11, 5))
    later.record.origin = RecordOrigin.BACKFILLED
    later.record.save()
    clock.move_to(moment(2026, 1, 15))
    first = made.meeting_with_items(group, at=moment(2026, 1, 15))
    made.approved(first, clock)
    clock.move_to(moment(2026, 1, 20))
    document = build.document(project=project)
    build.section(document, "Cíle", *rounds.PARAGRAPHS)
    version = build.freeze(document, "0.1")
    clock.move_to(moment(2026, 2, 1))
    opened = rounds.open_round(
        rounds.follow(version), opens_at=moment(2026, 2, 1, 0), is_public=True
    )
    clock.move_to(moment(2026, 2, 10))
    joint = groups.held_meeting(group, other, at=moment(2026, 2, 10))
    for one, count in ((group, 2), (other, 1)):
        for seat in one.memberships.order_by("pk")[:count]:
            made.attend(joint, seat.user, group=one, membership=seat)
    keep_scan(
        meeting=joint,
        upload=Upload("listina.png", "image/png", b"\x89PNG\r\n\x1a\nsken", "b" * 64),
        by=by,
        at=moment(2026, 2, 11),
    )
    for number, words in enumerate((["Doplnit lhůtu.", "Opravit číslo."], ["Souhlas."])):
        rounds.sent(opened, *words, token=f"kod-{number}")
    series = focus.panel("FS", at=moment(2025, 9, 1))
    for day in (date(2025, 9, 20), date(2025, 12, 3), date(2026, 2, 4)):
        held = focus.session(series, held_on=day, at=moment(2026, 2, 12))
        focus.sessions.move_session(
            session=held, state="held", by=focus.lead_of(series), at=moment(2026, 2, 12)
        )
    wrong = projects.spent(concept, "1500.00", date(2025, 11, 5), by=by, at=now)
    projects.corrected(wrong, "1600.50", by=by, at=now)
    projects.spent(managing, "400.00", date(2026, 2, 20), by=by, at=now)
    projects.spent(concept, "99.00", date(2025, 9, 2), by=by, at=now)
    projects.item(project, by=by, at=now)
    clock.move_to(now)
    return World(
        project, concept, managing, period, by, group, first, joint, document, version, opened
    )
