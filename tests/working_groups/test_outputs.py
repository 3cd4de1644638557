"""Outputs of meetings: themes typed as lines, files, what is taken into later meetings, sections of documents."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.models import Event
from core.uploads import read_upload
from tests.browsers import signed_in, text
from tests.concept import build as texts
from tests.factories.people import UserFactory
from tests.working_groups.build import person_of, seated_group
from tests.working_groups.meetings_build import address, planned, secretary_of
from tests.worlds import built_once
from working_groups import themes
from working_groups.actions import meetings, outputs
from working_groups.models import MeetingOutput
from working_groups.queries import agenda
from working_groups.queries import outputs as queries
from working_groups.themes import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LINES = "Vstup do bydlení\n- kdo rozhoduje\n-- lhůty\nSousedství"
THEMES = [
    Theme("Vstup do bydlení", 0),
    Theme("kdo rozhoduje", 1),
    Theme("lhůty", 2),
    Theme("Sousedství", 0),
]


@pytest.mark.parametrize(
    "lines",
    [
        LINES,
        "Vstup do bydlení\n  kdo rozhoduje\n    lhůty\nSousedství",
        "Vstup do bydlení\n    kdo rozhoduje\n        lhůty\nSousedství",
        "Vstup do bydlení\n\tkdo rozhoduje\n\t\tlhůty\n\nSousedství\n",
        "- Vstup do bydlení\n  - kdo rozhoduje\n    * lhůty\n- Sousedství",
        "Vstup do bydlení\r\n--- kdo rozhoduje\r\n---- lhůty\r\nSousedství",
    ],
)
def test_lines_are_read_however_they_are_indented(lines):
    assert themes.read(lines) == THEMES


def test_lines_at_the_same_place_stand_on_the_same_level():
    assert themes.read("A\n    b\n    c\n  d\nE") == [
        Theme("A", 0),
        Theme("b", 1),
        Theme("c", 1),
        Theme("d", 1),
        Theme("E", 0),
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.text(st.characters(categories=["L", "N"]), min_size=1))
    )
)
def test_what_is_written_is_read_as_it_was(rows):
    found: list[Theme] = []
    for depth, words in rows:
        found.append(Theme(words, min(depth, found[-1].depth + 1 if found else 0)))
    assert themes.read(themes.write(found)) == found


def one_group():
    return seated_group("PS1", at=timezone.now())


group = built_once(one_group)


@pytest.fixture
def secretary(group, client):
    client.force_login(secretary_of(group))
    return client


def output(meeting, title="Mapa", **fields) -> MeetingOutput:
    said = {"themes": THEMES, "by": secretary_of(meeting.host), "at": timezone.now()} | fields
    return outputs.add_output(meeting=meeting, title=title, **said)


def upload(name="mapa.txt", data=b"Mapa"):
    return read_upload(name, data)


def test_secretary_adds_an_output_with_a_file_and_themes(group, secretary):
    meeting = planned(group)
    assert "Přidat výstup" in text(secretary.get(address(meeting)))
    file = SimpleUploadedFile("mapa.txt", "Mapa bydlení".encode())
    said = {"title": "Myšlenková mapa", "themes": LINES, "upload": file, "is_public": "on"}
    answer = secretary.post(address(meeting, "vystupy/novy/"), said)
    made = MeetingOutput.objects.get()
    assert answer["Location"] == address(meeting, f"vystupy/{made.pk}/")
    assert queries.themes_of(made) == THEMES
    assert (made.filename, made.mime, made.size) == ("mapa.txt", "text/plain", 13)
    page = text(secretary.get(answer["Location"]))
    assert page.index("Vstup do bydlení") < page.index("kdo rozhoduje") < page.index("lhůty")
    assert page.count("<ul") == page.count("</ul>")
    sent = secretary.get(f"{answer['Location']}soubor/")
    assert (sent.content, sent["Content-Disposition"]) == (
        "Mapa bydlení".encode(),
        'attachment; filename="mapa.txt"',
    )
    assert "4 témata" in text(secretary.get(address(meeting)))
    events = Event.objects.filter(record=meeting.record, verb="output_added")
    assert [event.payload for event in events] == [{"output": made.pk}]


def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(group, secretary):
    meeting = planned(group)
    deep = "A\n- b\n-- c\n--- d\n---- e\n----- f\n------ g"
    said = {"title": "Mapa", "themes": f"{deep}\n{'x' * 301}"}
    page = text(secretary.post(address(meeting, "vystupy/novy/"), said))
    assert "Téma „g“ je příliš hluboko" in page
    assert "Téma č. 8 má víc než 300 znaků" in page
    assert "------ g" in page
    page = text(secretary.post(address(meeting, "vystupy/novy/"), {"title": "Mapa", "themes": " "}))
    assert "Přidejte soubor, nebo napište témata." in page
    file = SimpleUploadedFile("mapa.html", b"<html><script>alert(1)</script></html>")
    said = {"title": "Mapa", "themes": "A", "upload": file}
    page = text(secretary.post(address(meeting, "vystupy/novy/"), said))
    assert "nepřijímáme" in page
    assert MeetingOutput.objects.count() == 0


def test_stale_save_shows_both_texts_and_loses_neither(group, secretary):
    meeting = planned(group)
    made = output(meeting, is_public=True)
    outputs.edit_output(
        output=made,
        lock_version=1,
        title="Mapa druhé tajemnice",
        themes=[Theme("Od druhé", 0)],
        is_public=True,
        by=secretary_of(group),
        at=timezone.now(),
    )
    url = address(meeting, f"vystupy/{made.pk}/upravit/")
    mine = {"title": "Moje mapa", "themes": "Moje téma", "lock_version": 1}
    page = text(secretary.post(url, mine))
    for words in ("Mapa druhé tajemnice", "Od druhé", "Moje mapa", "Moje téma"):
        assert words in page
    assert 'name="lock_version" value="2"' in page
    assert queries.themes_of(made) == [Theme("Od druhé", 0)]
    assert secretary.post(url, mine | {"lock_version": 2}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.lock_version, made.is_public) == ("Moje mapa", 3, False)
    assert queries.themes_of(made) == [Theme("Moje téma", 0)]


def test_file_and_page_follow_one_rule(group):
    """Visitor, member of another group, member: a public output, an internal one, and any of an internal meeting."""
    other = seated_group("PS2", 1, at=timezone.now())
    shown, hidden = planned(group), planned(group, is_public=False)
    made = {
        "public": output(shown, is_public=True, upload=upload()),
        "internal": output(shown, upload=upload()),
        "public in an internal meeting": output(hidden, is_public=True, upload=upload()),
    }
    people = {
        "visitor": Client(),
        "member of another group": signed_in(person_of(other)),
        "member": signed_in(person_of(group)),
    }
    found = {
        (who, what): {
            client.get(address(row.meeting, f"vystupy/{row.pk}/{rest}")).status_code
            for rest in ("", "soubor/")
        }
        for who, client in people.items()
        for what, row in made.items()
    }
    outside = {"public": {200}, "internal": {404}, "public in an internal meeting": {404}}
    assert found == {
        (who, what): {200} if who == "member" else outside[what] for who in people for what in made
    }
    page = text(people["visitor"].get(address(shown)))
    assert page.count(address(shown, "vystupy/")) == 1
    page = text(people["member"].get(address(shown)))
    assert page.count(address(shown, "vystupy/")) == 2


def test_output_is_gone_on_with_at_a_later_meeting_and_the_earlier_stays(group, secretary):
    earlier, later = planned(group, days=7), planned(group, days=14)
    made = output(earlier, upload=upload())
    node = texts.section(texts.document(), "Byty").node_uid
    outputs.link_theme(
        theme=made.themes.get(text="lhůty"),
        node_uid=node,
        by=secretary_of(group),
        at=timezone.now(),
    )
    assert "Převzít výstupy" not in text(secretary.get(address(earlier)))
    assert "Převzít výstupy" in text(secretary.get(address(later)))
    url = address(later, "vystupy/prevzit/")
    assert secretary.post(url, {"outputs": [made.pk]}).status_code == 302
    copy = later.outputs.get()
    assert (copy.carried_from, bytes(copy.data)) == (made, b"Mapa")
    assert queries.themes_of(copy) == THEMES
    assert copy.themes.get(text="lhůty").node_uid == node
    assert "Vyberte platnou možnost" in text(secretary.post(url, {"outputs": [made.pk]}))
    outputs.edit_output(
        output=copy,
        lock_version=1,
        title="Mapa 2",
        themes=[*THEMES, Theme("Nové", 0)],
        is_public=False,
        by=secretary_of(group),
        at=timezone.now(),
    )
    assert queries.themes_of(made) == THEMES
    assert copy.themes.get(text="lhůty").node_uid == node
    assert address(earlier) in text(secretary.get(address(later, f"vystupy/{copy.pk}/")))
    assert address(later, f"vystupy/{copy.pk}/") in text(
        secretary.get(address(earlier, f"vystupy/{made.pk}/"))
    )


def test_who_is_inside_one_meeting_learns_nothing_of_the_inside_of_another(group):
    """Of a joint meeting's output goes on only one group: the other reads of that once it is public."""
    other = seated_group("PS2", at=timezone.now())
    joint, own = planned(group, other), planned(group, days=28)
    who = {"by": secretary_of(group), "at": timezone.now()}
    made = output(joint)
    copy = outputs.carry_output(output=made, meeting=own, **who)
    ours, theirs = person_of(group), person_of(other)
    assert queries.later_of(made, ours) == [copy]
    assert queries.later_of(made, theirs) == []
    assert list(agenda.inside_of(theirs)) == [joint]
    MeetingOutput.objects.filter(pk=copy.pk).update(is_public=True)
    assert queries.later_of(made, theirs) == [copy]


