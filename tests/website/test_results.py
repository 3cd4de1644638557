"""The page of results: promises, figures, voices seen in the text; what is not public is a number."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from concept import actions
from concept.shelf import shelves
from consultations.actions import implementing
from consultations.tasks import follow_comments
from core.pagecache import keys_of_page
from tests.concept import build as texts
from tests.concept import plan
from tests.conftest import TEST_NOW
from tests.consultations import build
from tests.evaluation import build as figures
from website import results

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

NOBODY = AnonymousUser()
FIRST, SECOND, THIRD = build.PARAGRAPHS
QUERIES = 25


def body(response) -> str:
    return response.content.decode()


def opened(version):
    """Let everyone read the version."""
    actions.set_access(version=version, level="public", by=build.chair(), at=timezone.now())
    return version


def changed_by_voices(*wishes: tuple[str, str, str]):
    """A text whose next version meets each wish (quote, words before, words after)."""
    section = build.text()
    old = opened(build.version(section))
    round = build.open_round(old, is_public=True)
    comments = [
        build.decided(build.sent(round, {"words": f"Chci: {new}", "quote": quote}, token=new)[0])
        for quote, _before, new in wishes
    ]
    paragraphs = list(build.PARAGRAPHS)
    for _quote, before, new in wishes:
        paragraphs = [words.replace(before, new) for words in paragraphs]
    texts.rewrite(section, *paragraphs)
    version = build.version(section, "0.2")
    follow_comments.function(version_id=version.pk)
    for comment in comments:
        implementing.implement_settlement(
            settlement=comment.settlement, to_version=version, by=build.editor(), at=timezone.now()
        )
    return opened(version), comments


WISHES = (
    ("Podpora trvá šest měsíců.", "šest měsíců", "jeden rok"),
    ("O žádosti rozhodne komise do třiceti dnů.", "třiceti", "patnácti"),
    ("Obvody sdělí městu počet volných bytů jednou za rok.", "jednou za rok", "každý měsíc"),
)


def test_a_visitor_sees_which_words_changed_because_of_whom(client):
    _version, [comment] = changed_by_voices(WISHES[0])

    found = results.text_results(shelves(NOBODY), NOBODY)

    assert [(voice.kind, voice.count) for voice in found.voices] == [("Připomínka", 1)]
    [told] = found.examples
    assert ("delete", "šest měsíců") in told.segments
    assert ("insert", "jeden rok") in told.segments
    assert (told.version, told.voice.path) == ("0.2", f"/pripominky/{comment.reference}/")
    page = body(client.get("/hodnoceni/"))
    assert "Chci: jeden rok" in page
    assert "Které to jsou: Připomínka" in page
    assert [one.path for one in found.voices[0].named] == [f"/pripominky/{comment.reference}/"]
    assert client.get(told.why_url).status_code == 200


def test_a_voice_that_is_not_public_is_a_number(client):
    section = build.text()
    old = opened(build.version(section))
    member = build.colleague("clen", build.body("Městský obvod Lípa"))
    round = build.open_round(old, groups=[build.group("PS1", member)])
    wish = {"words": "Tajné přání", "quote": WISHES[0][0]}
    comment = build.decided(build.sent(round, wish, person=member)[0])
    texts.rewrite(section, FIRST.replace("šest měsíců", "jeden rok"), SECOND, THIRD)
    version = build.version(section, "0.2")
    follow_comments.function(version_id=version.pk)
    implementing.implement_settlement(
        settlement=comment.settlement, to_version=version, by=build.editor(), at=timezone.now()
    )
    opened(version)

    found = results.text_results(shelves(NOBODY), NOBODY)

    assert (found.voices, found.hidden_count, found.examples) == ([], 1, [])
    assert "Tajné přání" not in body(client.get("/hodnoceni/"))


def test_measures_are_counted_by_status_and_what_nobody_reports_on_is_not_told_of(client):
    plan.plan(plan.block("1.1", "Depistáž"), plan.block("1.2", "Evidence"))
    assert results.plan_results(NOBODY) == []
    assert "Zatím nikdo neohlásil" in body(client.get("/hodnoceni/"))

    plan.approved("1.1", plan.owner("1.1"), status="done")

    [found] = results.plan_results(NOBODY)
    assert (found.total, found.unreported, found.overdue) == (2, 1, 0)
    assert found.statuses == [("done", "splněno", 1)]
    page = body(client.get("/hodnoceni/"))
    assert "Akční plán" in page
    # each count leads to the measures it counts
    ways = [
        f"/opatreni/tabulka/?dokument={found.slug}&stav={status}" for status in ("done", "none")
    ]
    assert [way.replace("&", "&amp;") in page for way in ways] == [True, True]
    listed = [[row.code for row in client.get(way).context["plan"].chosen] for way in ways]
    assert listed == [["1.1"], ["1.2"]]


def test_published_values_stand_there_and_others_do_not(client):
    eva, other = figures.evaluator(), figures.evaluator("Jiný")
    period = figures.half_year(1, 2025, eva, at=TEST_NOW)
    shown, waiting = (figures.indicator(code, eva, at=TEST_NOW) for code in ("B-1", "B-2"))
    figures.published(
        figures.entered(shown, period, eva, at=TEST_NOW, value=508), eva, other, at=TEST_NOW
    )
    figures.approved(
        figures.entered(waiting, period, eva, at=TEST_NOW, value=777), eva, other, at=TEST_NOW
    )

    assert [row.indicator for row in results.indicator_results(NOBODY)] == [shown]
    page = body(client.get("/hodnoceni/"))
    assert "508" in page
    assert "777" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_there_is(client, django_assert_num_queries, count):
    changed_by_voices(*WISHES[:count])
    plan.plan(*(plan.block(f"1.{n}", f"Opatření {n}") for n in range(count)))
    owner = plan.owner("1.0")
    plan.approved("1.0", owner)
    eva, other = figures.evaluator(), figures.evaluator("Jiný")
    period = figures.half_year(1, 2025, eva, at=TEST_NOW)
    for number in range(count):
        row = figures.indicator(f"B-{number}", eva, at=TEST_NOW)
        value = figures.entered(row, period, eva, at=TEST_NOW, value=500 + number)
        figures.published(value, eva, other, at=TEST_NOW)
    with django_assert_num_queries(QUERIES):
        assert client.get("/hodnoceni/").status_code == 200


def test_a_kept_page_is_drawn_again_when_a_measure_is_reported_on(client):
    plan.plan(plan.block("1.1", "Depistáž"))
    assert "Splněno" not in body(client.get("/hodnoceni/"))
    plan.approved("1.1", plan.owner("1.1"), status="done")
    assert "Splněno" in body(client.get("/hodnoceni/"))


def test_kept_pages_that_cite_others_are_no_older_than_those():
    citing = ("/opatreni/2.1/", "/en/hodnoceni/zjisteni/1/", "/hodnoceni/doporuceni/1/")
    for address in (*citing, "/api/v1/findings/1/"):
        assert {"zavery", "fokusni-skupiny", "hodnoceni", "pilot"} <= set(keys_of_page(address))
    assert keys_of_page("/hodnoceni/ukazatele/") == ["site", "hodnoceni"]


def test_an_example_keeps_only_the_words_around_its_changes():
    long = "slovo " * 100
    kept = results._around_changes(
        [("equal", long), ("delete", "staré"), ("equal", long), ("insert", "nové"), ("equal", long)]
    )
    words = [text for op, text in kept if op == "equal"]
    assert words[0].startswith("… slovo")
    assert words[1].startswith("slovo")
    assert " … slovo" in words[1]
    assert words[2].endswith("slovo …")
    assert all(len(text) < len(long) for text in words)
    assert results._around_changes([("equal", "Krátce: "), ("insert", "nové")])[0] == (
        "equal",
        "Krátce: ",
    )
