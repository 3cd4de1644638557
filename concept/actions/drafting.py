"""Writing agreed words into the draft of a section, where editors would write them themselves."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept import rendering, rewriting
from concept.canonical import plain_text
from concept.enums import PassageKind
from concept.models import DocumentPage, PassageHint, SectionPage, Version, VersionPassage

EDITABLE_KINDS = frozenset({PassageKind.PARAGRAPH, PassageKind.LIST, PassageKind.HEADING})


class PassageNotInDraft(Exception):
    """The passage cannot be found in the draft, or is of a kind whose words only the editor changes."""


class DraftChanged(Exception):
    """The draft says something else there than when the person looked."""


class SectionLocked(Exception):
    """The section is locked by somebody else, or waits for a review."""


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Where a frozen passage stands in the newest draft. ``text`` are its words there now."""

    page: SectionPage
    block_id: str
    block_key: str
    text: str
    is_same: bool


def draft_of(page: SectionPage) -> SectionPage:
    """The newest draft of a section: one query."""
    return page.get_latest_revision_as_object()


def find_in_draft(version: Version, passage_uid: str, *, also: Sequence[str] = ()) -> DraftPlace:
    """The passage of a frozen version in the newest drafts of its document.

    Looked for, in this order: the block and key it was frozen from with the same words; the same words anywhere in its
    section, then in the other sections; words of ``also`` (such as wordings taken over before); the block and key with
    other words. Raises PassageNotInDraft. Reads the section's draft; the others only when it is not there.
    """
    passage = (
        VersionPassage.objects.select_related("content", "section")
        .filter(version=version, passage_uid=passage_uid)
        .first()
    )
    if passage is None:
        raise PassageNotInDraft(_("This part of the text is not in the version."))
    if passage.content.kind not in EDITABLE_KINDS:
        raise PassageNotInDraft(
            _("Tables, figures, measures and the like are changed in the editor of the section.")
        )
    hint = (
        PassageHint.objects.filter(version=version, passage_uid=passage_uid)
        .values_list("block_id", "block_key")
        .first()
    ) or ("", "")
    document = DocumentPage.objects.get(pk=version.document_id)
    sections = SectionPage.objects.descendant_of(document).order_by("path")
    own = sections.filter(node_uid=passage.section.node_uid).first()
    wanted = [passage.content.text, *also]
    if own is not None:
        place = _in_section(draft_of(own), hint, wanted)
        if place is not None:
            return place
    for page in sections.exclude(pk=own.pk if own else 0):
        place = _in_section(draft_of(page), hint, wanted, only_equal=True)
        if place is not None:
            return place
    raise PassageNotInDraft(
        _("This paragraph is not in the draft any more. Open the section and write there.")
    )


def _in_section(
    draft: SectionPage, hint: tuple[str, str], wanted: Sequence[str], *, only_equal: bool = False
) -> DraftPlace | None:
    passages = [
        passage
        for passage in _rendered(draft)
        if passage.kind in EDITABLE_KINDS and passage.hints[0] != "footnote"
    ]
    for words in wanted:
        same = [passage for passage in passages if passage.text == words]
        same = [passage for passage in same if passage.hints == hint] or same
        if len(same) == 1:
            return _place(draft, same[0], is_same=words == wanted[0])
    at_hint = [passage for passage in passages if passage.hints == hint and hint != ("", "")]
    if len(at_hint) == 1 and not only_equal:
        return _place(draft, at_hint[0], is_same=False)
    return None


def _place(draft: SectionPage, passage: rendering.DraftPassage, *, is_same: bool) -> DraftPlace:
    return DraftPlace(draft, *passage.hints, passage.text, is_same)


def _rendered(draft: SectionPage) -> list[rendering.DraftPassage]:
    notes = {str(note.uuid): note.text for note in draft.footnotes.all()}
    return rendering.render_section(draft.body, notes, references=rendering.References())


def lock_reason(page: SectionPage, by: Any) -> str:
    """Why this person may not write into the section's draft now; "" when they may."""
    permissions = page.permissions_for_user(by)
    if permissions.page_locked():
        return _("The section is locked: somebody else holds it, or it waits for a review.")
    if not permissions.can_edit():
        return _("You may not edit this section.")
    return ""


@transaction.atomic
def write_words(*, place: DraftPlace, seen: str, new: str, by: Any) -> SectionPage:
    """Put new words in the place of a passage in the newest draft of its section, and save the draft.

    ``seen`` are the words the person saw there. Formatting, links and footnotes outside the changed words stay. Raises
    SectionLocked, DraftChanged (the draft says something else now), PassageNotInDraft (the change would add or take
    away lines of a list, or the markup is not understood).
    """
    page = SectionPage.objects.select_for_update(of=("self",)).get(pk=place.page.pk)
    if reason := lock_reason(page, by):
        raise SectionLocked(reason)
    draft = draft_of(page)
    new = " ".join(new.split()) if "\n" not in place.text else new.strip("\n") + "\n"
    current = [p for p in _rendered(draft) if p.hints == (place.block_id, place.block_key)]
    if len(current) != 1 or current[0].text != seen:
        raise DraftChanged(
            _("The draft of the section was changed in the meantime. Look at it again.")
        )
    raw = [dict(block) for block in draft.body.raw_data]
    block = next(each for each in raw if each.get("id") == place.block_id)
    try:
        block["value"] = _rewritten(block, place, seen, new)
    except rewriting.CannotRewrite as error:
        raise PassageNotInDraft(
            _("These words cannot be changed from here. Open the section and write there.")
        ) from error
    draft.body = json.dumps(raw)
    written = [p for p in _rendered(draft) if p.hints == (place.block_id, place.block_key)]
    if len(written) != 1 or written[0].text.split() != new.split():
        raise PassageNotInDraft(
            _("These words cannot be changed from here. Open the section and write there.")
        )
    draft.save_revision(user=by, log_action=True)
    return draft


def _rewritten(block: dict[str, Any], place: DraftPlace, seen: str, new: str) -> Any:
    if block["type"] == "heading":
        return {**block["value"], "text": new.strip()}
    if block["type"] != "text":
        raise rewriting.CannotRewrite("kind")
    markup = block["value"]
    for start, end, key in rewriting.top_blocks(markup):
        if key != place.block_key:
            continue
        if key == "" and _words(markup[start:end]) != _words(seen):
            continue
        return markup[:start] + rewriting.rewrite(markup[start:end], seen, new) + markup[end:]
    raise rewriting.CannotRewrite("block")


def _words(markup: str) -> list[str]:
    return plain_text(markup).split()
