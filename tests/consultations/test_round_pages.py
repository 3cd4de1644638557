"""What readers see of rounds: list, one round, its seal and feed; right at the very second, for the right people."""

import hashlib
import subprocess
from datetime import date, timedelta

import pytest
from django.utils import timezone

from consultations import tasks
from consultations.actions import round_steps, rounds, settlements
from consultations.actions.visibility import refresh_round_visibility
from consultations.enums import HiddenReason, LatePolicy, Moderation, OthersVisible
from consultations.models import Comment, Round, RoundSeal
from tests.consultations import build
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def page(client, path):
    """The words of a page, blanks as one."""
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(response.content.decode().replace("\xa0", " ").split())


@pytest.fixture
def warm(client):
    """Whether this is a demonstration is asked once a minute and process."""
    client.get("/hledat/")


def version():
    return build.version(build.text())


def open_round():
    return build.open_round(version(), is_public=True)


public_round = built_once(open_round)


def hide(comment, reason=HiddenReason.ABUSE):
    Comment.objects.filter(pk=comment.pk).update(moderation=Moderation.HIDDEN, hidden_reason=reason)
    refresh_round_visibility(Round.objects.get(pk=comment.round_id))


# --- list ----------------------------------------------------------------------------------------


def test_list_without_a_round_says_so(client):
    assert "Zatím nebylo vyhlášeno žádné kolo připomínek." in page(client, "/konzultace/")


