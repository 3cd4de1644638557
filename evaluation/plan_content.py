"""What a frozen evaluation plan holds, its digest, and what differs between two of them. Pure.

Content: {"name", "purpose", "method", "questions": [question, ...]}; a question: {"number", "code", "text",
"criterion", "judged_by", "indicators": [{"code", "slug", "title", "definition"}], "dropped_reason"}. ``criterion`` is a
value of ``Criterion``, ``definition`` the number of the indicator's definition that held then, 0 when it had none.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]
TEXTS = ("name", "purpose", "method")


def canonical(value: Any) -> str:
    """One spelling of a JSON value, whatever the order of its keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: Any) -> str:
    """SHA-256 of the canonical JSON as 64 hexadecimal digits.

    >>> digest_of({"b": 1, "a": "ř"}) == digest_of({"a": "ř", "b": 1})
    True
    """
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def question_in(content: Content, number: int) -> Mapping[str, Any] | None:
    """A question of a frozen plan by its number, also a dropped one."""
    return next((row for row in content["questions"] if row["number"] == number), None)


@dataclass(frozen=True, slots=True)
class TextPair:
    """A text of the plan in the older and the newer version; ``name`` is one of ``TEXTS``."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class QuestionPair:
    """A question in the older and the newer version; None where it is not there."""

    number: int
    code: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None

    @property
    def is_dropped_now(self) -> bool:
        """It was dropped between the two."""
        was_dropped = self.old is not None and bool(self.old["dropped_reason"])
        return self.new is not None and bool(self.new["dropped_reason"]) and not was_dropped

    @property
    def indicators_added(self) -> list[Mapping[str, Any]]:
        """Indicators, or newer definitions of them, that answer it since."""
        return _missing(self.new, self.old)

    @property
    def indicators_removed(self) -> list[Mapping[str, Any]]:
        """Indicators, or former definitions of them, that answered it before."""
        return _missing(self.old, self.new)


def _missing(
    here: Mapping[str, Any] | None, there: Mapping[str, Any] | None
) -> list[Mapping[str, Any]]:
    known = [(row["code"], row["definition"]) for row in (there or {}).get("indicators", [])]
    rows: Sequence[Mapping[str, Any]] = (here or {}).get("indicators", [])
    return [row for row in rows if (row["code"], row["definition"]) not in known]


def changed_texts(old: Content, new: Content) -> list[TextPair]:
    """Texts of the plan that differ."""
    return [
        TextPair(name, old[name], new[name]) for name in TEXTS if old.get(name) != new.get(name)
    ]


def changed_questions(old: Content, new: Content) -> list[QuestionPair]:
    """Questions that differ in anything, by number."""
    numbers = {row["number"] for content in (old, new) for row in content["questions"]}
    pairs = []
    for number in sorted(numbers):
        before, after = question_in(old, number), question_in(new, number)
        if before != after:
            pairs.append(QuestionPair(number, (after or before or {})["code"], before, after))
    return pairs
