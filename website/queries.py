"""Reads that join the apps: the front page, the results of a search, the personal overview."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concept import reading
from concept.enums import DocumentKind, StepKind
from concept.models import ProjectPage
from concept.shelf import LANGUAGE, Shelf, document_cards, shelves
from consultations import queries as round_queries
from consultations.enums import RoundState, RoundStepKind
from consultations.models import Round
from consultations.queries.overview import OwnRound, own_rounds
from consultations.queries.statements import housing_contact
from core import extension, search
from core.models import SearchEntry
from core.permissions import allowed
from core.templatetags.osnova import local_path
from focus_groups.queries.series import own_series
from people.enums import Role
from people.models import User

LATEST_COUNT = 6
FEED_COUNT = 100
RESULTS_PER_PAGE = 20
# Of rounds the front page tells what concerns everybody.
TOLD_OF_ROUNDS = frozenset(
    {
        "opened",
        RoundStepKind.EXTENDED,
        RoundStepKind.SETTLED,
        RoundStepKind.REPORTED,
        RoundStepKind.CANCELLED,
    }
)
TOLD_STEPS = frozenset({StepKind.APPROVED, StepKind.PUBLISHED})


def home_facts(user: Any, at: datetime) -> dict[str, Any]:
    """What the front page shows (``website/home_page.html``): four queries, however much there is.

    Documents with their versions, rounds, what happened to them, the contact point for housing.
    """
    found = shelves(user)
    rounds = round_queries.round_rows(user, at)
    concept = next((s for s in found if s.document.kind == DocumentKind.CONCEPT), None)
    return {
        "concept": _concept_card(concept) if concept else None,
        "open_rounds": sorted(
            (row for row in rounds if row.is_open), key=lambda row: row.round.closes_at
        ),
        "planned_rounds": sorted(
            (row for row in rounds if row.state == RoundState.PLANNED),
            key=lambda row: row.round.opens_at,
        ),
        "latest": _latest(found, [row.round for row in rounds], at),
        "contact": housing_contact(),
        "documents": document_cards(found),
    }


def _latest(found: Sequence[Shelf], rounds: Sequence[Round], at: datetime) -> list[dict[str, Any]]:
    """What happened last to texts and rounds, newest first: one query."""
    texts = [
        {
            "on": step.on,
            "title": step.title,
            "note": step.note,
            "url": step.url,
            "origin": step.origin,
            "source": step.source,
        }
        for step in told_steps(found)[:LATEST_COUNT]
    ]
    told = [
        {
            "on": timezone.localdate(item.at),
            "title": item.title,
            "note": item.label,
            "url": item.url,
            "origin": item.demo_origin,
            "source": item.demo_source,
        }
        for item in round_queries.news_of(rounds, at)
        if item.kind in TOLD_OF_ROUNDS
    ]
    both = sorted([*texts, *told], key=lambda item: item["on"], reverse=True)
    return both[:LATEST_COUNT]


def _concept_card(shelf: Shelf) -> dict[str, Any] | None:
    version = shelf.current
    if version is None:
        return None
    previous = shelf.previous(version)
    return {
        "title": shelf.document.title,
        "url": shelf.home,
        "summary": shelf.document.summary,
        "language": LANGUAGE,
        "version": shelf.version_facts(version),
        "changes": {"since": previous.label, "url": shelf.compare_url(previous, version)}
        if previous
        else None,
    }


@dataclass(frozen=True, slots=True)
class ToldStep:
    """An approval or a publication as it is told to readers."""

    pk: int
    step: str
    on: date
    recorded_at: datetime
    title: str
    note: str
    url: str
    digest: str
    origin: str
    source: str


def told_steps(found: Sequence[Shelf]) -> list[ToldStep]:
    """All approvals and publications of the given documents, newest first. No query."""
    told = [
        ToldStep(
            pk=step.pk,
            step=step.step,
            on=step.occurred_on,
            recorded_at=step.recorded_at,
            title=_("%(document)s, version %(label)s")
            % {"document": shelf.document.title, "label": version.label},
            note=", ".join(filter(None, [step.get_step_display(), step.body, step.resolution])),
            url=reading.version_base(version),
            digest=version.digest,
            origin=step.demo_origin,
            source=step.demo_source,
        )
        for shelf in found
        for version in shelf.versions
        for step in shelf.steps[version.pk]
        if step.step in TOLD_STEPS
    ]
    return sorted(told, key=lambda step: (step.on, step.pk), reverse=True)


def public_steps(user: Any) -> list[ToldStep]:
    """What the feed of versions tells: one query."""
    return told_steps(shelves(user))[:FEED_COUNT]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of places as ``website/search.html`` describes them, and the tabs with how many there are in each.

    Texts have their tab always, the others when something is there.
    """

    page: Page
    tabs: list[dict[str, Any]]
    total: int


