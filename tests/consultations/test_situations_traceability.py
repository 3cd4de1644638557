"""Traceability: from the first comment to the latest measure, and what is told when an end of a link is gone."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concept import actions, queries
from concept.actions import measures
from concept.enums import AccessLevel, MeasureState
from concept.models import (
    DocumentPage,
    Influence,
    Measure,
    MeasureDerivation,
    MeasurePlace,
    Source,
    Version,
)
from concept.queries.measures import measure_passages
from consultations.actions import erasing, implementing, seals, settlements
from consultations.models import Comment
from core.actions import raise_generation
from core.models import Event, IssuedFile, Record
from people.enums import Role
from tests.concept import build as text
from tests.concept.test_api import assert_fits
from tests.consultations import build
from tests.consultations.at_desk import person

pytestmark = pytest.mark.django_db

LEAD = "Města a obvody se na bydlení podílejí společně."
SEARCH = "Terénní pracovníci vyhledávají domácnosti, které dluží nájem, a nabídnou jim splátkový kalendář."
OFFICE = "Kontaktní místo pro bydlení otevře město v každém obvodu a zveřejní jeho otevírací dobu."
REPAIR = "Prázdné byty obvody opraví do dvou let a přidělí je domácnostem v bytové nouzi."
REPORT = "Výroční zprávu o bydlení předloží rada zastupitelstvu vždy do konce března."
LATER = "Krizový byt poskytne obvod rodině s dětmi nejdéle na šest měsíců."


def measure(code, title, words, key):
    """A measure as an editor writes it; ``key`` is the id of its block."""
    value = {
        "code": code,
        "title": title,
        "description": f'<p data-block-key="{key[:5]}">{words}</p>',
        "responsible": "",
        "partners": [],
        "due_kind": "ongoing",
        "due_on": None,
        "due_text": "",
        "budget_czk": None,
        "funding_sources": [],
        "indicator_note": "",
    }
    return text.block("measure", value, f"{key}-0000-4000-8000-000000000000")


def approve(version, body="Zastupitelstvo města", resolution="1234/ZM1418/56"):
    return actions.record_approval(
        version=version,
        body=body,
        resolution=resolution,
        occurred_on=timezone.localdate(),
        verb="approve",
        by=build.editor(),
        at=timezone.now(),
    )


def opened(version):
    actions.set_access(
        version=version, level=AccessLevel.PUBLIC, by=build.chair(), at=timezone.now()
    )
    return Version.objects.get(pk=version.pk)


def frozen(section, label, *blocks):
    """The next version with these blocks, approved and open to everyone."""
    if blocks:
        text.rewrite(section, *blocks)
    document = DocumentPage.objects.get(pk=section.get_parent().pk)
    version = opened(text.freeze(document, label))
    build.follow(version)
    return version


def answered(comment, version, reason=""):
    """The comment was accepted, worked into the version, verified and answered."""
    settlement = build.decided(comment, reason=reason).settlement
    at = timezone.now()
    implementing.implement_settlement(
        settlement=settlement, to_version=version, by=build.editor(), at=at
    )
    implementing.verify_settlement(settlement=settlement, by=build.editor(), at=at)
    settlements.answer_settlement(settlement=settlement, by=build.editor(), at=at)
    return Comment.objects.get(pk=comment.pk)


def placed(version):
    """Permanent codes of the measures of a version in its order, with the printed ones."""
    places = MeasurePlace.objects.current().filter(version=version)
    by_uid = {str(p.passage_uid): p.measure.code for p in places}
    return [(by_uid[p.uid], p.code) for p in measure_passages(version)]


def came_from(new, printed, old, *others, relation):
    """An editor corrects what the measure with a printed code continues."""
    olds = {p.code: p.uid for p in measure_passages(old)}
    news = {p.code: p.uid for p in measure_passages(new)}
    at = timezone.now() + timedelta(minutes=1)
    for other in others:
        actions.correct_lineage(
            version=new,
            old_uid=olds[other],
            new_uid=news[printed],
            relation=relation,
            by=build.editor(),
            at=at,
        )


def test_t1_split_merge_and_renumbering_of_measures(client, django_assert_num_queries):
    section = build.build.section(
        build.build.document("koncepce"),
        "Opatření",
        LEAD,
        measure("2.3", "Pomoc s dluhy", f"{SEARCH} {OFFICE}", "aaaaaaa1"),
        measure("2.7", "Zprávy", REPORT, "aaaaaaa2"),
        measure("3.1", "Opravy bytů", REPAIR, "aaaaaaa3"),
        code="2",
    )
    draft = frozen(section, "0.1")
    round = build.open_round(draft, is_public=True)
    [comment] = build.sent(round, {"words": "Splátky na rok.", "quote": "splátkový kalendář"})
    longer = SEARCH.replace("splátkový kalendář", "splátkový kalendář nejméně na jeden rok")
    first = frozen(
        section,
        "1.0",
        LEAD,
        measure("2.3", "Pomoc s dluhy", f"{longer} {OFFICE}", "aaaaaaa1"),
        measure("2.7", "Zprávy", REPORT, "aaaaaaa2"),
        measure("3.1", "Opravy bytů", REPAIR, "aaaaaaa3"),
    )
    comment = answered(comment, first)
    assert not Measure.objects.exists()  # nobody has approved anything

    approve(first)

    assert placed(first) == [("2.3", "2.3"), ("2.7", "2.7"), ("3.1", "3.1")]
    actions.follow_measures(version=first, by=build.editor(), at=timezone.now())
    assert (Measure.objects.count(), MeasurePlace.objects.count()) == (3, 3)

    split = frozen(
        section,
        "2.0",
        LEAD,
        measure("2.1", "Splátky", longer, "aaaaaaa1"),
        measure("2.2", "Kontaktní místa", OFFICE, "aaaaaaa4"),
        measure("3.2", "Opravy bytů", REPAIR, "aaaaaaa3"),
    )
    came_from(split, "2.2", first, "2.3", relation="split")
    approve(split)

    assert placed(split) == [("2.3", "2.1"), ("2.2", "2.2"), ("3.1", "3.2")]
    dropped = Measure.objects.get(code="2.7")
    assert (dropped.state, dropped.ended_in, dropped.ended_where) == (
        MeasureState.DROPPED,
        split,
        "Zastupitelstvo města, 1234/ZM1418/56",
    )
    assert dropped.ended_reason == "Ve schválené verzi 2.0 už není."

    merged = frozen(
        section,
        "3.0",
        LEAD,
        measure("1.1", "Splátky", longer, "aaaaaaa1"),
        measure("1.2", "Byty a místa", f"{OFFICE} {REPAIR}", "aaaaaaa4"),
        measure("2.7", "Krizové byty", LATER, "aaaaaaa5"),
    )
    came_from(merged, "1.2", split, "2.2", "3.2", relation="merged")
    approve(merged)

    assert placed(merged) == [("2.3", "1.1"), ("2.2", "1.2"), ("2.7-2", "2.7")]
    assert Measure.objects.get(code="3.1").state == MeasureState.REPLACED
    pairs = MeasureDerivation.objects.order_by("pk").values_list("source__code", "measure__code")
    assert list(pairs) == [("2.3", "2.2"), ("3.1", "2.2")]

    plan = build.build.section(
        build.build.document("plan", title="Akční plán", kind="action_plan"),
        "Opatření plánu",
        measure("1.1", "Kontaktní místo v Porubě", LATER.replace("Krizový", "Nouzový"), "bbbbbbb1"),
        code="1",
    )
    newest = frozen(plan, "2022")
    approve(newest)
    action = Measure.objects.get(document__slug="plan")
    measures.derive_measure(
        measure=action,
        source=Measure.objects.get(code="2.2"),
        note="Provádí opatření koncepce.",
        by=build.editor(),
        at=timezone.now(),
    )

    visitor = client.get("/").wsgi_request.user
    with django_assert_num_queries(7):
        links = queries.links_of([comment.contribution_id])
        found = queries.measures_behind(links, visitor)
    chain = found[comment.contribution_id]
    assert [(link.code, link.is_latest) for link in chain] == [
        ("2.3", False),
        ("2.2", False),
        ("1.1", True),
    ]

    page = client.get(f"/pripominky/{comment.reference}/").content.decode()
    assert "Opatření, ke kterým vedla" in page
    assert "/opatreni/2.3/" in page
    assert "Kontaktní místo v\xa0Porubě" in page
    uid = measure_passages(merged)[0].uid
    why = client.get(reverse("concept:passage-reasons", args=["koncepce", "3-0", uid]))
    assert "/opatreni/2.3/" in why.content.decode()
    with django_assert_num_queries(37):
        response = client.get("/opatreni/2.3/")
    told = response.content.decode()
    assert comment.reference in told
    assert "nejméně na jeden rok" in told
    assert "/opatreni/2.2/" in told
    assert response.headers["Cache-Control"].startswith("public")
    gone = client.get("/opatreni/2.7/").content.decode()
    assert "už není." in gone
    assert client.get("/opatreni/9.9/").status_code == 404
    assert "Krizové byty" in client.get("/opatreni/").content.decode()


def test_t1_measures_of_versions_approved_before_they_were_followed(client):
    section = build.build.section(
        build.build.document("koncepce"),
        "Opatření",
        measure("1.1", "Splátky", SEARCH, "aaaaaaa1"),
        code="1",
    )
    first = frozen(section, "1.0")
    second = frozen(section, "2.0", measure("4.1", "Splátky", SEARCH, "aaaaaaa1"))
    for version in (first, second):
        actions.versions._add_step(
            version, "approved", by=build.editor(), at=timezone.now(), body="Rada"
        )

    assert actions.follow_approved_measures(at=timezone.now()) == 2
    assert actions.follow_approved_measures(at=timezone.now()) == 0
    assert (placed(first), placed(second)) == ([("1.1", "1.1")], [("1.1", "4.1")])


def test_t1_an_older_version_approved_later_joins_the_same_measure():
    section = build.build.section(
        build.build.document("koncepce"),
        "Opatření",
        measure("1.1", "Splátky", SEARCH, "aaaaaaa1"),
        measure("1.2", "Zprávy", REPORT, "aaaaaaa2"),
        code="1",
    )
    older = frozen(section, "1.0")
    newer = frozen(section, "2.0", measure("4.1", "Splátky", SEARCH, "aaaaaaa1"))
    approve(newer)
    approve(older)
    assert (placed(newer), placed(older)) == (
        [("4.1", "4.1")],
        [("4.1", "1.1"), ("1.2", "1.2")],
    )
    assert set(Measure.objects.values_list("state", flat=True)) == {MeasureState.APPROVED}


def test_t1_a_lineage_corrected_after_the_approval_moves_the_places_of_measures(client):
    section = build.build.section(
        build.build.document("koncepce"),
        "Opatření",
        measure("1.1", "Splátky", SEARCH, "aaaaaaa1"),
        measure("1.2", "Zprávy", REPORT, "aaaaaaa2"),
        code="1",
    )
    first = frozen(section, "1.0")
    approve(first)
    second = frozen(
        section,
        "2.0",
        measure("2.1", "Zprávy", REPORT, "aaaaaaa2"),
        measure("2.2", "Byty", LATER, "aaaaaaa3"),
    )
    approve(second)
    third = frozen(
        section,
        "3.0",
        measure("3.1", "Zprávy", REPORT, "aaaaaaa2"),
        measure("3.2", "Byty", LATER, "aaaaaaa3"),
    )
    approve(third)
    assert [placed(v) for v in (second, third)] == [
        [("1.2", "2.1"), ("2.2", "2.2")],
        [("1.2", "3.1"), ("2.2", "3.2")],
    ]
    assert Measure.objects.get(code="1.1").state == MeasureState.DROPPED

    # flats in 2.0 continue the payments of 1.0 after all
    came_from(second, "2.2", first, "1.1", relation="edited")

    right = [[("1.2", "2.1"), ("1.1", "2.2")], [("1.2", "3.1"), ("1.1", "3.2")]]
    assert [placed(v) for v in (second, third)] == right
    found = Measure.objects.get(code="1.1")
    assert (found.state, found.ended_reason, found.ended_in) == (MeasureState.APPROVED, "", None)
    mistaken = Measure.objects.get(code="2.2")
    assert (mistaken.state, mistaken.ended_in, mistaken.ended_reason) == (
        MeasureState.REPLACED,
        second,
        "Po opravě původu v textu je to opatření 1.1.",
    )
    told = Event.objects.filter(verb="measure_place_corrected", record=found.record)
    assert [(e.object_version, e.payload["other"]) for e in told.order_by("pk")] == [
        (second.record.reference, "2.2"),
        (third.record.reference, "2.2"),
    ]
    assert actions.refollow_measures(version=second, by=build.editor(), at=timezone.now()) == 0
    assert Event.objects.filter(verb="measure_place_corrected").count() == 4
    answer = client.get("/api/v1/measures/").json()
    assert [(row["code"], row["title"], row["state"]) for row in answer["measures"]] == [
        ("1.2", "Zprávy", "approved"),
        ("1.1", "Byty", "approved"),
    ]
    assert_fits(answer, "/measures/")
    gone = client.get("/opatreni/2.2/")
    assert (gone.status_code, "je to opatření 1.1." in gone.content.decode()) == (410, True)
    assert "Byty" in client.get("/opatreni/1.1/").content.decode()

    # no, the correction was the mistake: it is taken back and both are as they were
    uid = next(p.uid for p in measure_passages(second) if p.code == "2.2")
    actions.correct_lineage(
        version=second,
        old_uid=None,
        new_uid=uid,
        relation="new",
        by=build.editor(),
        at=timezone.now() + timedelta(minutes=2),
    )
    assert [placed(v) for v in (second, third)] == [
        [("1.2", "2.1"), ("2.2", "2.2")],
        [("1.2", "3.1"), ("2.2", "3.2")],
    ]
    ended = Measure.objects.get(code="1.1")
    assert (ended.state, ended.ended_in) == (MeasureState.DROPPED, second)
    assert ended.ended_where == "Zastupitelstvo města, 1234/ZM1418/56"
    assert Measure.objects.get(code="2.2").state == MeasureState.APPROVED


# --- T3: a mass edit for plain language ---------------------------------------------------------------

PLAIN = tuple(
    f"Obvod číslo {n} oznámí magistrátu volné byty {n} a to bez zbytečného odkladu písemnou formou."
    for n in range(1, 7)
)


def linked(document, count):
    """A version whose passages each were asked for by a source, and the section."""
    section = build.build.section(
        document, "Byty", *(words.replace("oznámí", "sdělí") for words in PLAIN)
    )
    frozen(section, "0.1")
    version = frozen(section, "0.2", *PLAIN)
    for uid, _label, words in text.passages(version)[:count]:
        actions.record_source(
            version=version,
            passage_uid=uid,
            kind="statute",
            citation=f"Zákon k odstavci {words[:15]}",
            by=build.editor(),
            at=timezone.now(),
        )
    return section, version


def later(section, label, *blocks):
    """A version frozen a day after, when links are not fresh any more."""
    text.rewrite(section, *blocks)
    document = DocumentPage.objects.get(pk=section.get_parent().pk)
    return text.freeze(document, label, at=timezone.now() + timedelta(days=1))


def test_t3_a_mass_plain_language_edit_leaves_no_link_to_check(client, django_assert_num_queries):
    document = build.build.document("koncepce")
    section, _version = linked(document, 6)
    simpler = [words.replace(" a to", "").replace("písemnou formou", "písemně") for words in PLAIN]
    simpler[5] = simpler[5].replace("oznámí", "nemusí oznámit")
    new = later(section, "0.3", *simpler)
    document = DocumentPage.objects.get(pk=document.pk)
    with django_assert_num_queries(4):
        assert len(queries.stale_links(document)) == 6
    with django_assert_num_queries(6):
        changed = queries.changed_passages(new)
    assert [passage.link_count for passage in changed] == [1] * 6
    assert [passage.looks_like_wording for passage in changed] == [True] * 5 + [False]

    client.force_login(person(Role.EDITOR))
    desk = reverse("versions_desk:change-review", args=[new.pk])
    page = client.get(f"{desk}?zobrazit=jazykove").content.decode()
    assert "V této verzi se změnilo 6 odstavců," in page
    listed = " ".join(passage.uid for passage in changed[:5])
    assert f'value="{listed}"' in page
    before = client.post(desk, {"all": "1", "listed": listed}).content.decode()
    assert "Chystáte se posoudit 5 odstavců." in before
    assert "Vede k nim 5 vazeb." in before
    answer = {"confirm": "1", "chosen": listed, "kind": "wording_only"}
    assert "Toto pole" in client.post(desk, answer).content.decode()  # a reason is asked for
    assert Event.objects.filter(verb="changes_reviewed_wording_only").count() == 0
    done = client.post(desk, answer | {"reason": "Kratší věty, stejný význam."}, follow=True)
    assert "Označeno 5 odstavců." in done.content.decode()

    [event] = Event.objects.filter(verb="changes_reviewed_wording_only")
    assert (event.reason, event.payload) == ("Kratší věty, stejný význam.", {"count": 5})
    [stale] = queries.stale_links(document)
    assert stale.version == new
    [row] = queries.coverage(document, [new])
    assert (row.changed, row.explained) == (6, 5)
    assert {link.state for link in Influence.objects.all()} == {"confirmed"}
    why = client.get(reverse("concept:passage-reasons", args=["koncepce", "0-3", changed[0].uid]))
    assert "Kratší věty, stejný význam." in why.content.decode()
    assert "Zákon k odstavci" in why.content.decode()

    work = reverse("versions_desk:work-list", args=[document.pk, "k-overeni"])
    assert client.get(work).content.decode().count("Rozhodnout") == 1
    decide = reverse("versions_desk:link-decide", args=[stale.influence.pk])
    client.post(decide, {"decision": "agree", "note": "Platí i teď."})
    # the clock stands still in tests: the link is confirmed before the version was frozen
    actions.decide_link(
        influence=Influence.objects.latest("pk"),
        agrees=True,
        note="",
        by=build.editor(),
        at=timezone.now() + timedelta(days=2),
    )
    assert queries.stale_links(document) == []


def test_t3_what_did_not_change_is_not_judged_and_a_second_word_counts():
    document = build.build.document("koncepce")
    section, _version = linked(document, 1)
    new = later(section, "0.3", PLAIN[0].replace("oznámí", "vždy oznámí"), *PLAIN[1:])
    [changed] = queries.changed_passages(new)
    who = {"version": new, "by": build.editor(), "at": timezone.now()}
    untouched = text.uid_of(new, "číslo 2")
    with pytest.raises(actions.ReviewRefused):
        actions.review_changes(uids=[untouched], kind="wording_only", reason="Styl.", **who)
    with pytest.raises(actions.ReviewRefused):
        actions.review_changes(uids=[changed.uid], kind="wording_only", reason=" ", **who)
    first = actions.review_changes(uids=[changed.uid], kind="wording_only", reason="Styl.", **who)
    again = actions.review_changes(uids=[changed.uid], kind="wording_only", reason="Styl.", **who)
    assert (again, queries.stale_links(document)) == (first, [])
    actions.review_changes(uids=[changed.uid], kind="substantive", reason="Mění povinnost.", **who)
    assert len(queries.stale_links(document)) == 1


# --- further: links proposed and denied, new editions, circles ----------------------------------------


def test_a_link_proposed_by_an_evaluator_and_denied_by_an_editor(client):
    document = build.build.document("koncepce")
    _section, version = linked(document, 1)
    evaluator = person(Role.EVALUATOR)
    [link] = Influence.objects.all()
    other = actions.record_source(
        version=version,
        passage_uid=text.uid_of(version, "číslo 2"),
        kind="other",
        citation="Zpráva evaluátora",
        by=build.editor(),
        at=timezone.now(),
    ).contribution
    proposal = {
        "contribution": other,
        "change": link.change,
        "relation": "supports",
        "by": evaluator,
        "at": timezone.now(),
    }
    made = actions.propose_link(note="Podle rozhovorů.", **proposal)
    assert actions.propose_link(note="Podle rozhovorů.", **proposal) == made
    uid = link.change.new_uids[0]
    address = reverse("concept:passage-reasons", args=["koncepce", "0-2", uid])
    assert "Zpráva evaluátora" not in client.get(address).content.decode()

    client.force_login(evaluator)
    work = reverse("versions_desk:work-list", args=[document.pk, "navrzene"])
    assert "Podle rozhovorů." in client.get(work).content.decode()
    decide = reverse("versions_desk:link-decide", args=[made.pk])
    assert client.post(decide, {"decision": "agree"}).status_code == 403
    client.force_login(person(Role.EDITOR))
    refused = client.post(decide, {"decision": "deny", "note": ""}).content.decode()
    assert "Napište, proč vazba není správná." in refused
    client.post(decide, {"decision": "deny", "note": "Rozhovory byly až po změně."})

    states = Influence.objects.filter(contribution=other, change=link.change)
    assert list(states.order_by("pk").values_list("state", flat=True)) == ["proposed", "retracted"]
    with pytest.raises(actions.LinkRefused, match="až po změně"):
        actions.propose_link(note="Přesto.", **proposal)
    client.logout()
    assert "Zpráva evaluátora" not in client.get(address).content.decode()
    assert Event.objects.filter(verb="influence_retracted").count() == 1


def test_a_measure_cannot_follow_from_what_follows_from_it():
    section = build.build.section(
        build.build.document("koncepce"),
        "Opatření",
        measure("1.1", "Splátky", SEARCH, "aaaaaaa1"),
        measure("1.2", "Zprávy", REPORT, "aaaaaaa2"),
        measure("1.3", "Opravy", REPAIR, "aaaaaaa3"),
        code="1",
    )
    approve(frozen(section, "1.0"))
    one, two, three = Measure.objects.order_by("code")
    who = {"by": build.editor(), "at": timezone.now()}
    measures.derive_measure(measure=two, source=one, **who)
    measures.derive_measure(measure=three, source=two, **who)
    for source in (one, three):
        with pytest.raises(measures.DerivationRefused):
            measures.derive_measure(measure=one, source=source, **who)
    assert measures.derive_measure(measure=two, source=one, **who).pk
    assert MeasureDerivation.objects.count() == 2


# --- T2: an end of a link is gone ---------------------------------------------------------------------

ASKED = "Splátky na rok by nám moc pomohly."
ANSWER = "Lhůta splátek je teď v opatření."
GIVEN = "nejméně na jeden rok"


def chain():
    """A comment that changed a measure of an approved version everyone may read; answered, in a sealed round."""
    section = build.build.section(
        build.build.document("koncepce"),
        "Opatření",
        LEAD,
        measure("2.3", "Pomoc s dluhy", SEARCH, "aaaaaaa1"),
        code="2",
    )
    draft = frozen(section, "0.1")
    round = build.open_round(draft, is_public=True)
    [comment] = build.sent(
        round,
        {
            "words": ASKED,
            "quote": "splátkový kalendář",
            "proposed_wording": "kalendář na jeden rok",
        },
    )
    longer = SEARCH.replace("splátkový kalendář", f"splátkový kalendář {GIVEN}")
    version = text.publish(
        frozen(section, "1.0", LEAD, measure("2.3", "Pomoc s dluhy", longer, "aaaaaaa1"))
    )
    seals.seal_round(round=round, at=round.closes_at)
    comment = answered(comment, version, ANSWER)
    approve(version)
    return section, comment, version


def outlets(comment, version):
    """Every address that tells of the chain to somebody without an account."""
    [passage] = measure_passages(version)
    slug = comment.round.slug
    document = reverse("concept:document-contents", args=["koncepce"])
    return {
        "reasons": reverse("concept:passage-reasons", args=["koncepce", version.slug, passage.uid]),
        "section": f"{document}{passage.section_address}/",
        "comparison": reverse("concept:version-compare", args=["koncepce", "0-1", version.slug]),
        "origin": f"{document}puvod/",
        "measure": "/opatreni/2.3/",
        "measures": "/opatreni/",
        "comment": f"/pripominky/{comment.reference}/",
        "table": f"/konzultace/{slug}/vyporadani/",
        "json": f"/konzultace/{slug}/vyporadani/stahnout/json/",
        "csv": f"/konzultace/{slug}/vyporadani/stahnout/csv/",
        "round": f"/konzultace/{slug}/",
        "api version": reverse("concept_api:version-detail", args=["koncepce", version.slug]),
        "api passage": reverse("concept_api:passage-detail", args=["koncepce", passage.uid]),
        "feed of versions": "/feeds/verze.atom",
        "feed of rounds": "/feeds/kola.atom",
        "search": "/hledat/?q=spl%C3%A1tkov%C3%BD+kalend%C3%A1%C5%99",
        "front page": "/",
    }


def read(client, addresses):
    """Status and words of each outlet; what a visitor without a session gets, kept or drawn."""
    found = {}
    for name, address in addresses.items():
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        found[name] = (response.status_code, body.decode().replace("\xa0", " "))
    return found


def holding(found, *words):
    """Outlets that hold any of the words."""
    return {name for name, (_status, body) in found.items() if any(word in body for word in words)}


def test_t2_an_end_that_is_erased_or_not_public_is_a_placeholder_in_every_outlet_at_once(client):
    _section, comment, version = chain()
    addresses = outlets(comment, version)
    before = read(client, addresses)
    assert {status for status, _body in before.values()} == {200}
    assert holding(before, ASKED) >= {"reasons", "measure", "comment", "table", "json", "csv"}
    assert holding(before, GIVEN) >= {"reasons", "measure", "section", "api version", "api passage"}
    assert read(client, addresses) == before  # kept now

    # the words of the comment are erased
    erasing.erase_words(comment=comment, by=build.editor(), at=timezone.now())
    after = read(client, addresses)
    assert {status for status, _body in after.values()} == {200}
    assert holding(after, ASKED, ANSWER, "kalendář na jeden rok") == set()
    for outlet in ("reasons", "measure", "comment", "table"):
        assert "slova odstraněna" in after[outlet][1], outlet
        assert comment.reference in after[outlet][1], outlet

    # the comment is not public any more
    Record.objects.filter(contribution__comment=comment).update(visibility="restricted")
    raise_generation("pripominky")
    after = read(client, addresses)
    for outlet in ("reasons", "measure"):
        assert "1 neveřejný vstup" in after[outlet][1], outlet
        assert comment.reference not in after[outlet][1], outlet
    assert after["comment"][0] == 404  # of a personal case nobody is told
    Record.objects.filter(contribution__comment=comment).update(visibility="public")

    # the words of the measure are removed from every version
    [passage] = measure_passages(version)
    content = version.passages.get(passage_uid=passage.uid).content
    text.rewrite(_section, LEAD)
    actions.redact_passage(
        content=content, reason="Osobní údaje", by=build.editor(), at=timezone.now()
    )
    after = read(client, addresses)
    assert {status for status, _body in after.values()} == {200}
    assert holding(after, GIVEN) == set()
    assert "Obsah tohoto opatření byl odstraněn." in after["measure"][1]
    assert "Obsah byl odstraněn." in after["reasons"][1]
    assert "obsah byl odstraněn" in after["comment"][1]
    assert "obsah byl odstraněn" in after["measures"][1]

    # the version that holds the measure is for staff again
    actions.set_access(
        version=version, level=AccessLevel.STAFF, by=build.editor(), at=timezone.now()
    )
    after = read(client, addresses)
    assert after["measure"][0] == 410
    assert "Toto opatření už není veřejné." in after["measure"][1]
    assert "/opatreni/2.3/" not in after["measures"][1]
    assert after["comment"][0] == 200
    assert "Opatření, které není veřejné." in after["comment"][1]
    assert "Změna ve verzi, která není veřejná." in after["comment"][1]
    assert after["api version"][0] == 404
    assert version.digest not in after["feed of versions"][1]


# --- further: new editions, files given out before an erasure -----------------------------------------


def test_an_outside_source_replaced_by_a_new_edition_keeps_the_old_citation_flagged(client):
    document = build.build.document("koncepce")
    _section, version = linked(document, 1)
    [link] = Influence.objects.all()
    old = link.contribution.source
    address = reverse("concept:passage-reasons", args=["koncepce", "0-2", link.change.new_uids[0]])
    assert "novější vydání" not in client.get(address).content.decode()
    client.force_login(person(Role.EDITOR))
    edition = reverse("versions_desk:source-edition", args=[old.pk])
    client.post(edition, {"citation": "Zákon o podpoře bydlení, 2025"})
    client.logout()

    page = client.get(address).content.decode().replace("\xa0", " ")
    assert old.citation in page
    assert "Existuje novější vydání: Zákon o podpoře bydlení, 2025" in page
    [row] = queries.coverage(version.document, [version])
    assert row.explained == 1
    new = Source.objects.get(replaces=old)
    who = {"by": build.editor(), "at": timezone.now()}
    with pytest.raises(actions.SourceRefused):
        actions.record_edition(source=old, citation="Třetí", **who)
    with pytest.raises(actions.SourceRefused, match="v kruhu"):
        actions.supersede_source(source=old, replaces=new, **who)
    third = actions.record_edition(source=new, citation="Zákon o podpoře bydlení, 2030", **who)
    with pytest.raises(actions.SourceRefused, match="v kruhu"):
        actions.supersede_source(source=old, replaces=third, **who)


def test_a_public_export_made_before_an_erasure_is_on_the_list_of_issued_files(client):
    _section, comment, version = chain()
    made = actions.make_artifact(
        version=version, file_format="json", language="cs", at=timezone.now()
    )
    table = f"/konzultace/{comment.round.slug}/vyporadani/stahnout/csv/"
    given = client.get(table).content
    assert ASKED in given.decode("utf-8-sig")
    assert client.get(table).content == given
    files = IssuedFile.objects.order_by("pk")
    digests = [made.digest, hashlib.sha256(given).hexdigest()]
    assert list(files.values_list("digest", "outdated_at")) == [(d, None) for d in digests]

    at = timezone.now() + timedelta(hours=1)
    erasing.erase_words(comment=comment, by=build.editor(), at=at)

    assert list(files.values_list("outdated_at", flat=True)) == [None, at]
    assert ASKED not in client.get(table).content.decode("utf-8-sig")
    assert files.filter(outdated_at=None).count() == 2  # the new file is right
    client.force_login(person(Role.EDITOR))
    desk = reverse("consultations_desk:issued-file-list", args=[comment.round_id])
    assert client.get(desk).content.decode().count("obsahuje slova odstraněná") == 1
    text.rewrite(_section, LEAD)
    content = version.passages.get(passage_uid=measure_passages(version)[0].uid).content
    actions.redact_passage(content=content, reason="Osobní údaje", by=build.editor(), at=at)
    assert files.get(digest=made.digest).outdated_at == at
    desk = reverse("versions_desk:issued-file-list", args=[version.pk])
    assert client.get(desk).content.decode().count("obsahuje slova odstraněná") == 1
