"""What happens to a version after its freeze: approval, publication by two people, access, withdrawal."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.actions.following import approved_by, follow_measures
from concept.actions.measures import refresh_measures
from concept.enums import AccessLevel, ResolutionVerb, Standing, StepKind
from concept.models import DocumentPage, Version, VersionAccess, VersionStep
from concept.queries import PUBLICATION_STEPS, standing, standings
from concept.search import refresh_search
from core.actions import log_event, raise_generation
from core.enums import DemoOrigin, Visibility
from core.extension import Obstacle, approval_obstacles

VISIBILITY_OF = {
    AccessLevel.PUBLIC: Visibility.PUBLIC,
    AccessLevel.AUDIENCE: Visibility.GROUP,
    AccessLevel.STAFF: Visibility.STAFF,
}


WAITING_STEPS = (StepKind.PUBLICATION_PROPOSED, StepKind.PUBLICATION_AGREED)
PUBLICATION_ENDS = (StepKind.PUBLISHED, StepKind.PUBLICATION_CANCELLED, StepKind.WITHDRAWN)


class StepRefused(Exception):
    """The step does not follow from where the version stands now."""


class ApprovalBlocked(StepRefused):
    """Something must be decided first; ``obstacles`` say what and where."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(" ".join(obstacle.text for obstacle in obstacles))
        self.obstacles = obstacles


class SamePerson(Exception):
    """Who proposed a publication cannot agree to it."""


def _lock(version: Version) -> Version:
    DocumentPage.objects.select_for_update().get(pk=version.document_id)
    return Version.objects.select_related("document", "record").get(pk=version.pk)


def _add_step(version: Version, step: str, *, by: Any, at: datetime, **fields: Any) -> VersionStep:
    fields.setdefault("occurred_on", timezone.localdate(at))
    row = VersionStep(version=version, step=step, by=by, recorded_at=at, **fields)
    row.full_clean()
    row.save()
    version.artifacts.all().delete()  # files say the standing; they are made again
    log_event(
        record=version.record,
        verb=f"version_{step}",
        by=by,
        at=at,
        occurred_on=row.occurred_on,
        to_state=step,
    )
    raise_generation(version.document.slug, "site")
    return row


