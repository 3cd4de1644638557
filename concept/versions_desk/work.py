"""Work lists of the thread: what has no reason, no visible outcome, is to be checked again or waits for a decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept import queries
from concept.enums import InfluenceRelation, SourceKind
from concept.models import DocumentPage, Influence, Measure, Version
from concept.reading import spoken_label
from concept.versions_desk import thread_queries as thread
from core import extension
from core.enums import Visibility


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to mend: ``address`` leads where; ``influence`` is set for a link that can be decided in the list."""

    title: str
    why: str
    address: str
    on: date | None = None
    version: str = ""
    influence: Influence | None = None
    link_text: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class WorkList:
    """A list by its address; ``find`` is asked with the document and its versions newest first."""

    name: Any
    lead: Any
    find: Callable[[DocumentPage, Sequence[Version]], list[WorkItem]] = field(repr=False)


def _sourceless(document: DocumentPage, versions: Sequence[Version]) -> list[WorkItem]:
    """Changed passages nobody gave a reason for: one query for each version and four more."""
    rows = queries.coverage(document, versions)
    return [
        WorkItem(
            title=spoken_label(label) if "/" in label else f"{section}, {spoken_label(label)}",
            why=_("no source is recorded"),
            address=reverse("concept:source-record", args=[document.slug, version.slug, uid]),
            on=timezone.localdate(version.frozen_at),
            version=version.label,
            link_text=_("Record a source"),
        )
        for version, uid, label, section in queries.unexplained_places(rows)
    ]


def _invisible(document: DocumentPage, _versions: Sequence[Version]) -> list[WorkItem]:
    """Contributions without an outcome that is visible in the text."""
    return [
        WorkItem(
            title=item.title,
            why=item.why,
            address=item.address,
            on=item.since,
            link_text=_("Settle"),
        )
        for kind in extension.contribution_kinds()
        for item in kind.pending(document)
    ]


def _stale(document: DocumentPage, _versions: Sequence[Version]) -> list[WorkItem]:
    return [
        _link(
            document,
            found.influence,
            found.version or found.influence.change.to_version,
            found.uids,
            _("the words were changed after the link was confirmed")
            if found.version
            else _("marked to be checked again"),
        )
        for found in queries.stale_links(document)
    ]


def _proposed(document: DocumentPage, _versions: Sequence[Version]) -> list[WorkItem]:
    return [
        _link(
            document,
            link,
            link.change.to_version,
            tuple(map(str, link.change.new_uids)),
            _("proposed by %(person)s") % {"person": link.by},
        )
        for link in queries.proposed_links(document)
    ]


def _link(
    document: DocumentPage, link: Influence, version: Version, uids: Sequence[str], why: str
) -> WorkItem:
    record = link.contribution.record
    address = reverse("concept:version-contents", args=[document.slug, version.slug])
    if uids:
        address = reverse("concept:passage-reasons", args=[document.slug, version.slug, uids[0]])
    return WorkItem(
        title=(record.reference or record.title)
        if record.visibility != Visibility.RESTRICTED
        else _("A contribution that is not public"),
        why=f"{InfluenceRelation(link.relation).label}; {why}",
        address=address,
        on=timezone.localdate(link.at),
        version=version.label,
        influence=link,
        link_text=_("Look at the passage"),
        words=link.note,
    )


def _measures(document: DocumentPage, _versions: Sequence[Version]) -> list[WorkItem]:
    """Measures of the document, those that ended with the reason: one query."""
    measures = Measure.objects.filter(document=document)
    return [
        WorkItem(
            title=_("Measure %(code)s") % {"code": measure.code},
            why=measure.ended_reason or measure.get_state_display(),
            address=reverse("versions_desk:measure-edit", args=[measure.pk]),
            version=measure.ended_in.label if measure.ended_in else "",
            link_text=_("Give the reason")
            if measure.ended_reason
            else _("Say what it follows from"),
        )
        for measure in measures.select_related("ended_in").order_by("pk")
    ]


def _sources(document: DocumentPage, _versions: Sequence[Version]) -> list[WorkItem]:
    return [
        WorkItem(
            title=source.citation,
            why=_("There is a newer edition: %(citation)s")
            % {"citation": source.replaced_by.citation}
            if hasattr(source, "replaced_by")
            else str(SourceKind(source.kind).label),
            address=reverse("versions_desk:source-edition", args=[source.pk]),
            on=timezone.localdate(source.made_at),
            link_text=_("New edition"),
        )
        for source in thread.sources_of(document)
    ]


LISTS = {
    "bez-zdroje": WorkList(
        gettext_lazy("Changes without a source"),
        gettext_lazy("Parts of the text that changed and nobody recorded why."),
        _sourceless,
    ),
    "bez-vysledku": WorkList(
        gettext_lazy("Contributions without a visible outcome"),
        gettext_lazy(
            "Comments that are not settled, or were accepted and are not in the text yet."
        ),
        _invisible,
    ),
    "k-overeni": WorkList(
        gettext_lazy("Links to check again"),
        gettext_lazy(
            "Links whose words were changed later. Changes of wording only are judged at the version, many at once."
        ),
        _stale,
    ),
    "navrzene": WorkList(
        gettext_lazy("Proposed links"),
        gettext_lazy("Nobody else is told of them before an editor has agreed."),
        _proposed,
    ),
    "zdroje": WorkList(
        gettext_lazy("Outside sources"),
        gettext_lazy(
            "What the text leans on outside the comments. A citation stays as it was; a new edition is told beside it."
        ),
        _sources,
    ),
    "opatreni": WorkList(
        gettext_lazy("Measures"),
        gettext_lazy(
            "What each follows from, and why one ended: the words written by the system can be made clearer."
        ),
        _measures,
    ),
}
