"""The places a comment is on, as its form shows and compares them."""

from dataclasses import replace
from typing import Any

from concept.word_alignment import diff_words
from consultations.forms import CommentForm
from consultations.places import Place, read_range
from consultations.queries.texts import QuotedText

FEW_PIECES = 3


def quote_facts(form: CommentForm, number: int, text: QuotedText) -> dict[str, Any]:
    """One place of the form. The choice of a part stands open when it is short or was made."""
    choice = form.choice_of(number)
    return {
        "text": text,
        "choice": choice,
        "words": form.words_of(number),
        "is_only": len(form.texts) == 1,
        "is_open": choice is not None
        and (len(choice.field.pieces) <= FEW_PIECES or bool(choice.value()) or bool(choice.errors)),
    }


def present_words(text: QuotedText, chosen: str) -> dict[str, str]:
    """The words a proposed wording starts from."""
    found = read_range(chosen)
    start, end = found or (0, len(text.text))
    return {
        "proposed_wording": text.text[start:end].strip(),
        "wording_base": chosen if found else "",
        "wording_for": text.place.passage,
    }


def stored_place(quote: dict[str, Any]) -> Place:
    """A place of a draft comment as addresses name it."""
    if not quote["passage_uid"]:
        return Place(section=quote["section_uid"])
    return Place(passage=quote["passage_uid"], start=quote["start"], end=quote["end"])


def whole(text: QuotedText) -> QuotedText:
    """All of a passage has no range."""
    if text.is_passage and (text.place.start, text.place.end) == (0, len(text.text)):
        return replace(text, place=Place(passage=text.place.passage))
    return text


def comparison_of(form: CommentForm) -> dict[str, Any]:
    """What the proposed wording changes."""
    form.full_clean()
    said = form.cleaned_data
    first = form.first
    if first is None or not said.get("wording"):
        return {"segments": [], "is_same": True}
    place = said["places"][0]
    start, end = place.get("start", 0), place.get("end", len(first.text))
    return {
        "segments": diff_words(first.text[start:end].strip(), said["wording"]),
        "is_same": False,
    }
