"""T1 across documents: from a comment of 2017 through the concept and two action plans to a measure of 2022."""

import pytest

from concept import actions, queries
from concept.enums import MeasureState
from concept.models import DocumentPage, Measure, MeasureDerivation, MeasurePlace
from concept.queries.progress import standing_of
from tests.concept import build as text
from tests.concept import plan
from tests.consultations import build
from tests.consultations.test_situations_traceability import (
    LATER,
    LEAD,
    OFFICE,
    REPAIR,
    REPORT,
    SEARCH,
    answered,
    approve,
    came_from,
    frozen,
    measure,
)

pytestmark = pytest.mark.django_db

LONGER = SEARCH.replace("splátkový kalendář", "splátkový kalendář nejméně na jeden rok")


def document_with(slug: str, title: str, kind: str, *blocks):
    """The only section of a document with these blocks."""
    document = build.build.document(slug, title=title, kind=kind)
    return build.build.section(document, "Opatření", *blocks, code="2")


def carries_out(later: str, *earlier: str) -> None:
    """Say what a measure carries out, as an editor does."""
    for code in earlier:
        actions.derive_measure(
            measure=plan.measure(later),
            source=plan.measure(code),
            note="Provádí opatření.",
            by=text.editor(),
            at=text.later(),
        )


def test_t1_from_a_comment_of_2017_to_a_measure_of_2022(client, clock):
    # 2017: a comment asks for instalments, the concept's measure 2.3 takes it in
    clock.move_to("2017-09-04T09:00:00+00:00")
    concept = document_with(
        "koncepce",
        "Koncepce",
        "concept",
        LEAD,
        measure("2.3", "Pomoc s dluhy", f"{SEARCH} {OFFICE}", "aaaaaaa1"),
        measure("2.7", "Zprávy", REPORT, "aaaaaaa2"),
    )
    draft = frozen(concept, "0.1")
    round = build.open_round(draft, is_public=True)
    [comment] = build.sent(round, {"words": "Splátky na rok.", "quote": "splátkový kalendář"})
    clock.move_to("2018-03-05T09:00:00+00:00")
    final = frozen(
        concept,
        "1.0",
        LEAD,
        measure("2.3", "Pomoc s dluhy", f"{LONGER} {OFFICE}", "aaaaaaa1"),
        measure("2.7", "Zprávy", REPORT, "aaaaaaa2"),
    )
    comment = answered(comment, final)
    approve(final)

    # 2019: measure 2.3 becomes two measures of the plan, in another priority stands a third one
    clock.move_to("2019-06-19T09:00:00+00:00")
    first_plan = document_with(
        "plan-2019",
        "Akční plán 2019-2021",
        "action_plan",
        measure("P2.1", "Splátky", LONGER, "bbbbbbb1"),
        measure("P2.2", "Kontaktní místa", OFFICE, "bbbbbbb2"),
        measure("P2.7", "Výroční zpráva", REPORT, "bbbbbbb3"),
        measure("P3.1", "Opravy bytů", REPAIR, "bbbbbbb4"),
    )
    approved = frozen(first_plan, "2019")
    approve(approved)
    carries_out("P2.1", "2.3")
    carries_out("P2.2", "2.3")
    carries_out("P2.7", "2.7")
    owner = plan.owner("P2.2")
    plan.approved("P2.2", owner, sentence="Otevřelo první místo.")

    # 2020: one of the two is merged with the one of the other priority, P2.7 is dropped with its reason
    clock.move_to("2020-10-21T09:00:00+00:00")
    changed = frozen(
        first_plan,
        "2020",
        measure("P2.1", "Splátky", LONGER, "bbbbbbb1"),
        measure("P2.2", "Byty a místa", f"{OFFICE} {REPAIR}", "bbbbbbb2"),
    )
    came_from(changed, "P2.2", approved, "P2.2", "P3.1", relation="merged")
    approve(changed)
    dropped = plan.measure("P2.7")
    actions.say_why_ended(
        measure=dropped,
        reason="Zprávu teď podává kraj.",
        by=text.editor(),
        at=text.later(),
    )
    dropped.refresh_from_db()
    assert (dropped.state, dropped.ended_in, dropped.ended_reason) == (
        MeasureState.DROPPED,
        changed,
        "Zprávu teď podává kraj.",
    )
    merged = plan.measure("P3.1")
    assert (merged.state, merged.ended_in) == (MeasureState.REPLACED, changed)

    # 2022: the next plan numbers everything anew
    clock.move_to("2022-01-10T09:00:00+00:00")
    next_plan = document_with(
        "plan-2022",
        "Akční plán 2022-2024",
        "action_plan",
        measure("1.1", "Místa pro bydlení", OFFICE, "ccccccc1"),
        measure("1.2", "Splátkové kalendáře", LONGER, "ccccccc2"),
        measure("2.7", "Krizové byty", LATER, "ccccccc3"),
    )
    approve(frozen(next_plan, "2022"))
    carries_out("1.1", "P2.2")
    carries_out("1.2", "P2.1")

    # no number was ever given twice, whatever is printed
    assert sorted(Measure.objects.values_list("code", flat=True)) == [
        "1.1", "1.2", "2.3", "2.7", "2.7-2", "P2.1", "P2.2", "P2.7", "P3.1",
    ]  # fmt: skip
    pairs = MeasureDerivation.objects.values_list("measure__code", "source__code")
    assert sorted(pairs) == [
        ("1.1", "P2.2"),
        ("1.2", "P2.1"),
        ("P2.1", "2.3"),
        ("P2.2", "2.3"),
        ("P2.2", "P3.1"),
        ("P2.7", "2.7"),
    ]

    # the chain from the comment resolves to the measures of 2022
    visitor = client.get("/").wsgi_request.user
    found = queries.measures_behind(queries.links_of([comment.contribution_id]), visitor)
    chain = [(link.code, link.is_latest) for link in found[comment.contribution_id]]
    assert chain == [
        ("2.3", False),
        ("P2.1", False),
        ("P2.2", False),
        ("1.2", True),
        ("1.1", True),
    ]
    page = client.get(f"/pripominky/{comment.reference}/").content.decode()
    for code in ("2.3", "P2.1", "P2.2", "1.1", "1.2"):
        assert f"/opatreni/{code}/" in page, code
    # and every page on the way answers: a dropped one says why
    for code, words in (("P2.7", "Zprávu teď podává kraj."), ("P3.1", "P2.2"), ("1.1", "P2.2")):
        response = client.get(f"/opatreni/{code}/")
        assert response.status_code == 200, code
        assert words in response.content.decode().replace("\xa0", " "), code
    kept = standing_of([plan.measure("P2.2").pk])[plan.measure("P2.2").pk]
    assert (kept.sentence, kept.reports) == ("Otevřelo první místo.", 1)


def test_implements_never_runs_in_a_circle_and_nothing_of_it_is_stored():
    concept = document_with(
        "koncepce", "Koncepce", "concept", measure("2.3", "Dluhy", SEARCH, "aaaaaaa1")
    )
    approve(frozen(concept, "1.0"))
    section = document_with(
        "plan", "Plán", "action_plan", measure("P1", "Splátky", LONGER, "bbbbbbb1")
    )
    approve(frozen(section, "1.0"))
    next_plan = document_with(
        "plan-2", "Další plán", "action_plan", measure("N1", "Splátky dál", LATER, "ccccccc1")
    )
    approve(frozen(next_plan, "1.0"))
    carries_out("P1", "2.3")
    carries_out("N1", "P1")
    events = plan.measure("2.3").record.events.count()

    for source in ("2.3", "P1", "N1"):
        with pytest.raises(actions.DerivationRefused):
            carries_out("2.3", source)

    assert MeasureDerivation.objects.count() == 2
    assert plan.measure("2.3").record.events.count() == events
    assert MeasurePlace.objects.count() == 3
    assert DocumentPage.objects.count() == 3
