"""Minutes as data: circles of readers, fingerprints, comparing, removal of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concept.phrases import masked
from working_groups import minutes_content
from working_groups.minutes_content import Circle, blocks


def person(name: str, role: str) -> dict:
    return {"name": name, "role": role, "organisation": "Spolek Práh"}


def item(number: int, visibility: str = "public", **fields) -> dict:
    return {
        "item": number,
        "label": str(number),
        "title": f"Bod {number}",
        "kind": "discussion",
        "state": "discussed",
        "visibility": visibility,
        "added": False,
        "presenter": "Jana Nová",
        "text": f"Veřejná slova {number}.",
        "internal": f"Vnitřní slova {number}.",
        "conclusions": [],
        "tasks": [],
        **fields,
    }


def content(*items: dict) -> dict:
    return minutes_content.sealed(
        {
            "reference": "PS1/2026/J1",
            "title": "",
            "presided_by": person("Eva Malá", "chair"),
            "minute_taker": person("Petr Kos", "secretary"),
            "verifier": None,
            "people": [{"name": "Jana Nová", "status": "present"}],
            "items": list(items),
        }
    )[0]


def names_in(data: dict) -> set[str]:
    return {name for name in ("Jana Nová", "Eva Malá", "Petr Kos") if name in str(data)}


TASK = {
    "reference": "PS1/2026/U1",
    "text": "Psát.",
    "owner": person("Jana Nová", "member"),
    "due_on": None,
}


@pytest.mark.parametrize(
    ("circle", "labels", "has_internal"),
    [
        (Circle.PUBLIC, ["Bod 1"], False),
        (Circle.STAFF, ["Bod 1", "Bod 2"], False),
        (Circle.MEMBERS, ["Bod 1", "Bod 2", "Bod 3"], True),
    ],
)
def test_each_circle_is_shown_its_items_and_only_members_the_internal_text(
    circle, labels, has_internal
):
    made = content(item(1), item(2, "group"), item(3, "restricted"))

    data = minutes_content.shown(made, circle, with_names=False)

    assert [one["title"] for one in data["items"] if not one["is_hidden"]] == labels
    assert [set(one) for one in data["items"] if one["is_hidden"]] == [
        {"item", "label", "is_hidden"}
    ] * (3 - len(labels))
    assert ("Vnitřní" in str(data)) == has_internal


def test_names_of_people_are_public_only_where_they_may_be():
    made = content(item(1, tasks=[TASK]))

    assert names_in(minutes_content.shown(made, Circle.PUBLIC, with_names=False)) == set()
    assert names_in(minutes_content.shown(made, Circle.PUBLIC, with_names=True)) == {
        "Jana Nová",
        "Eva Malá",
        "Petr Kos",
    }
    assert minutes_content.public_data(made)["items"][0]["tasks"][0]["owner"] == {
        "name": "",
        "role": "member",
        "organisation": "Spolek Práh",
    }


def test_the_public_fingerprint_is_that_of_the_public_data_and_the_whole_covers_it():
    made = content(item(1), item(2, "group"))

    assert made["public_digest"] == minutes_content.fingerprint(minutes_content.public_data(made))
    hidden = {**made, "items": [made["items"][0], {**made["items"][1], "text": "Jinak."}]}
    assert minutes_content.public_data(hidden) == minutes_content.public_data(made)
    assert minutes_content.fingerprint(hidden) != minutes_content.fingerprint(made)


def test_equal_texts_have_different_fingerprints_because_of_the_salt():
    assert content(item(1))["salt"] != content(item(1))["salt"]


def test_changes_tell_items_whose_words_differ_as_the_reader_is_shown_them():
    old = content(item(1), item(2), item(3))
    new = content(item(1), item(2, internal="Jiná."), item(3, text="Veřejná slova navíc 3."))

    for circle, found in ((Circle.PUBLIC, [3]), (Circle.MEMBERS, [2, 3])):
        before, after = (
            minutes_content.shown(data, circle, with_names=True) for data in (old, new)
        )
        assert sorted(minutes_content.changes(before, after)) == found


def test_words_are_removed_wherever_they_stand_and_codes_stay():
    made = content(item(1, text="Paní  NOVÁ dluží. Nová Ves ne.", title="Jana Nová"))

    clean = minutes_content.with_texts(
        made, lambda text: masked(text, ["Jana Nová", "paní nová", "public"])
    )

    assert clean["items"][0]["title"] == "█████"
    assert clean["items"][0]["text"] == "█████ dluží. Nová Ves ne."
    assert clean["items"][0]["visibility"] == "public"
    assert "Jana" not in str(clean)


def test_part_of_a_word_is_not_removed():
    assert masked("Novák a Nováková", ["Novák"]) == "█████ a Nováková"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Jedna.\nDvě.\n\nTři.", [("p", ["Jedna.", "Dvě."]), ("p", ["Tři."])]),
        ("Body:\n- a\n• b", [("p", ["Body:"]), ("ul", ["a", "b"])]),
        ("1. a\n2) b\nKonec", [("ol", ["a", "b"]), ("p", ["Konec"])]),
        ("21. 9. 2017 se sešla.", [("p", ["21. 9. 2017 se sešla."])]),
        ("1. září se sešla.", [("p", ["1. září se sešla."])]),
    ],
)
def test_plain_text_is_shown_as_paragraphs_and_lists(text, found):
    assert blocks(text) == found


@given(st.text(st.sampled_from("ab 1.2)-\n"), max_size=60))
def test_no_word_is_lost_in_paragraphs_and_lists(text):
    shown = "".join("".join(words) for _kind, words in blocks(text))
    letters = [sign for sign in text if sign in "ab"]
    assert [sign for sign in shown if sign in "ab"] == letters
