"""A topic guide as lines of text, the way facilitators write it:

    1. Jak jste hledali byt?
    ? Řekněte, jak to bylo, když jste hledali bydlení.
    - Kdo vám pomohl?

A number begins a question, ``?`` its wording in plain language, ``-`` a prompt.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

QUESTION = re.compile(r"^(\d{1,3}(?:\.\d{1,3})?[a-z]?)[.)]\s*(.*)$")


@dataclass(frozen=True, slots=True)
class GuideLine:
    """What is wrong with a line, numbered from 1."""

    number: int
    problem: str

    def __str__(self) -> str:
        return _("Line %(number)d: %(problem)s") % {
            "number": self.number,
            "problem": self.problem,
        }


def read_guide(text: str) -> tuple[list[dict[str, Any]], list[GuideLine]]:
    """Questions (as ``TopicGuide.questions`` holds them) and what is wrong, in the order of lines."""
    questions: list[dict[str, Any]] = []
    wrong: list[GuideLine] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line and (problem := _read_line(line, questions)):
            wrong.append(GuideLine(number, problem))
    return questions, wrong


def _read_line(line: str, questions: list[dict[str, Any]]) -> str:
    """Add what the line says to the questions; answer what is wrong with it, if anything is."""
    if found := QUESTION.match(line):
        key, text = found[1], found[2].strip()
        if not text:
            return _("the question has a number and no words.")
        if key in {question["key"] for question in questions}:
            return _("the number %(key)s is there twice.") % {"key": key}
        questions.append({"key": key, "text": text, "plain": "", "prompts": []})
        return ""
    mark, words = line[0], line[1:].strip()
    if mark not in "?-–":
        return _("begin it with a number and a full stop, with “?” or with “-”.")
    if not questions:
        return _("a question with its number comes first.")
    if not words:
        return _("there is nothing after the mark.")
    if mark != "?":
        questions[-1]["prompts"].append(words)
    elif questions[-1]["plain"]:
        return _("the question has its plain wording already.")
    else:
        questions[-1]["plain"] = words
    return ""


def guide_text(questions: Sequence[Mapping[str, Any]]) -> str:
    """The questions as they are written."""
    lines = []
    for question in questions:
        lines.append(f"{question['key']}. {question['text']}")
        if question.get("plain"):
            lines.append(f"? {question['plain']}")
        lines += [f"- {prompt}" for prompt in question.get("prompts", ())]
        lines.append("")
    return "\n".join(lines).strip()