def test_list_has_open_planned_and_closed_rounds_apart(client, clock):
    frozen = version()
    now = timezone.now()
    build.open_round(frozen, title="Skončené", is_public=True)
    clock.shift(build.OPEN_FOR + DAY)
    now = timezone.now()
    build.open_round(frozen, title="Otevřené", is_public=True)
    build.open_round(
        frozen, title="Budoucí", is_public=True, opens_at=now + DAY, closes_at=now + 9 * DAY
    )
    build.prepared_round(frozen, title="Tajně připravované", is_public=True)

    parts = client.get("/konzultace/").context["parts"]

    assert [(heading, [row.round.title for row in rows]) for _key, heading, rows in parts] == [
        ("Právě otevřená", ["Otevřené"]),
        ("Ještě neotevřená", ["Budoucí"]),
        ("Skončená", ["Skončené"]),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number(client, count, django_assert_num_queries, warm):
    frozen = version()
    for number in range(count):
        build.open_round(frozen, title=f"Kolo {number}", is_public=True)

    # generations of the page, rounds
    with django_assert_num_queries(2):
        client.get("/konzultace/")
    with django_assert_num_queries(1):
        client.get("/konzultace/")


# --- at the very second --------------------------------------------------------------------------


def test_kept_pages_change_at_the_very_second_of_opening_and_closing(client, clock):
    now = timezone.now()
    made = build.open_round(version(), is_public=True, opens_at=now + DAY, closes_at=now + 15 * DAY)
    write = f"{made.path}napsat/"

    def shows(path=made.path):
        words = page(client, path)
        return write in words, "Právě teď se můžete vyjádřit." in words

    clock.move_to(made.opens_at - timedelta(seconds=1))
    assert shows() == (False, False)
    assert "Právě otevřená" not in page(client, "/konzultace/")
    clock.shift(1)
    assert shows() == (True, True)
    assert "Právě otevřená" in page(client, "/konzultace/")
    clock.move_to(made.closes_at - timedelta(seconds=1))
    assert shows() == (True, True)
    clock.shift(1)
    assert shows() == (False, False)
    assert "Právě otevřená" not in page(client, "/konzultace/")


# --- one round -----------------------------------------------------------------------------------


def test_page_of_a_round_has_everything_one_needs_before_writing(client):
    group = build.group("PS1", build.user("member"))
    made = build.open_round(
        version(),
        is_public=True,
        groups=[group],
        introduction="O čem to je.\n\nDruhý odstavec.",
        questions=["Chybí něco?"],
        easy_text="Město píše plán.\n\nŘekněte svůj názor.",
        answer_promised_on=date(2026, 5, 1),
        late_policy=LatePolicy.ACCEPT_FLAGGED,
        record_number="SMO/1/2026",
    )

    words = page(client, made.path)

    for expected in (
        "<p>O čem to je.</p>",
        "Chybí něco?",
        '<h2 id="snadno">Snadné čtení</h2>',
        "<p>Řekněte svůj názor.</p>",
        "Vyjádřit se může každý, i bez účtu.",
        "Připomínky přijímáme do 16. 3. 2026 10:00 (čas v České republice).",
        "Později podané připomínky přijmeme a označíme jako opožděné.",
        "Odpovědi slibujeme do 1. 5. 2026.",
        'href="/koncepce/verze/0-1/"',
        f'href="{made.path}napsat/?verze=0-1"',
        'href="/skupiny/ps1/"',
        "SMO/1/2026",
        "Vyhlášeno",
    ):
        assert expected in words, expected
    assert "Navrženo otevření" not in words
    assert "Editor" not in words


def test_changes_of_rules_are_shown_with_their_time(client, clock, public_round):
    made = public_round
    clock.shift(3600)
    round_steps.change_rules(
        round=made,
        lock_version=Round.objects.get().lock_version,
        late_policy=LatePolicy.ACCEPT_FLAGGED,
        note="Výpadek pošty.",
        by=build.editor(),
        at=timezone.now(),
    )

    words = page(client, made.path)

    assert 'Pravidla změněna</strong><br><span class="small muted">2. 3. 2026 11:00' in words
    assert (
        "„Opožděné připomínky se přijímají s označením“ místo „Opožděné připomínky se nepřijímají“"
        in words
    )
    assert "Výpadek pošty." in words


def test_a_round_for_a_group_is_known_to_its_members_only(client):
    member = build.user("member")
    made = build.open_round(version(), groups=[build.group("PS1", member)])

    assert client.get(made.path).status_code == 404
    client.force_login(build.user("stranger"))
    assert client.get(made.path).status_code == 404
    client.force_login(member)
    assert "Vyjádřit se mohou přizvané skupiny a subjekty." in page(client, made.path)


def test_words_typed_by_an_editor_never_become_markup(client, public_round):
    attack = "<script>alert(1)</script>"
    made = public_round
    # past the cleaning of actions, as if it had failed
    Round.objects.update(
        title=attack, introduction=attack, easy_text=attack, questions=[attack], file_number=attack
    )

    response = client.get(made.path)

    assert "<script>alert" not in response.content.decode()


# --- comments on the page ------------------------------------------------------------------------


def listed(client, made, query=""):
    found = client.get(f"{made.path}{query}").context["comments"]
    return [(c.reference, c.text or c.removed) for c in found]


def test_comments_are_listed_by_place_and_filtered_by_section_and_kind(client):
    section = build.text()
    frozen = build.version(section)
    made = build.open_round(frozen, is_public=True)
    build.sent(
        made,
        {"words": "K podpoře.", "quote": "Podpora trvá šest měsíců."},
        {"words": "Celkově dobře.", "type": "general"},
        {"words": "Na začátek.", "quote": "Město nabízí", "type": "question"},
    )

    assert listed(client, made) == [
        ("R1-0002", "Celkově dobře."),
        ("R1-0001", "K podpoře."),
        ("R1-0003", "Na začátek."),
    ]
    uid = frozen.sections.get().node_uid
    assert listed(client, made, f"?oddil={uid}") == [
        ("R1-0001", "K podpoře."),
        ("R1-0003", "Na začátek."),
    ]
    assert listed(client, made, f"?oddil={uid}&druh=question") == [("R1-0003", "Na začátek.")]
    # what does not exist chooses nothing
    assert len(listed(client, made, "?oddil=neni&druh=jiny")) == 3


def test_long_lists_are_paged(client, public_round):
    made = public_round
    build.sent(made, *[f"Připomínka {n}" for n in range(1, 22)])

    assert len(listed(client, made)) == 20
    assert listed(client, made, "?strana=2") == [("R1-0021", "Připomínka 21")]
    assert "Vypsáno je 21 připomínek." in page(client, made.path)


def test_hidden_words_are_nowhere_but_the_number_and_the_reason(client, public_round):
    made = public_round
    first, _second = build.sent(made, "Hrubá urážka.", "Slušná připomínka.")
    page(client, made.path)
    hide(first)
    rounds.refresh_pages(Round.objects.select_related("document").get())

    assert listed(client, made) == [
        ("R1-0001", "odstraněno: Urážky nebo výhrůžky"),
        ("R1-0002", "Slušná připomínka."),
    ]
    assert "Hrubá urážka" not in page(client, made.path)


@pytest.mark.parametrize(
    ("rule", "during", "after"),
    [
        (OthersVisible.AT_ONCE, 1, 1),
        (OthersVisible.AFTER_CHECK, 0, 0),  # nobody has checked it yet
        (OthersVisible.AFTER_CLOSING, 0, 0),
    ],
)
def test_comments_of_others_are_shown_when_the_rules_say(client, clock, rule, during, after):
    made = build.open_round(version(), is_public=True, others_visible=rule)
    build.sent(made, "Doplnit lhůtu.")

    assert len(listed(client, made)) == during
    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()
    assert len(listed(client, made)) == after


def test_checked_comments_wait_for_the_closing_when_the_rules_say(client, clock):
    made = build.open_round(version(), is_public=True, others_visible=OthersVisible.AFTER_CLOSING)
    (comment,) = build.sent(made, "Doplnit lhůtu.")
    Comment.objects.filter(pk=comment.pk).update(moderation=Moderation.VISIBLE)
    refresh_round_visibility(Round.objects.get())
    assert listed(client, made) == []
    assert "Připomínky uvidíte po skončení kola." in page(client, made.path)

    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()

    assert listed(client, made) == [("R1-0001", "Doplnit lhůtu.")]


def test_an_answer_is_shown_once_it_was_given(client, clock, public_round):
    made = public_round
    (comment,) = build.sent(made, "Doplnit lhůtu.")
    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()
    comment = build.decided(comment, "not_accepted", "Lhůta je v zákoně.")
    assert client.get(made.path).context["comments"][0].outcome_label == ""

    settlements.answer_settlement(
        settlement=comment.settlement, by=build.editor(), at=timezone.now()
    )

    assert client.get(made.path).context["comments"][0].outcome_label == "Neakceptováno"


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_round_costs_the_same_for_any_number(
    client, count, django_assert_num_queries, warm
):
    bodies = [build.body(f"Obvod {n}") for n in range(count)]
    made = build.open_round(
        version(), is_public=True, bodies=[(b, True) for b in bodies], groups=[build.group("PS1")]
    )
    for number, organisation in enumerate(bodies):
        clerk = build.colleague(f"clerk{number}", organisation, authorised=True)
        build.sent(made, "Doplnit.", person=clerk, organisation=organisation)

    # generations, round, steps, versions, groups, supplements, seal, sections, count, comments
    with django_assert_num_queries(10):
        client.get(made.path)
    with django_assert_num_queries(1):
        client.get(made.path)


def test_pages_asked_for_with_made_up_parameters_are_not_kept(
    client, django_assert_num_queries, warm, public_round
):
    made = public_round
    client.get(f"{made.path}?x=1")

    # the same but for the list of comments, which is empty
    with django_assert_num_queries(9):
        assert client.get(f"{made.path}?x=1").status_code == 200


# --- bodies as far as public ---------------------------------------------------------------------


def test_bodies_that_answered_are_named_after_closing_silent_ones_only_counted(client, clock):
    lipa, vrba, buk, jasan = (build.body(name) for name in ("Lípa", "Vrba", "Buk", "Jasan"))
    made = build.open_round(
        version(), is_public=True, bodies=[(b, True) for b in (lipa, vrba, buk, jasan)]
    )
    for organisation in (lipa, vrba, jasan):
        clerk = build.colleague(organisation.name.lower(), organisation, authorised=True)
        comments = [] if organisation is vrba else ["Doplnit."]
        consent = {"publish_consent": "anonymous"} if organisation is jasan else {}
        build.sent(made, *comments, person=clerk, organisation=organisation, **consent)
    assert client.get(made.path).context["bodies"] is None

    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()
    bodies = client.get(made.path).context["bodies"]

    assert (bodies.commented, bodies.without_comments, bodies.others_count) == (
        [("Lípa", 1)],
        ["Vrba"],
        2,
    )
    words = page(client, made.path)
    assert "Buk" not in words
    assert "Jasan" not in words


# --- a supplement, a round called off ------------------------------------------------------------


def test_a_closed_round_leads_to_its_supplement_and_back(client, clock, public_round):
    made = public_round
    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()
    supplement = round_steps.open_supplement(
        round=made,
        title="Doplňující kolo",
        opens_at=timezone.now(),
        closes_at=timezone.now() + 7 * DAY,
        by=build.editor(),
        at=timezone.now(),
    )
    assert supplement.path not in page(client, made.path)
    round_steps.propose_opening(round=supplement, by=build.editor(), at=timezone.now())
    round_steps.announce_round(round=supplement, by=build.chair(), at=timezone.now())

    assert f'href="{supplement.path}"' in page(client, made.path)
    assert f'href="{made.path}"' in page(client, supplement.path)


def test_a_round_called_off_says_why(client, public_round):
    made = public_round
    round_steps.cancel_round(
        round=made, note="Text se přepracuje.", by=build.editor(), at=timezone.now()
    )

    words = page(client, made.path)

    assert "Kolo bylo zrušeno." in words
    assert "Text se přepracuje." in words
    assert f"{made.path}napsat/" not in words


# --- the seal ------------------------------------------------------------------------------------


def sealed(clock, **fields):
    made = build.open_round(version(), is_public=True, **fields)
    comments = build.sent(made, "Doplnit lhůtu.", {"words": "Překlep.", "nature": "formal"})
    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()
    return Round.objects.get(), comments


def test_seal_is_not_found_before_the_round_is_sealed(client, public_round):
    made = public_round

    assert client.get(f"{made.path}pecet/").status_code == 404
    assert client.get(f"{made.path}pecet/pecet.json").status_code == 404


def test_seal_lists_every_comment_with_its_fingerprint_and_the_counts(client, clock):
    made, comments = sealed(clock)
    hide(comments[0])

    response = client.get(f"{made.path}pecet/")
    words = response.content.decode()

    for comment in comments:
        assert comment.reference in words
        assert comment.digest in words
    assert RoundSeal.objects.get().digest in words
    assert response.context["seal"].counts == [
        ("Jak přišly", [("Na tomto webu", 2)]),
        ("Čeho se týkají", [("K věci", 2)]),
        ("Druh", [("Formální", 1), ("Věcná", 1)]),
        ("Váha", [("Doporučující", 2)]),
    ]
    assert f'href="{made.path}pecet/"' in page(client, made.path)


def test_the_recipe_of_the_page_verifies_the_downloaded_file(client, clock, tmp_path):
    made, _comments = sealed(clock)
    shown = client.get(f"{made.path}pecet/")
    file = client.get(f"{made.path}pecet/pecet.json")
    (tmp_path / "pecet-R1.json").write_bytes(file.content)
    (step,) = (step for step in shown.context["steps"] if step["command"])

    printed = subprocess.run(
        step["command"].split(), cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert printed.stdout.strip() == step["expected"]
    assert hashlib.sha256(file.content).hexdigest() == RoundSeal.objects.get().digest
    assert file.headers["Content-Disposition"] == 'attachment; filename="pecet-R1.json"'


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_seal_costs_the_same_for_any_number(
    client, clock, count, django_assert_num_queries, public_round
):
    made = public_round
    build.sent(made, *["Doplnit."] * count)
    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()

    client.get("/hledat/")  # as in ``warm``: the minute is over
    # generations, round, seal, comments numbered since
    with django_assert_num_queries(4):
        client.get(f"{made.path}pecet/")


# --- feed ----------------------------------------------------------------------------------------


def entries(client):
    response = client.get("/feeds/kola.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    words = response.content.decode()
    return [
        part.split("<title>")[1].split("</title>")[0] for part in words.split("<entry>")[1:]
    ], words


def test_feed_tells_what_happened_newest_first_and_the_opening_at_its_time(client, clock):
    now = timezone.now()
    made = build.open_round(
        version(), title="Návrh", is_public=True, opens_at=now + DAY, closes_at=now + 15 * DAY
    )
    build.open_round(*made.versions.all(), title="Pro skupinu", groups=[build.group("PS1")])
    assert entries(client)[0] == ["Návrh: Vyhlášeno"]

    clock.move_to(made.opens_at)
    assert entries(client)[0] == ["Návrh: Otevřeno", "Návrh: Vyhlášeno"]
    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()
    titles, words = entries(client)
    assert titles == [
        "Návrh: Zapečetěno",
        "Návrh: Uzavřeno",
        "Návrh: Otevřeno",
        "Návrh: Vyhlášeno",
    ]
    assert made_seal_digest() in words


def made_seal_digest():
    return RoundSeal.objects.get(round__title="Návrh").digest


@pytest.mark.parametrize("count", [1, 3])
def test_feed_costs_the_same_for_any_number(client, count, django_assert_num_queries, warm):
    frozen = version()
    for number in range(count):
        build.open_round(frozen, title=f"Kolo {number}", is_public=True)

    # generations, rounds, steps
    with django_assert_num_queries(3):
        client.get("/feeds/kola.atom")
