"""Background entry points of consultations."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concept.models import Version
from consultations.actions import (
    at_meetings,
    audiences,
    bulk,
    checks,
    clusters,
    conclusions,
    files,
    imports,
    linking,
    personal_cases,
    placements,
    reminding,
    retention,
    seals,
)
from consultations.enums import BulkKind, BulkState
from consultations.models import BulkStep, Round
from consultations.queries.published_rows import Filters
from core import extension, jobs
from working_groups.models import Decision


@jobs.job(title=_("Sealing rounds of comments whose time is over"))
def seal_closed_rounds() -> None:
    """Seal every round whose time is over."""
    now = timezone.now()
    for round in Round.objects.to_be_sealed(now):
        seals.seal_round(round=round, at=now)


@jobs.job(title=_("Moving comments to a new version"), attempts=3)
def follow_comments(version_id: int) -> None:
    """After a freeze: place comments, link wordings taken over, re-test accepted changes.

    Later versions follow, so that it may also run after a correction of lineage.
    """
    now = timezone.now()
    version = Version.objects.select_related("document", "record").get(pk=version_id)
    placements.place_in_later_versions(version=version, at=now)
    linking.link_taken_wordings(version=version, at=now)
    checks.check_in_later_versions(version=version, at=now)


@jobs.job(title=_("Taking decisions on places over into later versions"), attempts=3)
def carry_decisions(version_id: int) -> None:
    """A place was decided in a version: versions frozen since follow it from there."""
    version = Version.objects.get(pk=version_id)
    later = Version.objects.filter(document=version.document_id, number__gt=version.number)
    for each in later.select_related("document", "record").order_by("number"):
        placements.place_comments(version=each, at=timezone.now())


@jobs.job(title=_("Moving late comments to a new version"), attempts=3)
def place_late_comments(document_id: int) -> None:
    """Place comments that were sent when a later version had been frozen already."""
    first = Version.objects.filter(document=document_id).order_by("number")[1:2]
    for version in first.select_related("document", "record"):
        placements.place_in_later_versions(version=version, at=timezone.now())


@jobs.job(title=_("Checking changes in later versions"), attempts=3)
def check_later_versions(version_id: int) -> None:
    """Re-test, in versions frozen since, a change linked only now."""
    version = Version.objects.select_related("document", "record").get(pk=version_id)
    later = Version.objects.filter(
        document=version.document_id, number__gt=version.number
    ).order_by("number")
    for each in later.select_related("document", "record"):
        checks.check_settlements(version=each, at=timezone.now())


@jobs.job(title=_("Reminding bodies without an answer"))
def remind_before_closing() -> None:
    """Remind bodies without an answer three days before their round closes."""
    reminding.remind_before_closing(at=timezone.now())


@jobs.job(title=_("Keeping circles of rounds in step with groups"))
def follow_memberships(group: int) -> None:
    """Who sits in a group, or will, has changed: bring circles of rounds in step."""
    audiences.sync_live_rounds(at=timezone.now())


@jobs.job(title=_("Keeping circles of rounds in step with roles"))
def follow_roles(user: int) -> None:
    """Somebody's roles have changed: bring circles of rounds in step."""
    audiences.sync_live_rounds(at=timezone.now())


@jobs.job(attempts=2, timeout_seconds=1800, title=_("Steps over many comments"))
def run_bulk_step(step_id: int) -> None:
    """Do a step over many comments; a second attempt goes on where the first one stopped."""
    step = BulkStep.objects.select_related("round", "by").get(pk=step_id)
    if step.state == BulkState.DONE:
        return
    now = timezone.now()
    try:
        if step.kind == BulkKind.SEARCH:
            clusters.run_search(step=step, at=now)
        else:
            bulk.run_step(step=step, at=now)
    except Exception:
        bulk.fail_step(step=step, at=timezone.now())
        raise


@jobs.when_lost(run_bulk_step)
def tell_bulk_step_is_lost(step_id: int) -> None:
    """Let the report of the step say that it broke down."""
    bulk.fail_step(step=BulkStep.objects.get(pk=step_id), at=timezone.now())


@jobs.job(title=_("Erasing what is no longer needed"))
def forget() -> None:
    """Erase what is no longer needed: words of personal cases, contacts of respondents, previews nobody confirmed."""
    now = timezone.now()
    personal_cases.erase_due_cases(at=now)
    retention.erase_due_contacts(at=now)
    imports.discard_old_previews(before=now - timedelta(days=imports.PREVIEW_DAYS), at=now)


@jobs.job(title=_("Making a file of a settlement"), attempts=2, timeout_seconds=300)
def make_file(
    round_id: int, file_format: str, language: str, order: str, filters: dict[str, str]
) -> None:
    """Make a file of a round's published settlement."""
    wanted = _wanted(round_id, file_format, language, order, filters)
    try:
        files.make_file(wanted, at=timezone.now())
    except Exception:
        files.tell_failure(wanted)
        raise


@jobs.when_lost(make_file)
def tell_file_is_lost(
    round_id: int, file_format: str, language: str, order: str, filters: dict[str, str]
) -> None:
    """Let the page of the file say that it could not be made."""
    files.tell_failure(_wanted(round_id, file_format, language, order, filters))


def _wanted(
    round_id: int, file_format: str, language: str, order: str, filters: dict[str, str]
) -> files.Wanted:
    round = Round.objects.select_related("document", "record").get(pk=round_id)
    return files.Wanted(round, file_format, language, order, Filters(**filters))


@jobs.job(title=_("Dropping files of settlements that are out of date"))
def drop_outdated_files() -> None:
    """Drop kept files that something has changed since."""
    files.drop_outdated_files()


@jobs.job(title=_("Deciding settlements that groups have confirmed"))
def settle_confirmed(decision_id: int) -> None:
    """A group confirmed, or not, a conclusion of a meeting: settlements by it are decided once all have."""
    decision = Decision.objects.get(pk=decision_id)
    at_meetings.settle_confirmed(decision=decision, at=timezone.now())


@jobs.job(title=_("Bringing settlements in step with a changed conclusion"))
def follow_conclusion(decision_id: int) -> None:
    """Votes or state of a conclusion changed: what it settled follows."""
    decision = Decision.objects.get(pk=decision_id)
    conclusions.follow_conclusion(decision=decision, at=timezone.now())


extension.add_tick(seal_closed_rounds)
extension.add_tick(drop_outdated_files)
extension.add_tick(remind_before_closing)
extension.add_tick(forget)
extension.subscribe("memberships_changed", follow_memberships)
extension.subscribe("decision_adopted", settle_confirmed)
extension.subscribe("decision_changed", follow_conclusion)
extension.subscribe("roles_changed", follow_roles)
extension.subscribe("version_frozen", follow_comments)
extension.subscribe("lineage_corrected", follow_comments)
