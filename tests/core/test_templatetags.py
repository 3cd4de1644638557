"""Czech typography and addresses of templates."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from core.templatetags.osnova import close_lines, deadline, local_path, nbsp, with_ids_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jak pomáhat lidem k bydlení", "Jak pomáhat lidem k\u00a0bydlení"),
        ("bydlí v bytě a i s dětmi", "bydlí v\u00a0bytě a\u00a0i\u00a0s\u00a0dětmi"),
        ("V Ostravě", "V\u00a0Ostravě"),
        ("21. 9. 2017", "21.\u00a09.\u00a02017"),
        ("14 605 116 Kč", "14\u00a0605\u00a0116\u00a0Kč"),
        ("verze 1.0 platí", "verze\u00a01.0 platí"),
        ("podle zákona č. 99/2019 Sb.", "podle zákona č.\u00a099/2019 Sb."),
        ("<b>k bytu</b>", "<b>k\u00a0bytu</b>"),
    ],
)
def test_nbsp_hangs_short_words_and_keeps_numbers_whole(text, expected):
    assert nbsp(text) == expected


def test_nbsp_does_not_unescape():
    assert Template("{% load osnova %}{{ text|nbsp }}").render(Context({"text": "<i> k bytu"})) == (
        "&lt;i&gt; k\u00a0bytu"
    )


def test_local_path_has_a_prefix_only_in_english():
    with translation.override("cs"):
        assert local_path("/koncepce/") == "/koncepce/"
    with translation.override("en"):
        assert local_path("/koncepce/") == "/en/koncepce/"


@pytest.mark.parametrize(
    ("address", "language", "expected"),
    [
        ("/koncepce/?strana=2", "en", "/en/koncepce/?strana=2"),
        ("/en/koncepce/", "cs", "/koncepce/"),
        ("/en/", "cs", "/"),
        ("/energie/", "en", "/en/energie/"),
        ("/en//evil.example/", "cs", "/%2Fevil.example/"),
    ],
)
def test_same_page_in_another_language(address, language, expected):
    template = Template(f"{{% load osnova %}}{{% same_page_in '{language}' %}}")
    context = Context({"request": RequestFactory().get(address)})
    assert template.render(context) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [("/koncepce/", "page"), ("/koncepce/depistaz/", "true"), ("/dokumenty/", "")],
)
def test_current_under_marks_the_place_in_the_navigation(address, expected):
    template = Template("{% load osnova %}{% current_under '/koncepce/' %}")
    with translation.override("cs"):
        context = Context({"request": RequestFactory().get(address)})
        assert template.render(context) == expected


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        # midnight in Prague, in winter and in summer time: the day that ends
        (datetime(2026, 3, 1, 23, 0, tzinfo=UTC), "1. 3. 2026 24:00"),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), "31. 3. 2026 24:00"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "31. 12. 2026 24:00"),
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), "31. 3. 2026 23:59"),
        (datetime(2026, 3, 31, 22, 1, tzinfo=UTC), "1. 4. 2026 00:01"),
    ],
)
def test_midnight_is_said_as_the_end_of_a_day(moment, said):
    assert deadline(moment) == said


def test_forms_of_one_page_share_no_ids():
    class NoteForm(forms.Form):
        note = forms.CharField()

    assert with_ids_of(NoteForm(), "withdraw")["note"].id_for_label == "withdraw_note"
    assert with_ids_of(NoteForm(prefix="a"), "withdraw")["note"].id_for_label == "id_a-note"
    assert with_ids_of(None, "withdraw") is None


def test_lines_of_a_table_are_parted_by_one_empty_line_at_most():
    assert close_lines("Lípa\n1\n\n\n\nVrba\n\n2 <b>") == "Lípa\n1\n\nVrba\n\n2 <b>"
