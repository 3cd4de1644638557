"""What a person should look at before words are shown."""

import pytest
from django.utils import translation

from consultations.content_checks import Flag, flags, hints, is_insult, kinds
from consultations.enums import ContentFlag


def noticed(text):
    return [(flag.kind, text[flag.start : flag.end]) for flag in flags(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rodné číslo 855210/1239 mi úřad zná.", [("birth_number", "855210/1239")]),
        ("Narozen 0103030004, bydlím tu.", [("birth_number", "0103030004")]),
        ("Babička má 355210/123.", [("birth_number", "355210/123")]),
        (
            "Volejte 602 123 456 nebo +420602123456.",
            [("phone", "602 123 456"), ("phone", "+420602123456")],
        ),
        ("Pište na jan.novak@posta.example", [("email", "jan.novak@posta.example")]),
        ("Účet 19-2000145399/0800 je můj.", [("account", "19-2000145399/0800")]),
        ("IBAN CZ65 0800 0000 1920 0014 5399", [("account", "CZ65 0800 0000 1920 0014 5399")]),
        (
            "Viz https://levne-byty.example/akce a také bydleni.cz/nabidka",
            [("link", "https://levne-byty.example/akce"), ("link", "bydleni.cz/nabidka")],
        ),
        ("Jste banda idiotů.", [("insult", "idiotů")]),
        ("Né" + "é" * 9 + "!!!!!", [("repeated", "é" * 10), ("repeated", "!!!!!")]),
        ("levně levně levně levně levně", [("repeated", "levně levně levně levně levně")]),
    ],
)
def test_what_is_noticed(text, found):
    assert noticed(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Lhůta je 30 dnů, viz odst. 3.2/2 a č. j. SMO/123456/2017.",
        "V roce 2016 stály opravy 234 567 890 Kč.",
        "Zákon č. 128/2000 Sb., vyhláška 169/2011 Sb.",
        "Číslo 855210/1238 nemá platný kontrolní součet.",
        "Spis 123456/0800 není účet.",
        "Svinov a Poruba, svinout plány. Dementi tisku.",
        "Doba podpory. Doba podpory. Doba podpory.",
        "Dne 21. 9. 2017 od 10:00 do 12:30, strana 12-14.",
        "...............  ______________  ----------",
        "",
    ],
)
def test_what_is_left_alone(text):
    assert noticed(text) == []


def test_a_sentence_said_three_times_is_noticed_from_the_second_time_on():
    sentence = "Chceme víc bytů pro rodiny s dětmi!"
    text = f"{sentence} Děkuji. {sentence} {sentence.upper()}"
    assert noticed(text) == [("repeated", f" {sentence}"), ("repeated", f" {sentence.upper()}")]


def test_a_place_is_counted_once():
    assert flags("jan@posta.cz") == [Flag("email", 0, 12)]
    assert [flag.kind for flag in flags("+420 602 123 456")] == ["phone"]


def test_kinds_come_once_in_their_order_and_each_has_a_hint():
    texts = ("Viz www.reklama.cz, www.reklama.eu", "volejte 602 123 456")
    assert kinds(*texts) == ["phone", "link"]
    with translation.override("en"):
        assert hints(*texts) == [
            "There seems to be a telephone number. Everyone could read it.",
            "There is a link. Say in words what stands behind it.",
        ]
        assert len({hint for kind in ContentFlag for hint in [str(kind.label)]}) == len(ContentFlag)
    assert hints("V pořádku.") == []


@pytest.mark.parametrize(
    ("word", "rude"),
    [("Kretén", True), ("svině", True), ("Svinov", False), ("negramotnost", False)],
)
def test_rude_words_are_known_by_their_beginning_without_diacritics(word, rude):
    assert is_insult(word) is rude
