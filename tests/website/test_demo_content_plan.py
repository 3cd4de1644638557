"""Text of the action plan of the demonstration: all its measures, and nobody real answers for one."""

import re
from collections import Counter
from typing import Any

from tests.website.demonstration import CONTENT
from website.demo.acts import PLAN
from website.demo.content import DocumentContent, State, read_list

# As the database of strategies lists them; 2.7 and 3.9 are not there.
CODES = [
    *("1.1", "1.2", "1.3", "1.4"),
    *("2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.8"),
    *("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.10"),
    *("4.1", "4.2"),
    *("5.1", "5.2"),
]
GENERAL = {
    "městské obvody",
    "poskytovatelé sociálních služeb",
    "vlastníci bytů",
    "členové Pracovní skupiny sociálního bydlení",
}


def states() -> dict[str, State]:
    return {version.label: state for version, state in DocumentContent(CONTENT / PLAN).states()}


def measures(state: State) -> dict[str, dict[str, Any]]:
    return {
        section.code: block.fields
        for section in state.in_order()
        for block in section.blocks
        if block.kind == "measure"
    }


def invented_bodies() -> set[str]:
    names = {row["name"] for row in read_list(CONTENT / "organisations.toml", "organisation")}
    return {name.casefold() for name in names}


def test_the_plan_has_five_priorities_and_the_24_measures_with_their_gaps():
    settled = states()["1.0"]

    assert [settled.sections[key].code for key in settled.children[""]] == list("AB12345C")
    assert list(measures(settled)) == CODES
    for code, measure in measures(settled).items():
        assert measure["code"] == f"AP {code}"
        assert measure["title"] == settled.sections[code].title
        assert measure["responsible"]
        assert measure["indicator_note"]
        assert measure["funding_sources"]
        assert (measure["due_kind"] == "date") == bool(measure["due_on"])


def test_the_draft_became_the_settled_plan():
    found = states()
    codes = {label: set(measures(state)) for label, state in found.items()}

    assert codes["0.1"] - codes["0.9"] == {"2.7"}
    assert codes["0.9"] - codes["0.1"] == {"5.1", "5.2"}
    assert codes["0.9"] == codes["1.0"]
    first, _, last = map(measures, found.values())
    assert [code for code in CODES if code in first and first[code] != last[code]] == [
        "1.2",
        "2.1",
        "2.3",
        "2.4",
        "3.2",
        "3.8",
        "4.1",
    ]


def test_only_made_up_bodies_answer_for_a_measure_and_only_real_names_are_called_real():
    known = invented_bodies() | {name.casefold() for name in GENERAL}
    for state in states().values():
        for measure in measures(state).values():
            named = {measure["responsible"], *measure["partners"]}
            assert {name for name in named if name.casefold() not in known} == set()
        real = {s.key for s in state.in_order() if s.origin == "real"}
        assert all(s.source == "S19" for s in state.in_order() if s.key in real)
        assert {key for key in real if not re.fullmatch(r"[\d.]+", key)} == set()
        assert "2.7" not in real
    versions = DocumentContent(CONTENT / PLAN).versions
    assert {version.origin for version in versions} == {"invented"}
    steps = [step for version in versions for step in version.steps]
    assert [(s["step"], s["body"], str(s["occurred_on"]), s["resolution"]) for s in steps] == [
        ("approved", "Zastupitelstvo města", "2019-06-19", ""),
        ("published", "", "2019-06-24", ""),
    ]


def test_every_measure_of_the_plan_carries_out_one_of_the_concept_and_none_is_left_over():
    rows = read_list(CONTENT / "evaluation" / "plan.toml", "derivation")

    assert [row["measure"] for row in rows] == [f"AP-{code}" for code in CODES]
    sources = Counter(code for row in rows for code in row["sources"])
    assert set(sources) == {
        *("1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3"),
        *("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "4.1", "4.2"),
    }
