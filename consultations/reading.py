"""What rounds of comments add to pages of frozen text: a banner, links to comment on each passage and section, and
where comments on older versions stand.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concept.enums import PassageKind
from concept.kept import COMMENTS
from concept.models import Version
from consultations.actions.rounds import CONCLUSIONS
from consultations.places import Place, comment_url
from consultations.queries import place_counts, texts
from consultations.queries.texts import RoundOnText
from core.extension import ReadingTools, add_reading_tools, add_version_data
from core.pagecache import add_dependence
from focus_groups.actions.series import PAGES as FOCUS_GROUPS

# Pages of what was settled name public conclusions of groups.
NAMING_CONCLUSIONS = (["konzultace"], ["pripominky"], ["api"])


def register() -> None:
    """Called from ``AppConfig.ready``."""
    add_reading_tools("rounds of comments", offer)
    add_reading_tools("places of comments", offer_counts)
    add_version_data("comment_places", counts_for_machines)
    add_dependence(lambda parts: [CONCLUSIONS] if parts[:1] in NAMING_CONCLUSIONS else [])
    # pages of series tell how recommendations were settled, the thread tells where comments come from
    add_dependence(lambda parts: [COMMENTS] if parts[:1] == [FOCUS_GROUPS] else [])
    add_dependence(lambda parts: [FOCUS_GROUPS] if parts[3:4] == ["proc"] else [])


def offer(reader: Any, version: Version, section: Any = None) -> ReadingTools:
    """Banner, links and the place for comments of others: one query.

    Links are for those who may comment; a visitor without an account sees those of public rounds only.
    """
    rounds = texts.rounds_on_text(version, reader, timezone.now())
    if not rounds:
        return ReadingTools()
    here = [found for found in rounds if found.is_on_version]
    taking = [found for found in here if found.takes_comments]
    context = {"rounds": rounds, "version": version, "section": section}
    banner = render_to_string("consultations/_reading_banner.html", context)
    if section is None or not here:
        return ReadingTools(banner=banner)
    context["sections"] = [
        {
            "round": found,
            "write_url": comment_url(found.round, version, Place(section=section.uid)),
            "list_url": found.text_url(section.uid),
        }
        for found in here
    ]
    return ReadingTools(
        banner=banner,
        section=render_to_string("consultations/_reading_section.html", context),
        passage=_links(taking, version),
    )


def offer_counts(_reader: Any, version: Version, section: Any = None) -> ReadingTools:
    """Where comments on older versions stand in this one, among the facts of the version: one query."""
    counts = None if section else place_counts.placement_counts([version.pk]).get(version.pk)
    if counts is None:
        return ReadingTools()
    context = {"counts": counts, "rows": place_counts.place_labels(counts)}
    return ReadingTools(facts=render_to_string("consultations/_reading_facts.html", context))


def counts_for_machines(versions: Iterable[Version]) -> dict[int, dict[str, Any]]:
    """The same for the interface for machines, by the version's primary key: one query."""
    found = place_counts.placement_counts([version.pk for version in versions])
    return {
        key: {
            "comments": counts.total,
            "by_status": dict(counts.by_status),
            "left_out_on_purpose": counts.dropped,
            "waiting": counts.waiting,
        }
        for key, counts in found.items()
    }


def _links(taking: Sequence[RoundOnText], version: Version) -> Any:
    def links(passage: Any) -> str:
        return SafeString("").join(
            format_html(
                '<a class="comment-link" href="{}">{}{}</a>',
                comment_url(found.round, version, Place(passage=passage.uid)),
                _link_text(passage),
                f" ({found.round.title})" if len(taking) > 1 else "",
            )
            for found in taking
        )

    return links


def _link_text(passage: Any) -> SafeString:
    """ "Write a comment", and for those who hear the page which passage it is about."""
    if passage.kind == PassageKind.FOOTNOTE:
        text = _("Write a comment%(hidden)s on the footnote %(label)s%(end)s")
        label = passage.number
    elif passage.label:
        text = _("Write a comment%(hidden)s on paragraph %(label)s%(end)s")
        label = passage.label
    elif passage.kind == PassageKind.HEADING:
        text = _("Write a comment%(hidden)s on this heading%(end)s")
        label = ""
    else:
        text = _("Write a comment%(hidden)s on this part of the text%(end)s")
        label = ""
    marked = text % {"hidden": "{0}", "label": "{1}", "end": "{2}"}
    hidden, end = SafeString('<span class="visually-hidden">'), SafeString("</span>")
    return format_html(marked, hidden, label, end)
