"""Reads of findings and recommendations: how broadly something was heard, and what readers are told of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from concept.models import Measure, Version, VersionPassage, VersionSection
from focus_groups.enums import Breadth, FindingState, SessionState, Side
from focus_groups.models import (
    Finding,
    FindingStatement,
    FindingText,
    Recommendation,
    RecommendationText,
    Series,
    Session,
)
from focus_groups.models.findings import WorkedOutQuerySet
from focus_groups.models.series import in_circle
from focus_groups.outcomes import Outcome, outcomes_of


def told_count(count: int, minimum: int) -> int | None:
    """A count of statements as it may be published: rounded down to a multiple of the series' minimum; None below it.

    So two counts published one after the other are equal or differ by the minimum at least:
    ``told_count(11, 5) == 10``, ``told_count(4, 5) is None``.
    """
    return count // minimum * minimum if count >= minimum else None


def breadth_of(finding: Finding) -> str:
    """In how many sessions of its series a finding is supported, of those in which anything was said: two queries."""
    return breadths_of([finding])[finding.pk]


def breadths_of(findings: Iterable[Finding]) -> dict[int, str]:
    """The same for findings by primary key: two queries."""
    rows = list(findings)
    heard = dict(
        FindingStatement.objects.with_words()
        .filter(finding__in=[row.pk for row in rows], side=Side.SUPPORTS)
        .values_list("finding")
        .annotate(sessions=Count("statement__session", distinct=True))
    )
    held = dict(
        Session.objects.filter(series__in={row.series_id for row in rows})
        .exclude(state=SessionState.PLANNED, statements=None)
        .values_list("series")
        .annotate(sessions=Count("pk", distinct=True))
    )
    return {row.pk: _breadth(heard.get(row.pk, 0), held.get(row.series_id, 0)) for row in rows}


def _breadth(heard: int, held: int) -> str:
    if heard == 0:
        return Breadth.NONE
    if heard == 1:
        return Breadth.ONE_SESSION
    return Breadth.ALL if heard >= held else Breadth.SEVERAL


def bases_of(findings: Iterable[Finding]) -> dict[int, dict[str, int]]:
    """How many statements with words stand on each side of findings, by primary key: one query."""
    counted = {row.pk: {str(side): 0 for side in Side} for row in findings}
    rows = (
        FindingStatement.objects.with_words()
        .filter(finding__in=list(counted))
        .values_list("finding", "side")
        .annotate(number=Count("pk"))
    )
    for finding, side, number in rows:
        counted[finding][side] = number
    return counted


def findings_known_to(user: Any) -> WorkedOutQuerySet:
    """Findings the user may know of, by series and number."""
    return (
        Finding.objects.visible_to(user)
        .select_related("record", "series__record", "series__inside", "theme")
        .order_by("series__name", "number")
    )


def recommendations_known_to(user: Any) -> WorkedOutQuerySet:
    """Recommendations the user may know of, by series and number."""
    return (
        Recommendation.objects.visible_to(user)
        .select_related("record", "series__record", "series__inside", "version", "measure__record")
        .order_by("series__name", "number")
    )


def public_texts(rows: Iterable[Finding | Recommendation]) -> dict[int, Any]:
    """The published texts in force of findings, or of recommendations, by primary key: one query.

    Empty for those that were not published or were retracted.
    """
    shown = [row for row in rows if is_public(row)]
    if not shown:
        return {}
    model, key = (
        (FindingText, "finding_id")
        if isinstance(shown[0], Finding)
        else (RecommendationText, "recommendation_id")
    )
    wanted = Q(pk__in=[])
    for row in shown:
        wanted |= Q(**{key: row.pk, "number": row.public_number})
    return {getattr(text, key): text for text in model.objects.filter(wanted)}


def is_public(row: Finding | Recommendation) -> bool:
    """Whether a text of it is public now: also while the next one is written, not once it was retracted."""
    return row.public_number is not None and row.state != FindingState.RETRACTED


def drafts_of(series: Series, user: Any) -> WorkedOutQuerySet:
    """Findings of a series that are being written, for its facilitators."""
    return findings_known_to(user).filter(series=series, state=FindingState.DRAFT)


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding or recommendation as one reader may read it.

    ``is_inside``: the reader facilitates the series and reads what is being written; ``is_working``: what is shown is
    not the public text. ``supports`` is rounded down (``told_count``); None: several, too few to be told.
    """

    row: Finding | Recommendation
    text: str
    is_inside: bool = False
    is_working: bool = False
    plain_text: str = ""
    limits: str = ""
    theme: str = ""
    breadth: str = ""
    supports: int | None = None
    base: Mapping[str, int] = field(default_factory=dict)
    outcomes: Sequence[Outcome] = ()

    @property
    def breadth_label(self) -> str:
        """The breadth in the active language."""
        return str(Breadth(self.breadth).label) if self.breadth else ""

    @property
    def is_retracted(self) -> bool:
        """It does not hold any more."""
        return self.row.state == FindingState.RETRACTED