@transaction.atomic
def record_approval(
    *,
    version: Version,
    body: str,
    occurred_on: date,
    verb: str,
    by: Any,
    at: datetime,
    resolution: str = "",
    votes_for: int | None = None,
    votes_against: int | None = None,
    votes_abstained: int | None = None,
    note: str = "",
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> VersionStep:
    """Record that a body dealt with the version; only its verb "approves" makes the version approved.

    Measures of an approved version get their identity, or keep it, in the same step (``follow_measures``). The same
    decision is recorded once, however often it is sent.
    Raises StepRefused for a withdrawn version, a day before the freeze or after ``at``, ApprovalBlocked (one of them)
    while an upper app names an obstacle, such as an accepted change that is no longer in the text.
    """
    version = _lock(version)
    is_approved = verb == ResolutionVerb.APPROVE
    said = {
        "step": StepKind.APPROVED if is_approved else StepKind.CONSIDERED,
        "body": body,
        "occurred_on": occurred_on,
        "verb": verb,
        "resolution": resolution,
        "votes_for": votes_for,
        "votes_against": votes_against,
        "votes_abstained": votes_abstained,
        "note": note,
    }
    if (known := version.steps.filter(**said).first()) is not None:
        return known
    if standing(version) == Standing.WITHDRAWN:
        raise StepRefused(_("A withdrawn version cannot be approved."))
    if occurred_on < timezone.localdate(version.frozen_at):
        raise StepRefused(_("A version cannot be approved before it was frozen."))
    if occurred_on > timezone.localdate(at):
        raise StepRefused(_("A decision is recorded once it was made: this day is yet to come."))
    if is_approved and (obstacles := approval_obstacles(version)):
        raise ApprovalBlocked(obstacles)
    step = _add_step(
        version, by=by, at=at, demo_origin=demo_origin, demo_source=demo_source, **said
    )
    if is_approved:
        follow_measures(version=version, by=by, at=at, where=approved_by(step))
    return step


@transaction.atomic
def propose_publication(
    *, version: Version, by: Any, at: datetime, effective_at: datetime | None = None
) -> VersionStep:
    """Ask a second person to agree; ``effective_at`` schedules the publication."""
    version = _lock(version)
    if standing(version) in {Standing.WITHDRAWN, Standing.PUBLISHED}:
        raise StepRefused(_("This version is already published or was withdrawn."))
    if pending_proposal(version) is not None:
        raise StepRefused(_("The publication has been proposed already."))
    if scheduled_publication(version) is not None:
        raise StepRefused(_("The publication has been agreed already: cancel it first."))
    return _add_step(
        version, StepKind.PUBLICATION_PROPOSED, by=by, at=at, effective_at=effective_at
    )


def pending_proposal(version: Version) -> VersionStep | None:
    """The newest proposal nobody has answered yet."""
    return _open_step(version, StepKind.PUBLICATION_PROPOSED)


def scheduled_publication(version: Version) -> VersionStep | None:
    """The agreement to a publication whose moment has not come yet."""
    return _open_step(version, StepKind.PUBLICATION_AGREED)


def _open_step(version: Version, step: str) -> VersionStep | None:
    last = _publication_steps([version]).get(version.pk)
    return last if last is not None and last.step == step else None


def _publication_steps(versions: Sequence[Version]) -> dict[int, VersionStep]:
    """How far the publication of each version is: its newest step, by the version's primary key. One query."""
    rows = VersionStep.objects.filter(version__in=versions, step__in=PUBLICATION_STEPS)
    return {row.version_id: row for row in rows.select_related("by").order_by("pk")}


@transaction.atomic
def cancel_publication(*, version: Version, note: str, by: Any, at: datetime) -> VersionStep:
    """Take back a proposed or agreed publication that has not happened; the reason stays with the version.

    One person is enough, since nothing becomes public by it. Raises StepRefused without a reason, or when there is
    nothing to cancel.
    """
    version = _lock(version)
    if not note.strip():
        raise StepRefused(_("Say why the publication is cancelled."))
    reached = _publication_steps([version]).get(version.pk)
    if reached is None or reached.step not in WAITING_STEPS:
        raise StepRefused(_("There is no publication to cancel: it has happened or was cancelled."))
    return _add_step(version, StepKind.PUBLICATION_CANCELLED, by=by, at=at, note=note)


@transaction.atomic
def agree_publication(
    *,
    version: Version,
    by: Any,
    at: datetime,
    occurred_on: date | None = None,
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> VersionStep:
    """The second person agrees: published at once, or at the proposed moment by ``publish_due_versions``.

    Raises SamePerson when ``by`` proposed it, StepRefused when nothing was proposed.
    """
    version = _lock(version)
    proposal = pending_proposal(version)
    if proposal is None:
        raise StepRefused(_("Nobody has proposed to publish this version."))
    if proposal.by_id == by.pk:
        raise SamePerson(_("Somebody else must agree to the publication."))
    agreed = _add_step(
        version, StepKind.PUBLICATION_AGREED, by=by, at=at, effective_at=proposal.effective_at
    )
    if proposal.effective_at is not None and proposal.effective_at > at:
        return agreed
    return _publish(
        version,
        by=by,
        at=at,
        occurred_on=occurred_on,
        demo_origin=demo_origin,
        demo_source=demo_source,
    )


def _publish(
    version: Version, *, by: Any, at: datetime, occurred_on: date | None = None, **demo: str
) -> VersionStep:
    """Publish and supersede whatever was published before: at most one published version per document.

    What was asked or agreed for an older version until now ends with it: the moment it waits for would bring an old
    wording back into force. Whoever wants that proposes it anew.
    """
    others = list(Version.objects.of(version.document).exclude(pk=version.pk))
    where = standings(others)
    reached = _publication_steps([other for other in others if other.number < version.number])
    for other in others:
        if where[other.pk] == Standing.PUBLISHED:
            _add_step(other, StepKind.SUPERSEDED, by=by, at=at)
        if other.pk in reached and reached[other.pk].step in WAITING_STEPS:
            note = _("A newer version was published: {label}.").format(label=version.label)
            _add_step(other, StepKind.PUBLICATION_CANCELLED, by=by, at=at, note=note)
    step = _add_step(
        version,
        StepKind.PUBLISHED,
        by=by,
        at=at,
        occurred_on=occurred_on or timezone.localdate(at),
        **demo,
    )
    _set_access(version, AccessLevel.PUBLIC, by=by, at=at)
    return step


def publish_due_versions(*, at: datetime) -> int:
    """Publish agreed versions whose moment has come; safe to run twice. Answers how many.

    A publication of a newer version cancels what waits (``_publish``), also one of the same run.
    """
    done = 0
    answered = VersionStep.objects.filter(
        version=OuterRef("version"), pk__gt=OuterRef("pk"), step__in=PUBLICATION_ENDS
    )
    waiting = VersionStep.objects.filter(
        ~Exists(answered), step=StepKind.PUBLICATION_AGREED, effective_at__lte=at
    ).select_related("version")
    for agreed in waiting.order_by("effective_at"):
        with transaction.atomic():
            version = _lock(agreed.version)
            if version.steps.filter(pk__gt=agreed.pk, step__in=PUBLICATION_ENDS).exists():
                continue
            day = timezone.localdate(agreed.effective_at)
            _publish(version, by=agreed.by, at=at, occurred_on=day)
            done += 1
    return done


@transaction.atomic
def withdraw_version(*, version: Version, note: str, by: Any, at: datetime) -> VersionStep:
    """Take a version out of use; it stays readable by its access, marked as withdrawn. Needs a reason."""
    version = _lock(version)
    if not note.strip():
        raise StepRefused(_("Say why the version is withdrawn."))
    if standing(version) == Standing.WITHDRAWN:
        raise StepRefused(_("This version was withdrawn already."))
    step = _add_step(version, StepKind.WITHDRAWN, by=by, at=at, note=note)
    refresh_search(version.document)
    return step


@transaction.atomic
def set_access(
    *, version: Version, level: str, by: Any, at: datetime, audience: Any = None
) -> VersionAccess:
    """Say who may read a version from now on; the record follows, so every view obeys at once.

    Raises SamePerson when who froze the version would open it to everyone alone.
    """
    version = _lock(version)
    if level == AccessLevel.PUBLIC and by.pk == version.frozen_by_id:
        raise SamePerson(_("Somebody else than who froze the version must open it to everyone."))
    return _set_access(version, level, by=by, at=at, audience=audience)


def _set_access(
    version: Version, level: str, *, by: Any, at: datetime, audience: Any = None
) -> VersionAccess:
    row = VersionAccess(version=version, level=level, audience=audience, by=by, recorded_at=at)
    row.full_clean()
    row.save()
    version.record.visibility = VISIBILITY_OF[AccessLevel(level)]
    version.record.audience = audience
    version.record.save(update_fields=["visibility", "audience"])
    log_event(record=version.record, verb="version_access_set", by=by, at=at, to_state=str(level))
    refresh_measures(document=version.document)
    refresh_search(version.document)
    raise_generation(version.document.slug, "site")
    return row
