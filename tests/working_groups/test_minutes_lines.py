"""Lines "Závěr:" and "Úkol:" of minutes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from working_groups import minutes_lines
from working_groups.enums import DecisionVerb
from working_groups.minutes_lines import ConclusionLine, Problem, Seat, TaskLine, read_lines

DAY = date(2017, 9, 21)
SEATS = [
    Seat(1, 11, "Jana Nováková", "Spolek Práh"),
    Seat(2, 12, "Ing. Petr Novák", "odbor A"),
    Seat(3, 13, "Petr Dvořák", "odbor B"),
    Seat(4, 11, "Jana Nováková", "Spolek Klíč"),
]


@pytest.mark.parametrize(
    ("line", "verb", "text", "is_assumed"),
    [
        (
            "Závěr: Skupina doporučuje doplnit lhůtu.",
            DecisionVerb.RECOMMEND,
            "doplnit lhůtu.",
            False,
        ),
        ("Závěr (bere na vědomí): Zpráva.", DecisionVerb.TAKE_NOTE, "Zpráva.", False),
        ("závěr: PS1 bere na vědomí zprávu", DecisionVerb.TAKE_NOTE, "zprávu", False),
        ("Závěr: ukládá svým členům: přečíst návrh", DecisionVerb.ASSIGN, "přečíst návrh", False),
        ("Závěr: Skupiny schvalují program.", DecisionVerb.APPROVE, "program.", False),
        ("- Zaver (Souhlasí): ano", DecisionVerb.AGREE, "ano", False),
        ("Závěr: Doplnit lhůtu.", DecisionVerb.AGREE, "Doplnit lhůtu.", True),
        ("Závěr: doporučuje, aby město psalo.", DecisionVerb.RECOMMEND, "aby město psalo.", False),
    ],
)
def test_a_conclusion_is_read_with_its_verb(line, verb, text, is_assumed):
    read = read_lines(line, SEATS, DAY)

    assert read.found == (ConclusionLine(line, 0, verb, text, is_assumed),)
    assert (read.text, read.problems) == ("", ())


@pytest.mark.parametrize(
    ("line", "owner", "due_on"),
    [
        ("Úkol (Nováková, do 12. 10. 2017): Zaslat počty.", 1, date(2017, 10, 12)),
        ("Úkol (J. Nováková do 12.10.): Zaslat počty.", 1, date(2017, 10, 12)),
        ("Úkol (petr novak, termín 5. 1.): Zaslat počty.", 2, date(2018, 1, 5)),
        ("* Úkol (Spolek Klíč): Zaslat počty.", 4, None),
        ("Ukol (Dvořák, do 21. 9. 2017): Zaslat počty.", 3, DAY),
    ],
)
def test_a_task_is_read_with_its_owner_and_day(line, owner, due_on):
    read = read_lines(f"Před.\n{line}\nPo.", SEATS, DAY)

    assert read.found == (TaskLine(line, 1, owner, "Zaslat počty.", due_on),)
    assert (read.text, read.problems) == ("Před.\nPo.", ())


@pytest.mark.parametrize(
    ("line", "code", "about"),
    [
        ("Závěr (zamítá): návrh", minutes_lines.UNKNOWN_VERB, "zamítá"),
        ("Závěr:", minutes_lines.WORDS_MISSING, ""),
        ("Závěr (doporučuje: návrh", minutes_lines.MALFORMED, ""),
        ("Úkol: Zaslat počty.", minutes_lines.PERSON_MISSING, ""),
        ("Úkol (do 12. 10.): Zaslat počty.", minutes_lines.PERSON_MISSING, ""),
        ("Úkol (Novotný): Zaslat počty.", minutes_lines.UNKNOWN_PERSON, "Novotný"),
        ("Úkol (P.): Zaslat počty.", minutes_lines.UNKNOWN_PERSON, "P."),
        ("Úkol (Nováková, Dvořák): Zaslat.", minutes_lines.UNKNOWN_PERSON, "Nováková, Dvořák"),
        ("Úkol (Petr): Zaslat počty.", minutes_lines.SEVERAL_PEOPLE, "Petr"),
        ("Úkol (Dvořák, do 32. 10. 2017): Zaslat.", minutes_lines.BAD_DATE, "32. 10. 2017"),
        ("Úkol (Dvořák, do konce října): Zaslat.", minutes_lines.BAD_DATE, "konce října"),
        ("Úkol (Dvořák, do 20. 9. 2017): Zaslat.", minutes_lines.DATE_PASSED, "20. 9. 2017"),
    ],
)
def test_a_line_that_cannot_be_read_stays_and_says_why(line, code, about):
    read = read_lines(line, SEATS, DAY)

    assert (read.text, read.found) == (line, ())
    assert read.problems == (Problem(line, 0, code, about),)


@pytest.mark.parametrize("line", ["Závěr diskuse byl dobrý.", "K úkolům: nic.", "Nový závěr: ne"])
def test_words_that_only_speak_of_a_conclusion_are_words(line):
    assert read_lines(line, SEATS, DAY) == minutes_lines.ReadText(line, (), ())


PIECES = st.one_of(
    st.sampled_from(
        [
            "Závěr: doporučuje psát",
            "Závěr (bere na vědomí): zprávu",
            "Závěr (nic): zprávu",
            "Úkol (Nováková, do 12. 10.): psát",
            "Úkol (Kdosi): psát",
            "Úkol (Novák, do nikdy): psát",
            "",
            "Slova.",
        ]
    ),
    st.text(st.characters(exclude_characters="\n"), max_size=40),
)


@given(st.lists(PIECES, max_size=12))
def test_no_line_is_lost_and_reading_again_finds_nothing_new(lines):
    text = "\n".join(lines)

    read = read_lines(text, SEATS, DAY)

    kept = iter(read.text.split("\n"))
    taken = {one.number: one.source for one in read.found}
    assert [taken[n] if n in taken else next(kept) for n in range(len(text.split("\n")))] == (
        text.split("\n")
    )
    again = read_lines(read.text, SEATS, DAY)
    assert (again.text, again.found) == (read.text, ())
    assert [problem.source for problem in again.problems] == [p.source for p in read.problems]