def shown_findings(findings: Iterable[Finding], user: Any) -> list[Shown]:
    """Findings the reader may know of, as they may read them: five queries."""
    rows = list(findings)
    if not rows:
        return []
    inside = series_worked_in(user)
    texts = public_texts(rows)
    breadths, bases = breadths_of(rows), bases_of(rows)
    shown = []
    for row in rows:
        is_inside = row.series_id in inside
        if is_inside or row.state == FindingState.VALIDATED:
            base = bases[row.pk]
            shown.append(
                Shown(
                    row=row,
                    text=row.text,
                    is_inside=is_inside,
                    is_working=row.state != FindingState.PUBLISHED,
                    plain_text=row.plain_text,
                    limits=row.limits,
                    theme=row.theme.name if row.theme else "",
                    breadth=breadths[row.pk],
                    supports=told_count(base[Side.SUPPORTS], row.series.minimum),
                    base=base if is_inside else {},
                )
            )
        elif (text := texts.get(row.pk)) is not None:
            shown.append(
                Shown(
                    row=row,
                    text=text.text,
                    plain_text=text.plain_text,
                    limits=text.limits,
                    theme=text.theme,
                    breadth=text.breadth,
                    supports=text.supports or None,
                )
            )
        else:
            shown.append(Shown(row=row, text=""))
    return shown


def shown_recommendations(recommendations: Iterable[Recommendation], user: Any) -> list[Shown]:
    """Recommendations the reader may know of, as they may read them, with what came of them: two queries besides."""
    rows = list(recommendations)
    if not rows:
        return []
    outcomes = outcomes_of(row.pk for row in rows)
    inside = series_worked_in(user)
    texts = public_texts(rows)
    shown = []
    for row in rows:
        is_inside = row.series_id in inside
        is_read = is_inside or row.state == FindingState.VALIDATED
        text = row.text if is_read else getattr(texts.get(row.pk), "text", "")
        is_working = is_read and row.state != FindingState.PUBLISHED
        shown.append(
            Shown(
                row=row,
                text=text,
                is_inside=is_inside,
                is_working=is_working,
                outcomes=outcomes[row.pk],
            )
        )
    return shown


def series_worked_in(user: Any) -> set[int]:
    """Primary keys of the series the user facilitates now: one query, none for a visitor."""
    if not user.is_authenticated:
        return set()
    return set(Series.objects.filter(in_circle(user, prefix="")).values_list("pk", flat=True))


def finding_by_number(slug: str, number: int, user: Any) -> Finding | None:
    """A finding of the series of an address, None for who may not know of it."""
    found = findings_known_to(user).filter(series__slug=slug, number=number)
    return found.select_related(
        "record", "series__record", "series__inside", "theme", "second_reader", "checked_in__record"
    ).first()


def recommendation_by_number(slug: str, number: int, user: Any) -> Recommendation | None:
    """A recommendation of the series of an address, None for who may not know of it."""
    found = recommendations_known_to(user).filter(series__slug=slug, number=number)
    return found.select_related(
        "record",
        "series__record",
        "series__inside",
        "version__record",
        "version__document",
        "measure__record",
        "second_reader",
        "checked_in__record",
        "reported_back_in__record",
    ).first()


def former_texts(row: Finding | Recommendation) -> list[Any]:
    """Texts that were public before the one that is, newest first: one query."""
    if row.public_number is None:
        return []
    before = row.texts.order_by("-number")
    return list(before if not is_public(row) else before.filter(number__lt=row.public_number))


def base_of(finding: Finding, user: Any) -> list[FindingStatement]:
    """Statements behind a finding, for the facilitators of its series: one query."""
    rows = FindingStatement.objects.visible_to(user).filter(finding=finding)
    return list(
        rows.select_related("statement__session__series", "statement__participant").order_by(
            "-side", "statement__session__number", "statement__position"
        )
    )


@dataclass(frozen=True, slots=True)
class Aim:
    """What a recommendation aims at, as the reader may know of it: a place of a version or a measure."""

    title: str
    url: str
    words: str = ""


