"""Traceability: from the first comment to the latest measure, and what is told when an end of a link is gone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concept import actions, queries
from concept.actions import measures
from concept.enums import AccessLevel, MeasureState
from concept.models import DocumentPage, Measure, MeasureDerivation, MeasurePlace, Version
from concept.queries.measures import measure_passages
from consultations.actions import implementing, settlements
from consultations.models import Comment
from tests.concept import build as text
from tests.consultations import build

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


def answered(comment, version):
    """The comment was accepted, worked into the version, verified and answered."""
    settlement = build.decided(comment).settlement
    at = timezone.now()
    implementing.implement_settlement(
        settlement=settlement, to_version=version, by=build.editor(), at=at
    )
    implementing.verify_settlement(settlement=settlement, by=build.editor(), at=at)
    settlements.answer_settlement(settlement=settlement, by=build.editor(), at=at)
    return Comment.objects.get(pk=comment.pk)


def placed(version):
    """Permanent codes of the measures of a version in its order, with the printed ones."""
    by_uid = {
        str(p.passage_uid): p.measure.code for p in MeasurePlace.objects.filter(version=version)
    }
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
    measures.follow_measures(version=first, by=build.editor(), at=timezone.now())
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
        found = queries.measures_behind(round.document, [comment.contribution_id], visitor)
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
    with django_assert_num_queries(19):
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