def search_results(query: str, user: Any, source: str, page_number: str | None) -> SearchResults:
    """One page of places that hold every word of the query: in the texts, or in another ``source``.

    Two queries for the page, one for each other number, one for the labels of versions.
    """
    stems = search.query_stems(query)
    sources = {found.name: found for found in extension.search_sources()}
    texts = Paginator(search.find(query, user), RESULTS_PER_PAGE)
    paginators = {"": texts} | {
        name: Paginator(found.find(stems, user) if stems else [], RESULTS_PER_PAGE)
        for name, found in sources.items()
    }
    chosen = source if source in sources else ""
    page = paginators[chosen].get_page(page_number)
    if chosen:
        page.object_list = [
            {
                "title": place.title,
                "url": place.url,
                "where": place.where,
                "snippet": snippet_html(place.text, stems),
            }
            for place in sources[chosen].show(page.object_list)
        ]
    elif texts.count:
        page.object_list = _text_places(page.object_list, user, stems)
    labels = {"": _("In the texts")} | {name: found.label for name, found in sources.items()}
    tabs = [
        {
            "label": f"{label} ({paginators[name].count})",
            "url": f"?{urlencode({'q': query} | ({'kde': name} if name else {}))}",
            "current": name == chosen,
        }
        for name, label in labels.items()
        if paginators[name].count or name in ("", chosen)
    ]
    return SearchResults(page, tabs, sum(found.count for found in paginators.values()))


def _text_places(
    entries: Sequence[SearchEntry], user: Any, stems: Sequence[str]
) -> list[dict[str, Any]]:
    found = [s for s in shelves(user) if s.current is not None]
    labels = {str(s.document.doc_uid): s.current.label for s in found}
    return [
        {
            "title": entry.title,
            "url": local_path(entry.path),
            "where": entry.context,
            "version_label": labels.get(entry.group, ""),
            "snippet": snippet_html(entry.text, stems),
        }
        for entry in entries
    ]


def snippet_html(text: str, stems: Sequence[str]) -> SafeString:
    """A piece of the text with the words found in ``<mark>``; everything else is escaped."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece) if is_hit else piece,)
            for piece, is_hit in search.snippet(_one_line(text), stems)
        ),
    )


def _one_line(text: str) -> str:
    """Lines one after the other, parted by a dot where no sentence ends: cells of a table, rows of a measure."""
    return re.sub(r"(?<![.,;:!?…])\s*\n\s*", " · ", text).replace("\n", " ")


def _voice_tasks(own: OwnRound) -> list[dict[str, Any]]:
    """For whom the person may speak in a round, how far that is and where it goes on."""
    return [
        {
            "title": voice.name or _("For yourself"),
            "note": voice.in_words,
            "url": url,
            "button": voice.button,
            "hidden_text": ", ".join(filter(None, [own.facts.round.title, voice.name])),
        }
        for voice, url in own.rows
    ]


def overview(user: User, at: datetime) -> dict[str, Any]:
    """What a signed-in person may say something about and what waits for them; constant queries.

    Seven for the open rounds, one for series of focus groups, the others where things wait (``core.extension``).
    """
    day = timezone.localdate(at)
    return {
        "roles": [Role(role).label for role in Role.values if role in user.roles_on(day)],
        "rounds": [
            {"facts": own.facts, "tasks": _voice_tasks(own)} for own in own_rounds(user, at)
        ],
        "series": own_series(user, day),
        "waiting": [
            {
                "title": row.title,
                "note": row.note,
                "due_on": row.due_on,
                "is_late": row.due_on is not None and row.due_on < day,
                "url": row.url,
                "button": row.button,
                "hidden_text": " ".join(filter(None, [row.title, row.note])),
            }
            for row in extension.waiting_for(user, at)
        ],
        "may_write": allowed(user, "concept.freeze_version"),
        "works_in_administration": allowed(user, "core.view_events"),
        "desks": _desks(user, day),
    }


def _desks(user: User, day: date) -> list[tuple[str, str]]:
    """Pages where somebody with the roles of the person works, whether something waits there or not."""
    found = []
    if Role.MEASURE_OWNER in user.roles_on(day):
        found.append((_("My measures"), reverse("concept:own-measures")))
    if allowed(user, "concept.approve_measure_reports"):
        found.append((_("Reports to approve"), reverse("concept:report-queue")))
    if allowed(user, "evaluation.enter_values"):
        found.append((_("Periods and entering of values"), reverse("evaluation:period-list")))
    if allowed(user, "evaluation.approve_values"):
        found.append((_("Values to approve"), reverse("evaluation:value-queue")))
    if allowed(user, "evaluation.work_in_pilot"):
        found.append((_("What is on this month"), reverse("evaluation:pilot-month")))
    if allowed(user, "evaluation.manage_project"):
        running = _("Running the project")
        found += [
            (f"{running}: {title}", reverse("evaluation:project-desk", args=[slug]))
            for slug, title in ProjectPage.objects.live()
            .order_by("path")
            .values_list("slug", "title")
        ]
    if allowed(user, "evaluation.see_risk_register"):
        found.append((_("Risks"), reverse("evaluation:risk-list")))
    return found
