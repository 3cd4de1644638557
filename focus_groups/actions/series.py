"""Writes of series: made, moved from state to state, facilitated from when to when, their sheets and guides."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.actions import change_state, create_record, log_event, raise_generation
from core.czech import search_stems
from core.enums import DemoOrigin, Visibility
from core.models import Record
from core.sanitizing import clean_plain
from focus_groups.enums import ALLOWED_SERIES_MOVES, FacilitatorRole, SeriesKind, SeriesState
from focus_groups.mix import wrong_bands
from focus_groups.models import ConsentSheet, Facilitator, Series, TopicGuide
from people.enums import Role
from people.models import Audience, AudienceMember, User

PAGES = "fokusni-skupiny"
# addresses below it that are no series
RESERVED = frozenset({"nova", "zapis"})
EDITABLE = frozenset(
    {
        "name",
        "kind",
        "purpose",
        "lawful_basis",
        "withdrawal_rule",
        "mix",
        "minimum",
        "retention_until",
    }
)
PLAIN = frozenset({"name", "purpose", "lawful_basis", "withdrawal_rule"})


class BandTooExact(Exception):
    """Who is heard is said in bands: exact and small counts point at people."""


class StaleSeries(Exception):
    """Somebody else changed the series in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Series) -> None:
        super().__init__(message)
        self.current = current


class SeriesMoveRefused(Exception):
    """A series cannot go from its state to that one."""


class NotAFacilitator(Exception):
    """Only who holds the role of facilitator on that day facilitates; who has it keeps no households of the pilot."""


class FacilitatesAlready(Exception):
    """The person facilitates the series already."""


class LastLead(Exception):
    """A series that is worked on keeps somebody who leads it: otherwise nobody could read what was said."""


class GuideEmpty(Exception):
    """A guide asks something, and each of its questions has a key of its own."""