def test_only_outputs_of_earlier_meetings_of_the_group_are_taken_over(group):
    other = seated_group("PS2", 1, at=timezone.now())
    meeting = planned(group)
    who = {"by": secretary_of(group), "at": timezone.now()}
    for wrong in (output(planned(group, days=21)), output(planned(other, days=7))):
        with pytest.raises(outputs.OutputRefused):
            outputs.carry_output(output=wrong, meeting=meeting, **who)
    assert meeting.outputs.count() == 0


def test_meeting_that_is_cancelled_takes_no_output(group, secretary):
    meeting = planned(group)
    meetings.cancel_meeting(
        meeting=meeting, reason="Nemoc", by=secretary_of(group), at=timezone.now()
    )
    said = {"title": "Mapa", "themes": "A"}
    page = text(secretary.post(address(meeting, "vystupy/novy/"), said))
    assert "Zrušené nebo přesunuté jednání nemá výstupy." in page
    assert "Přidat výstup" not in text(secretary.get(address(meeting)))


def test_theme_is_linked_to_a_section_its_reader_may_read(group, secretary):
    document = texts.document()
    section = texts.section(document, "Vstup do bydlení", texts.text("Kdo rozhoduje."))
    meeting = planned(group)
    made = output(meeting, is_public=True)
    theme = made.themes.get(text="kdo rozhoduje")
    url = address(meeting, f"vystupy/{made.pk}/temata/{theme.pk}/")
    assert "Vstup do bydlení" not in text(secretary.get(url))  # nothing is published yet
    assert secretary.post(url, {"section": str(section.node_uid)}).status_code == 200
    texts.publish(texts.freeze(document))
    page = text(secretary.get(url))
    assert f'value="{section.node_uid}"' in page
    assert secretary.post(url, {"section": str(section.node_uid)}).status_code == 302
    theme.refresh_from_db()
    assert theme.node_uid == section.node_uid
    page = text(Client().get(address(meeting, f"vystupy/{made.pk}/")))
    assert '<a href="/koncepce/vstup-do-bydleni/" lang="cs">' in page
    # and the section names the theme to whoever is signed in and may know of the output
    read, reader = "/koncepce/vstup-do-bydleni/", Client()
    reader.force_login(UserFactory(is_demo=True))
    assert f'href="{address(meeting, f"vystupy/{made.pk}/")}"' in text(reader.get(read))
    assert "Náměty pracovních skupin" not in text(Client().get(read))
    meetings.set_publicity(
        meeting=meeting, is_public=False, by=secretary_of(group), at=timezone.now()
    )
    assert "Náměty pracovních skupin" not in text(reader.get(read))
    assert "kdo rozhoduje" in text(secretary.get(read))
    assert secretary.post(url, {"section": ""}).status_code == 302
    theme.refresh_from_db()
    assert theme.node_uid is None
    assert "Náměty pracovních skupin" not in text(secretary.get(read))


