"""Files of the demonstration's focus group: how much there is, what names what, and that nobody real is in them."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from website.demo.content import ContentError, read_file, read_list
from website.demo.focus.files import FocusFiles, scopes_of

CONTENT = Path(__file__).resolve().parents[2] / "website" / "demo" / "content"
FOLDER = CONTENT / "focus"
TODAY = date(2026, 3, 2)
# Parts of names of real districts, streets, landlords, suppliers and organisations of the city and around it.
REAL = """
ostrav porub vítkovic přívoz zábřeh hrabůvk hrabov mariánsk hulvák kunč hrušov heřmanic michálkov radvanic bartovic
svinov dubin výškovic bělsk zárub residom heimsted rpg čez innogy rwe okd arcelor vítkov charit diakoni armád spás
centrom vzájemné romodrom jekhetan tísni prokeš stodol nádražní českobratr
"""


def files() -> FocusFiles:
    return FocusFiles.read(FOLDER, TODAY)


def test_there_are_ten_sessions_with_statements_codes_findings_and_recommendations():
    found = files()
    panel = [session for session in found.sessions if session.series == "panel"]

    assert [session.number for session in panel] == list(range(1, 11))
    first, *others = [set(session.data["present"]) for session in panel[:8]]
    assert len(first) == 9
    assert all(there <= first for there in others)
    assert all(first.isdisjoint(session.data["present"]) for session in panel[8:])
    said = list(found.statements("panel"))
    assert len(said) == 211
    assert len({row["key"] for row in said}) == 211
    assert Counter(row.get("language", "cs") for row in said) == {"cs": 199, "sk": 12}
    assert {row["kind"] for row in said} == {
        "need", "barrier", "experience", "proposal", "reaction", "agreement", "disagreement", "non_verbal"
    }  # fmt: skip
    assert sum("passage" in row for row in said) > 15
    in_use = {row["key"] for row in found.codes if "merged_into" not in row}
    assert len(in_use) == 29
    assert {code for row in said for code, _span in row.get("codes", ())} == in_use
    assert (len(found.findings), len(found.recommendations)) == (12, 12)


def test_what_is_translated_has_both_texts():
    for row in files().statements("panel"):
        assert ("working" in row) == ("language" in row) == ("translator" in row), row["key"]


def test_nothing_in_the_files_tells_who_or_where_it_was():
    found = files()
    words = [
        (row["key"], f"{row['words']} {row.get('working', '')}")
        for series in found.series
        for row in found.statements(series["key"])
    ]
    words += [
        (row["key"], f"{row['text']} {row['plain']} {row['limits']}") for row in found.findings
    ]
    words += [(row["key"], row["text"]) for row in found.recommendations]
    words += [
        (session.key, f"{session.data['place']} {session.data.get('field_notes', '')}")
        for session in found.sessions
    ]
    for key, text in words:
        assert not re.search(r"\d", text), (key, "a number may be of a house, a date or a sum")
        assert [
            name for name in REAL.split() if re.search(rf"\b{name}", text, re.IGNORECASE)
        ] == [], key


def test_recommendations_say_what_the_focus_group_sent_to_the_rounds():
    found = files()
    comments = {
        (number, row["key"]): row
        for number in (1, 2, 3)
        for row in read_list(CONTENT / "consultations" / f"round-{number}.toml", "comment")
        if row["by"] == "Fokusní skupina"
    }

    assert {tuple(row["sent"]) for row in found.recommendations} == set(comments)
    for row in found.recommendations:
        number, key = row["sent"]
        comment = comments[number, key]
        assert comment["text"] == row["text"]
        assert row["aim"][1].split("/")[0] == comment["places"][0][0].split("/")[0]
    # One is answered with its cluster.
    assert Counter(comment.get("outcome") for comment in comments.values()) == {
        "accepted": 5,
        "partly_accepted": 3,
        "not_accepted": 2,
        "already_covered": 1,
        None: 1,
    }


def test_consents_are_of_all_forms_one_limited_and_one_withdrawn():
    people = [row for row in files().participants if row["series"] == "panel"]

    assert {row["consent"][0] for row in people} == {"written", "oral_witnessed", "pictogram"}
    assert [row["key"] for row in people if "limit" in row] == ["R4"]
    assert [row["key"] for row in people if "withdrawn_on" in row] == ["Z9"]
    assert all("notes" in scopes_of(row) for row in people)


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("codes.toml", 'parent = "text"', 'parent = "bajka"', "bajka"),
        ("findings.toml", '"7-14"', '"7-99"', "7-99"),
        ("sessions/panel-3.toml", 'who = "K7"', 'who = "C4"', "C4"),
        ("sessions/panel-3.toml", '"Nepřišlo nic. Ani ne."', '"Přišlo všechno."', "does not say"),
        ("sessions/panel-3.toml", 'who = "M3"\nquestion = "3"', 'who = "H2"\nquestion = "3"', "quoted"),
    ],
)  # fmt: skip
def test_files_that_contradict_one_another_are_refused(tmp_path, name, old, new, what):
    for path in FOLDER.rglob("*.toml"):
        copy = tmp_path / path.relative_to(FOLDER)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(ContentError, match=what):
        FocusFiles.read(tmp_path, TODAY)


def test_every_file_is_read():
    named = {"series.toml", "guides.toml", "codes.toml", "findings.toml"}
    named |= {f"sessions/{session.key}.toml" for session in files().sessions if session.statements}

    assert {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.toml")} == named
    assert read_file(FOLDER / "series.toml").keys() == {"series", "sheet", "participant", "session"}