@transaction.atomic
def create_series(
    *,
    name: str,
    code: str,
    kind: str,
    lead: User,
    by: Any,
    at: datetime,
    purpose: str = "",
    lawful_basis: str = "",
    withdrawal_rule: str = "",
    mix: Sequence[Mapping[str, str]] = (),
    minimum: int = 5,
    retention_until: date | None = None,
    visibility: str = Visibility.STAFF,
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> Series:
    """Make a series that somebody leads from today on. Staff may know that it exists, its facilitators what is in it.

    Raises NotAFacilitator, BandTooExact, ValidationError.
    """
    slug = slugify(code)
    if slug in RESERVED:
        raise ValidationError({"code": _("This code has another meaning here. Choose another.")})
    record = create_record(
        kind="focus_series",
        reference=code,
        title=name,
        path=f"/fokusni-skupiny/{slug}/",
        visibility=visibility,
        by=by,
        at=at,
        verb="series_created",
        state=SeriesState.PLANNED,
        demo_origin=demo_origin,
        demo_source=demo_source,
        search_text=purpose,
    )
    series = Series(
        record=record,
        inside=create_record(
            kind="focus_inside",
            reference=code,
            title=code,
            visibility=Visibility.RESTRICTED,
            by=by,
            at=at,
            verb="series_created",
        ),
        audience=Audience.objects.create(name=f"Fokusní skupiny {code}"),
        name=name,
        code=code,
        slug=slug,
        kind=SeriesKind(kind),
        purpose=clean_plain(purpose).strip(),
        lawful_basis=clean_plain(lawful_basis).strip(),
        withdrawal_rule=clean_plain(withdrawal_rule).strip(),
        mix=_checked_mix(mix, minimum),
        minimum=minimum,
        retention_until=retention_until,
    )
    series.full_clean()
    series.save()
    start_facilitating(
        series=series,
        user=lead,
        role=FacilitatorRole.LEAD,
        valid_from=timezone.localdate(at),
        by=by,
        at=at,
    )
    raise_generation(PAGES)
    return series


def _checked_mix(mix: Sequence[Mapping[str, str]], minimum: int) -> list[dict[str, str]]:
    wrong = wrong_bands(mix, minimum)
    if wrong:
        raise BandTooExact(
            _("Write a band, such as “5–9” or “do 5”, at: %(labels)s.")
            % {"labels": ", ".join(wrong)}
        )
    return [{name: clean_plain(row[name]).strip() for name in ("label", "band")} for row in mix]


@transaction.atomic
def edit_series(
    *,
    series: Series,
    lock_version: int,
    by: Any,
    at: datetime,
    visibility: str = "",
    **fields: Any,
) -> Series:
    """Change what is said of a series. ``fields``: any of ``EDITABLE``.

    Sessions are never more visible than their series: those shown to everybody are hidden with it.
    Raises StaleSeries, BandTooExact, ValidationError.
    """
    series = (
        Series.objects.select_for_update(of=("self",)).select_related("record").get(pk=series.pk)
    )
    if series.lock_version != lock_version:
        raise StaleSeries(
            _("Somebody else changed the series in the meantime. Compare both and save again."),
            series,
        )
    unknown = set(fields) - EDITABLE
    if unknown:
        raise TypeError(f"no fields of a series: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(series, name, clean_plain(value).strip() if name in PLAIN else value)
    series.mix = _checked_mix(series.mix, series.minimum)
    series.lock_version += 1
    series.full_clean()
    series.save()
    record = series.record
    record.title = series.name
    record.search_stems = search_stems(f"{series.code} {series.name} {series.purpose}")
    record.visibility = visibility or record.visibility
    record.save(update_fields=["title", "search_stems", "visibility"])
    if record.visibility != Visibility.PUBLIC:
        Record.objects.filter(focus_session__series=series, visibility=Visibility.PUBLIC).update(
            visibility=record.visibility
        )
    log_event(record=record, verb="series_edited", by=by, at=at)
    raise_generation(PAGES)
    return series


@transaction.atomic
def move_series(*, series: Series, state: str, by: Any, at: datetime) -> Series:
    """Take a series to its next state. Raises SeriesMoveRefused."""
    series = Series.objects.select_for_update().select_related("record").get(pk=series.pk)
    if state not in ALLOWED_SERIES_MOVES[series.state]:
        raise SeriesMoveRefused(_("This step does not follow from where the series stands."))
    change_state(row=series, state=state, verb="series_state_changed", by=by, at=at)
    raise_generation(PAGES)
    return series


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@transaction.atomic
def start_facilitating(
    *, series: Series, user: User, role: str, valid_from: date, by: Any, at: datetime
) -> Facilitator:
    """Let somebody read and write in a series from a day on. Raises NotAFacilitator, FacilitatesAlready."""
    series = Series.objects.select_for_update().select_related("record").get(pk=series.pk)
    if Role.FACILITATOR not in user.roles_on(valid_from):
        raise NotAFacilitator(_("This person does not hold the role of facilitator on that day."))
    if series.facilitators.current(valid_from).filter(user=user).exists():
        raise FacilitatesAlready(_("This person facilitates the series already."))
    made = Facilitator(series=series, user=user, role=role, valid_from=valid_from)
    made.full_clean()
    made.save()
    AudienceMember.objects.create(
        audience_id=series.audience_id, user=user, valid_from=_midnight(valid_from)
    )
    log_event(
        record=series.record,
        verb="facilitator_started",
        by=by,
        at=at,
        occurred_on=valid_from,
        payload={"facilitator": made.pk},
    )
    return made


@transaction.atomic
def stop_facilitating(
    *, facilitator: Facilitator, valid_to: date, by: Any, at: datetime
) -> Facilitator:
    """End somebody's work in a series before a day; from that midnight they read nothing of it. Raises LastLead."""
    series = Series.objects.select_for_update().get(pk=facilitator.series_id)
    facilitator = Facilitator.objects.select_related("series__record").get(pk=facilitator.pk)
    if facilitator.valid_to is not None:
        return facilitator
    if facilitator.role == FacilitatorRole.LEAD and series.state != SeriesState.ANONYMISED:
        leads = series.facilitators.current(valid_to).filter(role=FacilitatorRole.LEAD)
        if not leads.exclude(pk=facilitator.pk).exists():
            raise LastLead(_("Somebody has to lead the series. Choose who first."))
    facilitator.valid_to = valid_to
    facilitator.full_clean()
    facilitator.save(update_fields=["valid_to"])
    AudienceMember.objects.filter(
        audience=series.audience_id,
        user=facilitator.user_id,
        valid_from=_midnight(facilitator.valid_from),
        valid_to=None,
    ).update(valid_to=_midnight(valid_to))
    log_event(
        record=facilitator.series.record,
        verb="facilitator_ended",
        by=by,
        at=at,
        occurred_on=valid_to,
        payload={"facilitator": facilitator.pk},
    )
    return facilitator


def _next(series: Series, name: str) -> int:
    issued = getattr(series, name).aggregate(Max("number"))["number__max"]
    return (issued or 0) + 1


@transaction.atomic
def add_sheet(
    *, series: Series, text: str, by: Any, at: datetime, language: str = "cs"
) -> ConsentSheet:
    """Add an edition of the information sheet; those people consented to before stay as they were."""
    series = Series.objects.select_for_update().select_related("record").get(pk=series.pk)
    sheet = ConsentSheet(
        series=series,
        number=_next(series, "sheets"),
        language=language,
        text=clean_plain(text).strip(),
        by=by,
        at=at,
    )
    sheet.full_clean()
    sheet.save()
    log_event(
        record=series.record,
        verb="consent_sheet_added",
        by=by,
        at=at,
        object_version=str(sheet.number),
    )
    return sheet


@transaction.atomic
def add_guide(
    *,
    series: Series,
    title: str,
    questions: Sequence[Mapping[str, Any]],
    by: Any,
    at: datetime,
    passages: Sequence[Mapping[str, Any]] = (),
) -> TopicGuide:
    """Add an edition of what sessions ask; sessions keep the edition they followed. Raises GuideEmpty."""
    series = Series.objects.select_for_update().select_related("record").get(pk=series.pk)
    asked = [
        {
            "key": str(row["key"]),
            "text": clean_plain(row["text"]).strip(),
            "plain": clean_plain(row.get("plain", "")).strip(),
            "prompts": [clean_plain(prompt).strip() for prompt in row.get("prompts", ())],
        }
        for row in questions
    ]
    keys = {row["key"] for row in asked}
    if not asked or len(keys) < len(asked) or not all(row["text"] for row in asked):
        raise GuideEmpty(_("Write at least one question, each under a number of its own."))
    guide = TopicGuide(
        series=series,
        number=_next(series, "guides"),
        title=clean_plain(title).strip(),
        questions=asked,
        passages=[
            {"version": int(row["version"]), "passage": str(row["passage"])} for row in passages
        ],
        by=by,
        at=at,
    )
    guide.full_clean(exclude=["passages"])
    guide.save()
    log_event(
        record=series.record,
        verb="topic_guide_added",
        by=by,
        at=at,
        object_version=str(guide.number),
    )
    return guide