def test_themes_with_the_same_words_keep_each_its_section(group):
    made = output(planned(group), themes=[Theme("A", 0), Theme("lhůty", 1), Theme("lhůty", 1)])
    document = texts.document()
    nodes = [texts.section(document, title).node_uid for title in ("Byty", "Nájem")]
    who = {"by": secretary_of(group), "at": timezone.now()}
    for theme, node in zip(made.themes.filter(text="lhůty").order_by("pk"), nodes, strict=True):
        outputs.link_theme(theme=theme, node_uid=node, **who)
    outputs.edit_output(
        output=made,
        lock_version=1,
        title="Mapa",
        themes=[Theme("lhůty", 0), Theme("lhůty", 0), Theme("lhůty", 0)],
        is_public=False,
        **who,
    )
    assert [row.node_uid for row in made.themes.order_by("position")] == [*nodes, None]


def test_removed_output_is_gone_with_its_file_and_themes(group, secretary):
    earlier, later = planned(group, days=7), planned(group, days=14)
    made = output(earlier, is_public=True, upload=upload())
    who = {"by": secretary_of(group), "at": timezone.now()}
    copy = outputs.carry_output(output=made, meeting=later, **who)
    url = address(earlier, f"vystupy/{made.pk}/")
    assert secretary.post(f"{url}odstranit/", {}).status_code == 302
    made.refresh_from_db()
    assert (bytes(made.data), made.filename, made.themes.count()) == (b"", "", 0)
    assert [secretary.get(f"{url}{rest}").status_code for rest in ("", "soubor/")] == [404, 404]
    assert queries.themes_of(copy) == THEMES
    assert "Převzato" not in text(secretary.get(address(later, f"vystupy/{copy.pk}/")))


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_an_output_costs_the_same_for_any_number_of_themes(
    group, client, count, django_assert_num_queries
):
    document = texts.document()
    nodes = [texts.section(document, f"Část {place}").node_uid for place in range(count)]
    texts.publish(texts.freeze(document))
    meeting = planned(group)
    made = output(meeting, themes=[Theme(f"T{n}", 0) for n in range(count)], is_public=True)
    for theme, node in zip(made.themes.order_by("pk"), nodes, strict=True):
        outputs.link_theme(theme=theme, node_uid=node, by=secretary_of(group), at=timezone.now())
    url = address(meeting, f"vystupy/{made.pk}/")
    assert text(client.get(url)).count('href="/koncepce/cast-') == count
    with django_assert_num_queries(10):
        client.get(url)
