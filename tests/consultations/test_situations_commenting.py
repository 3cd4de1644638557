"""Situations of those who comment that are named in the list of the project, and what commenting costs."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from consultations.actions import discussion, round_steps, statements
from consultations.models import Anchor, Attachment, Comment, Respondent, Statement, Support
from tests.concept import build as text_build
from tests.consultations import build, files
from tests.consultations.test_commenting import (
    World,
    at_the_desk,
    body,
    fill,
    form_data,
    kept_text,
    write,
)
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
PRAGUE = ZoneInfo("Europe/Prague")


world = built_once(World)


@pytest.fixture
def member(client):
    person = text_build.user("member")
    client.force_login(person)
    return person


def test_comment_written_on_draft_3_is_sent_after_draft_4_was_frozen(client, world, member):
    write(client, world, text="K sentenci.", **{"cast-0": "58-83"})
    text_build.rewrite(world.section, "Všechno je jinak.")
    build.version(world.section, "0.2")

    response = client.post(world.send, fill(client, world.send))

    anchor = Anchor.objects.get()
    assert response.status_code == 302
    assert (anchor.version, anchor.exact) == (world.version, "Podpora trvá šest měsíců.")


def test_round_extended_on_the_last_day_takes_what_was_begun_before(client, world, member, clock):
    last = world.round.closes_at
    data = fill(client, f"{world.new}?verze=0-1", text="Na poslední chvíli.")
    clock.move_to(last - timedelta(minutes=1))
    round_steps.extend_round(
        round=world.round,
        closes_at=last + timedelta(days=3),
        note="Svátky.",
        by=build.editor(),
        at=timezone.now(),
    )
    clock.move_to(last + timedelta(hours=1))
    client.force_login(member)  # two weeks later the session is over

    client.post(world.new, data)

    assert Comment.objects.get().text == "Na poslední chvíli."
    page = body(client.get("/koncepce/verze/0-1/socialni-bydleni/"))
    assert "můžete psát do 19. 3. 2026 10:00" in page


@pytest.mark.parametrize(
    ("moment", "is_taken"),
    [
        (datetime(2026, 3, 14, 23, 59, 59, tzinfo=PRAGUE), True),
        (datetime(2026, 3, 15, 0, 0, 0, tzinfo=PRAGUE), False),
        # the night in which the clock goes forward changes nothing: both are Prague times
        (datetime(2026, 3, 14, 23, 30, tzinfo=ZoneInfo("UTC")), False),
    ],
)
def test_midnight_is_midnight_in_prague_and_ends_the_day_before(client, clock, moment, is_taken):
    world = World(closes_at=datetime(2026, 3, 15, tzinfo=PRAGUE))
    client.force_login(text_build.user("member"))
    page = client.get(f"{world.new}?verze=0-1")
    assert "Připomínky se přijímají do 14. 3. 2026 24:00." in body(page)
    clock.move_to(moment)

    client.post(world.new, {**form_data(page), "text": "V poslední vteřině."})

    assert Comment.objects.exists() is is_taken


def test_support_without_any_wish_is_sent_and_counted(client, world, member):
    write(client, world, type="support")
    client.post(world.send, fill(client, world.send))

    comment = Comment.objects.get()
    assert (comment.reference, comment.type, comment.text) == ("R1-0001", "support", "")


def test_department_leaves_the_mandate_empty(client, world):
    client.force_login(world.head)
    client.post(world.new, fill(client, f"{world.new}?za={world.lipa.pk}", text="Odbor žádá."))
    response = client.post(world.send, fill(client, f"{world.send}?za={world.lipa.pk}"))

    respondent = Respondent.objects.get(organisation=world.lipa)
    assert (respondent.represents, respondent.mandate_checked) == ("", False)
    assert "neuvedeno" in body(client.get(response.url))


def test_comment_on_a_section(client, world, member):
    address = f"{world.new}?verze=0-1&oddil={world.section.node_uid}"
    page = client.get(address)
    assert page.context["heading"] == "Připomínka ke kapitole 3.2 Sociální bydlení"

    client.post(world.new, {**form_data(page), "text": "K celému oddílu."})

    comment = Comment.objects.get()
    assert (comment.section_uid, comment.passage_uid) == (world.section.node_uid, None)


# --- people without an account


def test_machines_meet_a_trap_and_a_clock_and_people_lose_nothing(client, world, clock):
    address = f"{world.new}?verze=0-1"
    quick = client.post(world.new, fill(client, address, text="Rychle."))
    assert kept_text(quick) == "Rychle."
    assert "rychleji, než ho člověk stihne vyplnit" in body(quick)

    trapped = client.post(world.new, fill(client, address, clock, text="Past.", website="http://x"))
    assert "past na automaty" in body(trapped)

    old = fill(client, address, text="Druhý den.")
    clock.shift(25 * 3600)
    late = client.post(world.new, old)
    assert "otevřená příliš dlouho" in body(late)
    forged = client.post(world.new, {**old, "stamp": "padělek"})
    assert kept_text(forged) == "Druhý den."
    assert Comment.objects.count() == 0
    clock.shift(10)
    client.post(world.new, form_data(late))
    assert Comment.objects.get().text == "Druhý den."


@override_settings(COMMENTS_PER_ADDRESS=1)
def test_many_comments_from_one_address_are_answered_kindly(client, world, clock):
    address = f"{world.new}?verze=0-1"
    client.post(world.new, fill(client, address, clock, text="První."))

    response = client.post(world.new, fill(client, address, clock, text="Druhá."))

    assert response.status_code == 429
    assert kept_text(response) == "Druhá."
    assert Comment.objects.count() == 1
    assert not any("127.0.0.1" in key for key in _cache_keys())


def _cache_keys() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM core_cache")
        return [row[0] for row in cursor.fetchall()]


def test_the_same_words_twice_from_one_address_are_noticed(client, world, clock):
    for _ in range(2):
        client.cookies.clear()
        client.post(world.new, fill(client, f"{world.new}?verze=0-1", clock, text="Totéž."))
        response = client.post(world.send, fill(client, world.send, clock))

    assert response.status_code == 429
    assert "mají číslo R1-P1" in body(response)
    assert Statement.objects.filter(state="submitted").count() == 1


def test_a_code_opens_what_was_written_elsewhere(client, world, clock):
    client.post(world.new, fill(client, f"{world.new}?verze=0-1", clock, text="Odjinud."))
    code = client.get(world.own).context["code"]
    client.cookies.clear()

    wrong = client.post(world.own, {"code": "0000-0000-0000-0000"})
    assert "Pod tímto kódem v tomto kole žádné připomínky nejsou." in body(wrong)
    client.post(world.own, {"code": code.lower().replace("-", " ")})

    assert "Odjinud." in body(client.get(world.own))


# --- files


def test_files_are_kept_over_errors_and_read_by_those_who_may(client, world, member):
    page = client.get(f"{world.new}?verze=0-1")
    wrong = client.post(
        world.new,
        {
            **form_data(page),
            "text": "",
            "files": [_file("plan.pdf", files.PDF), _file("obrazek.svg", files.SVG)],
        },
    )
    assert "Soubor „obrazek.svg“" in body(wrong)
    assert [file.filename for file in wrong.context["files"]] == ["plan.pdf"]

    client.post(world.new, {**form_data(wrong), "text": "S plánem."})

    [attachment] = Comment.objects.get().attachments.all()
    answer = client.get(f"/priloha/{attachment.pk}/")
    assert answer.content == files.PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    client.force_login(at_the_desk(build.editor()))
    assert client.get(f"/priloha/{attachment.pk}/").status_code == 404
    client.force_login(member)
    client.post(world.send, fill(client, world.send))
    client.force_login(at_the_desk(build.editor()))
    assert client.get(f"/priloha/{attachment.pk}/").status_code == 200
    client.force_login(text_build.user("other"))
    assert client.get(f"/priloha/{attachment.pk}/").status_code == 404
    Attachment.objects.update(data=b"", filename="", erased_at=timezone.now())
    client.force_login(at_the_desk(build.editor()))
    assert client.get(f"/priloha/{attachment.pk}/").status_code == 404


def _file(name: str, content: bytes):
    return SimpleUploadedFile(name, content)


# --- under a comment


def test_members_reply_and_support_once_and_take_back_one_of_their_points(client, world):
    first, second = build.sent(world.round, "První.", "Druhá.", person=text_build.user("author"))
    reader = text_build.user("member")
    client.force_login(reader)

    client.post(f"/pripominky/{first.reference}/odpovedet/", {"text": "Souhlasím s <b>tím</b>."})
    client.post(f"/pripominky/{first.reference}/odpovedet/", {"text": "Souhlasím s <b>tím</b>."})
    client.post(f"/pripominky/{first.reference}/podporit/")
    client.post(f"/pripominky/{first.reference}/podporit/")

    page = body(client.get(f"/pripominky/{first.reference}/"))
    assert page.count("Souhlasím s tím.") == 1
    assert "Tuto připomínku podporuje 1 člověk." in page
    assert Support.objects.count() == 1
    client.logout()
    assert "Souhlasím" not in body(client.get(f"/pripominky/{first.reference}/"))
    client.force_login(text_build.user("author"))
    assert client.post(f"/pripominky/{first.reference}/podporit/").status_code == 403
    client.post(f"/pripominky/{first.reference}/vzit-zpet/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.withdrawn_at is not None, second.withdrawn_at) == (True, None)
    with pytest.raises(discussion.NoMoreReplies):
        discussion.add_reply(comment=first, text="Ještě.", by=reader, at=timezone.now())


def test_consent_changes_everywhere_at_once(client, world, member):
    write(client, world, text="Pod jménem.")
    client.post(world.send, fill(client, world.send, publish_consent="full"))
    comment = Comment.objects.get()
    client.logout()
    assert "Member" in body(client.get(f"/pripominky/{comment.reference}/"))

    client.force_login(member)
    client.post("/konzultace/kolo/zverejneni-jmena/", {"publish_consent": "anonymous"})

    client.logout()
    assert "Member" not in body(client.get(f"/pripominky/{comment.reference}/"))


# --- what it costs


@pytest.mark.parametrize("count", [1, 3])
def test_reading_and_writing_cost_the_same_with_few_and_many_comments(client, count, clock):
    world = World(others_visible="at_once")
    build.sent(
        world.round,
        *[{"words": f"Připomínka {n}", "quote": "Podpora trvá"} for n in range(count)],
        token="kod",
    )
    section = f"/konzultace/kolo/k-textu/?verze=0-1&oddil={world.section.node_uid}"
    client.get("/en/")
    client.force_login(world.head)
    write(client, world, text="První.", za=str(world.lipa.pk))
    cache.clear()
    found = {}
    for name, address in (
        ("text", "/koncepce/verze/0-1/socialni-bydleni/"),
        ("beside", f"{section}&vynatek=1"),
        ("list", section),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        found[name] = len(captured)
    data = fill(client, f"{world.new}?verze=0-1&odstavec={world.passage()}", text="Druhá.")
    with CaptureQueriesContext(connection) as captured:
        assert client.post(world.new, data).status_code == 302
    found["post"] = len(captured)

    assert found == {"text": 9, "beside": 9, "list": 9, "post": 15}


@pytest.mark.parametrize(
    ("who", "expected"),
    [("body", 23), ("member", 20), ("nobody", 24)],
    ids=lambda value: str(value),
)
def test_the_first_comment_of_a_statement_is_as_cheap_as_designed(client, clock, who, expected):
    """At most 25 queries, with all that is made at first: who speaks, the statement, the code in the session."""
    world = World()
    client.get("/en/")
    more = {}
    if who == "body":
        client.force_login(world.head)
        more = {"za": str(world.lipa.pk)}
    elif who == "member":
        client.force_login(text_build.user("member"))
    address = f"{world.new}?verze=0-1&odstavec={world.passage()}"
    data = fill(client, address, clock, text="První.", **more)

    with CaptureQueriesContext(connection) as captured:
        assert client.post(world.new, data).status_code == 302

    assert len(captured) == expected
    assert Comment.objects.count() == 1


def test_statements_of_a_round_keep_one_number_each(world):
    build.sent(world.round, "A.", person=text_build.user("a"))
    with pytest.raises(statements.StatementIsEmpty):
        statements.submit_statement(
            statement=build.draft(world.round, text_build.user("b")), by=None, at=timezone.now()
        )
    assert list(Statement.objects.order_by("pk").values_list("number", flat=True)) == [1, None]
