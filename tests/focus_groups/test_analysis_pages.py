"""Pages of statements, codes, findings and recommendations: what facilitators do there, and what others are told."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from concept.models import VersionPassage
from focus_groups.actions import coding, findings, sessions, statements, worked_out
from focus_groups.models import Finding, Recommendation
from tests.browsers import signed_in, text_of
from tests.concept import build as concept
from tests.consultations import build as texts
from tests.focus_groups import build
from tests.people.personas import make
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

HERE = "/fokusni-skupiny/fs/"
WORDS = "Volala jsem na úřad a s dětmi mě odmítli."


class World:
    """A public series with two sessions, two facilitators, statements, a code, a finding and a recommendation."""

    def __init__(self) -> None:
        at = timezone.now()
        self.series = build.panel(at=at, visibility="public")
        self.lead = build.lead_of(self.series)
        self.reader = build.second(self.series, at=at)
        self.sessions = [
            build.session(self.series, held_on=date(2016, 11, day), at=at) for day in (2, 9)
        ]
        for held in self.sessions:
            sessions.move_session(session=held, state="entering", by=self.lead, at=at)
        someone = build.participant(self.series, at=at)
        self.said = [
            build.say(self.sessions[0], WORDS, who=someone, question="1", at=at),
            build.say(self.sessions[0], "Byt je drahý.", kind="barrier", at=at),
            build.say(self.sessions[1], "Kauci nemáme.", question="2", at=at),
        ]
        self.code = build.code(self.series, "Odmítnutí", at=at)
        put = {"statement": self.said[0], "field": "words", "by": self.lead, "at": at}
        coding.put_coding(code=self.code, quoted="odmítli", **put)
        self.finding = build.finding(self.said[0], at=at, text="Rodiny s dětmi odmítají.")
        self.advice = build.recommendation(self.finding, at=at, text="Přednost dětem.")


world = built_once(World)


@pytest.fixture
def lead(world) -> Client:
    return signed_in(world.lead)


def listed(response) -> list[int]:
    return [row.pk for row in response.context["page_obj"].object_list]


def test_statements_are_narrowed_by_everything_but_the_language(world, lead):
    first, second, third = (row.pk for row in world.said)
    pseudonym = world.said[0].participant_id
    for query, expected in (
        ("", [first, second, third]),
        (f"setkani={world.sessions[1].pk}", [third]),
        ("otazka=1", [first]),
        (f"kdo=participant:{pseudonym}", [first]),
        ("kdo=whole_group", [second, third]),
        ("druh=barrier", [second]),
        (f"kod={world.code.pk}", [first]),
        ("kontrola=stored", [first, second, third]),
        ("citlivost=sensitive", []),
        ("zverejneni=internal", [first, second, third]),
        ("slova=ODMÍTNUTÁ+úřady", []),
        ("slova=úřadech", [first]),
        ("language=cs&jazyk=sk", [first, second, third]),
        ("kod=999&druh=nesmysl", [first, second, third]),
    ):
        assert listed(lead.get(f"{HERE}vyroky/?{query}")) == expected, query


def test_a_code_finds_what_codes_below_it_were_put_on(world, lead):
    at = timezone.now()
    below = build.code(world.series, "Kauce", at=at, parent=world.code)
    coding.put_coding(statement=world.said[2], code=below, field="words", by=world.lead, at=at)
    found = listed(lead.get(f"{HERE}vyroky/?kod={world.code.pk}"))
    assert found == [world.said[0].pk, world.said[2].pk]
    assert listed(lead.get(f"{HERE}vyroky/?kod={below.pk}")) == [world.said[2].pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(world, lead, count, django_assert_num_queries):
    at = timezone.now()
    for number in range(count):
        said = build.say(world.sessions[0], f"Další {number}", at=at)
        coding.put_coding(statement=said, code=world.code, field="words", by=world.lead, at=at)
    lead.get(f"{HERE}vyroky/")
    with django_assert_num_queries(15):
        lead.get(f"{HERE}vyroky/")


def test_ticked_statements_are_checked_and_put_behind_findings(world, lead):
    keys = [row.pk for row in world.said]
    here = f"{HERE}vyroky/?druh="
    for state in ("pseudonymised", "checked"):
        told = lead.post(here, {"statements": keys, "act": "check", "state": state}, follow=True)
        assert told.redirect_chain == [(here, 302)]
    assert {row.state for row in world.series.sessions.get(number=1).statements.all()} == {
        "checked"
    }
    step = {"statements": keys[1:], "act": "put", "finding": world.finding.pk, "side": "opposes"}
    lead.post(here, step)
    sides = world.finding.statements.order_by("statement").values_list("side", flat=True)
    assert list(sides) == ["supports", "opposes", "opposes"]
    for wrong in ({"act": "check", "state": "checked"}, {**step, "finding": ""}):
        answer = lead.post(here, wrong, follow=True)
        assert [str(message) for message in answer.context["messages"]] != []
    moved = lead.post(here, {"statements": keys, "act": "check", "state": "stored"}, follow=True)
    assert [message.level_tag for message in moved.context["messages"]] == ["error"]
    written = lead.post(here, {"statements": keys[:2], "act": "write"})
    assert written.url == f"{HERE}zjisteni/nove/?vypoved={keys[0]}&vypoved={keys[1]}"


def test_one_statement_is_checked_and_coded_without_script(world, lead):
    said = world.said[0]
    here = f"{HERE}vyroky/{said.pk}/"
    page = lead.get(here).content.decode()
    assert '<mark title="Odmítnutí">odmítli</mark>' in page
    quoted = {"code": world.code.pk, "field": "words", "quoted": "s dětmi"}
    assert lead.post(f"{here}kody/", quoted).status_code == 302
    refused = lead.post(f"{here}kody/", quoted | {"quoted": "to tam není"})
    assert "to tam není" in refused.content.decode()
    marks = said.codings.order_by("start")
    assert [WORDS[row.start : row.end] for row in marks] == ["s dětmi", "odmítli"]
    lead.post(f"{here}kody/{marks[0].pk}/odebrat/")
    assert said.codings.count() == 1
    check = {
        "state": "pseudonymised",
        "sensitivity": "sensitive",
        "publication": "internal",
        "lock_version": 1,
    }
    assert lead.post(here, check).url == f"{HERE}vyroky/{world.said[1].pk}/"
    stale = lead.post(here, check | {"sensitivity": "normal"})
    assert stale.context["is_stale"]
    said.refresh_from_db()
    assert (said.state, said.sensitivity) == ("pseudonymised", "sensitive")


def test_erased_words_are_not_shown_and_take_no_code(world, lead):
    at = timezone.now()
    statements.erase_statements(statements=world.said[:1], by=world.lead, at=at)
    page = lead.get(f"{HERE}vyroky/{world.said[0].pk}/").content.decode()
    assert WORDS[:12] not in page
    assert 'name="quoted"' not in page


def test_the_codebook_is_kept_and_taken_out_for_other_programs(world, lead):
    new = {
        "name": "Peníze",
        "parent": world.code.pk,
        "definition": "Vše o penězích",
        "include": "kauce",
        "exclude": "dávky",
    }
    assert lead.post(f"{HERE}kody/novy/", new).status_code == 302
    again = lead.post(f"{HERE}kody/novy/", new)
    assert again.context["form"].errors
    rows = lead.get(f"{HERE}kody/").context["rows"]
    assert [(row.code.name, row.depth, row.codings, row.statements) for row in rows] == [
        ("Odmítnutí", 0, 1, 1),
        ("Peníze", 1, 0, 0),
    ]
    answer = lead.get(f"{HERE}kody.qdc")
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    book = answer.content.decode()
    assert WORDS[:12] not in book
    assert 'name="Peníze" isCodable="true"><Description>Vše o penězích\n+ kauce\n− dávky<' in book
    child = rows[1].code
    merged = lead.post(f"{HERE}kody/{child.slug}/sloucit/", {"into": world.code.pk})
    assert merged.url == f"{HERE}kody/{world.code.slug}/"
    assert lead.get(f"{HERE}kody/{child.slug}/").url == merged.url


def test_a_finding_goes_from_ticked_statements_to_participants(world, lead):
    keys = [row.pk for row in world.said]
    here = f"{HERE}zjisteni/nove/?vypoved={keys[1]}&vypoved={keys[2]}"
    form = lead.get(here).context["form"]
    assert [row.pk for row in form.fields["supports"].queryset] == keys[1:]
    typed = {"text": "Byty jsou drahé.", "supports": keys[1:], "opposes": keys[1:2]}
    assert lead.post(here, typed).context["form"].errors
    made = lead.post(here, typed | {"opposes": []})
    assert made.url == f"{HERE}zjisteni/2/"
    own = {"lock_version": 1, "alone_reason": "Nikdo"}
    assert lead.post(f"{made.url}precteno/", own).context["form"].errors
    other = signed_in(world.reader)
    assert other.post(f"{made.url}precteno/", {"lock_version": 1}).url == made.url
    confirm = {"lock_version": 2, "session": world.sessions[1].pk}
    assert lead.post(f"{made.url}potvrzeno/", confirm).url == made.url
    finding = Finding.objects.get(number=2)
    assert (finding.state, finding.checked_in) == ("validated", world.sessions[1])
    lead.post(f"{made.url}znovu/", {"lock_version": 3})
    lead.post(f"{made.url}vyroky/{keys[1]}/odebrat/")
    finding.refresh_from_db()
    assert (finding.state, finding.statements.get().statement_id) == ("draft", keys[2])
    retract = {"lock_version": finding.lock_version, "reason": "Špatně jsme rozuměli."}
    lead.post(f"{made.url}odvolat/", retract)
    finding.refresh_from_db()
    assert finding.state == "retracted"


def test_a_recommendation_is_aimed_by_words_of_a_section(world, lead):
    version = texts.version(texts.text(), at=timezone.now())
    concept.publish(version)
    place = VersionPassage.objects.select_related("section").get(
        version=version, passage_uid=concept.uid_of(version, "kontaktním místě")
    )
    typed = {
        "text": "Přijímejte žádosti i ústně.",
        "findings": [world.finding.pk],
        "aim": f"s:{version.pk}:{place.section.node_uid}",
        "words": "Žádost podá domácnost",
    }
    here = f"{HERE}doporuceni/nove/"
    for wrong in ("to tam není", "města"):
        assert "words" in lead.post(here, typed | {"words": wrong}).context["form"].errors
    made = lead.post(here, typed)
    row = Recommendation.objects.get(number=2)
    assert (made.url, row.passage_uid) == (f"{HERE}doporuceni/2/", place.passage_uid)
    answer = lead.get(made.url)
    assert "O žádosti rozhodne komise do třiceti dnů." in text_of(answer)
    assert f"#p-{place.passage_uid}" in answer.content.decode()
    form = lead.get(f"{made.url}upravit/").context["form"]
    assert form.initial["aim"] == typed["aim"]
    told = {"session": world.sessions[0].pk}
    lead.post(f"{made.url}vraceno/", told)
    row.refresh_from_db()
    assert row.reported_back_in == world.sessions[0]


def publish(row, world):
    """Let it be read, confirmed, checked by both and published."""
    return build.published(row, reader=world.reader, session=world.sessions[1], at=timezone.now())


def test_everybody_reads_a_published_text_and_nobody_what_it_was_made_of(world):
    visitor, member = Client(), signed_in(make("member"))
    here, advice = f"{HERE}zjisteni/1/", f"{HERE}doporuceni/1/"
    for path in (here, advice):
        assert [client.get(path).status_code for client in (visitor, member)] == [404, 404]
    finding = publish(world.finding, world)
    publish(world.advice, world)
    answer = visitor.get(here)
    page = answer.content.decode()
    for told in ("Rodiny s dětmi odmítají.", "Na jednom setkání", "Několik výpovědí"):
        assert told in text_of(answer), told
    for inner in (WORDS[:12], "vyroky", "Volala", world.said[0].participant.pseudonym):
        assert inner not in page, inner
    assert "Přednost dětem." in text_of(visitor.get(advice))
    at = timezone.now()
    changed = findings.edit_finding(
        finding=finding,
        lock_version=finding.lock_version,
        text="Nové znění, které ještě nikdo nečetl.",
        plain_text="",
        limits="",
        theme=None,
        by=world.lead,
        at=at,
    )
    assert changed.state == "draft"
    for path in (here, f"{HERE}zjisteni/", advice):
        page = text_of(visitor.get(path))
        assert "Nové znění" not in page
        assert "Rodiny s dětmi odmítají." in page
        assert "Rozepsané" not in page
    reason = {"reason": "Ztratilo oporu.", "by": world.lead, "at": at}
    worked_out.retract(row=changed, lock_version=changed.lock_version, **reason)
    page = text_of(visitor.get(here))
    assert "Ztratilo oporu." in page
    assert "Nové znění" not in page


def test_members_of_working_groups_read_what_participants_confirmed(world):
    build.confirmed(
        world.finding, reader=world.reader, session=world.sessions[1], at=timezone.now()
    )
    for key, status in (("member", 200), ("editor", 200), ("other_facilitator", 404)):
        answer = signed_in(make(key)).get(f"{HERE}zjisteni/1/")
        assert answer.status_code == status, key
        if status == 200:
            assert "Rodiny s dětmi odmítají." in text_of(answer)
            assert "Volala" not in text_of(answer)
            assert "vyroky/" not in answer.content.decode()