def aim_of(row: Recommendation, user: Any) -> Aim | None:
    """Where a recommendation aims; None for nothing, or what the reader may not know of: three queries."""
    if row.measure is not None:
        known = Measure.objects.visible_to(user).filter(pk=row.measure_id).exists()
        title = _("Measure %(code)s") % {"code": row.measure.code}
        return Aim(title, row.measure.record.path) if known else None
    if row.version is None or not _knows(row.version, user):
        return None
    version = f"{row.version.title}, {row.version.label}"
    section = VersionSection.objects.filter(version=row.version, node_uid=row.section_uid).first()
    if section is None:
        return Aim(version, row.version.record.path)
    url = f"{row.version.record.path}{section.address}/"
    place = VersionPassage.objects.filter(version=row.version, passage_uid=row.passage_uid)
    passage = place.select_related("content").first()
    if passage is None:
        return Aim(f"{version}: {section}", url)
    label = f" ({passage.label})" if passage.label else ""
    return Aim(
        f"{version}: {section}{label}", f"{url}#p-{passage.passage_uid}", passage.content.text
    )


def _knows(version: Version, user: Any) -> bool:
    return Version.objects.visible_to(user).filter(pk=version.pk).exists()


def held_sessions(series: Series) -> Any:
    """Sessions of a series that were held, the latest first."""
    rows = series.sessions.exclude(state=SessionState.PLANNED)
    return rows.select_related("record").order_by("-held_on", "-number")


def aims_for_choice(user: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where a recommendation may aim, grouped for a choice: sections of the newest version of each document the user
    may read, and measures. Values as in ``aim_from``: three queries.
    """
    newest: dict[int, Version] = {}
    for version in Version.objects.visible_to(user).order_by("number"):
        newest[version.document_id] = version
    sections: dict[int, list[tuple[str, str]]] = {key.pk: [] for key in newest.values()}
    rows = VersionSection.objects.filter(version__in=list(sections)).order_by("version", "order")
    for row in rows:
        name = " ".join(filter(None, [row.code, row.title]))
        sections[row.version_id].append((f"s:{row.version_id}:{row.node_uid}", name))
    groups = [
        (f"{version.title}, {version.label}", sections[version.pk]) for version in newest.values()
    ]
    measures = Measure.objects.visible_to(user).order_by("code")
    groups.append((str(_("Measures")), [(f"m:{row.pk}", row.code) for row in measures]))
    return [group for group in groups if group[1]]


def aim_value(row: Recommendation) -> str:
    """The value of the choice that says where a recommendation aims."""
    if row.measure_id is not None:
        return f"m:{row.measure_id}"
    if row.version_id is not None and row.section_uid is not None:
        return f"s:{row.version_id}:{row.section_uid}"
    return ""


def aim_from(value: str, words: str, user: Any) -> dict[str, Any]:
    """Fields of a recommendation from a choice: version, section_uid, measure, and passage_uid where ``words`` stand in
    exactly one passage of the section; LookupError when they do not. At most three queries.
    """
    aim: dict[str, Any] = {"version": None, "section_uid": None, "passage_uid": None}
    aim["measure"] = None
    kind, _colon, rest = value.partition(":")
    if kind == "m":
        aim["measure"] = Measure.objects.visible_to(user).get(pk=int(rest))
    elif kind == "s":
        key, _colon, uid = rest.partition(":")
        aim["version"] = Version.objects.visible_to(user).get(pk=int(key))
        aim["section_uid"] = UUID(uid)
        if sought := " ".join(words.split()):
            passages = VersionPassage.objects.filter(
                version=aim["version"], section__node_uid=uid
            ).values_list("passage_uid", "content__text")
            found = [key for key, text in passages if sought in " ".join(text.split())]
            if len(found) != 1:
                raise LookupError
            aim["passage_uid"] = found[0]
    return aim


@dataclass(frozen=True, slots=True)
class WorkedOutOf:
    """What came of a series, as one reader may read it: what is public of it, or was confirmed."""

    findings: Sequence[Shown]
    recommendations: Sequence[Shown]


MOST_ON_A_PAGE = 20


def worked_out_of(series: Series, user: Any) -> WorkedOutOf:
    """Findings and recommendations of a series that are public: a constant number of queries."""
    public = Q(public_number__isnull=False)
    findings = findings_known_to(user).filter(public, series=series)[:MOST_ON_A_PAGE]
    advice = recommendations_known_to(user).filter(public, series=series)[:MOST_ON_A_PAGE]
    return WorkedOutOf(shown_findings(findings, user), shown_recommendations(advice, user))
