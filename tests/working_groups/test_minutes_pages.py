"""Pages of minutes: who sees and does what, saving as one types, files, the feed, search."""

import hashlib
import json
import re
import subprocess
import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone

from core.models import IssuedFile
from tests.browsers import signed_in
from tests.concept import build as concept
from tests.concept.build import user
from tests.working_groups import build
from tests.working_groups import minutes as made
from tests.worlds import built_once
from working_groups.actions import minutes as actions
from working_groups.actions import minutes_approval
from working_groups.enums import ApprovedHow, MinutesState, ObjectionState
from working_groups.models import Meeting, Minutes, MinutesSection

pytestmark = pytest.mark.django_db

ADDRESS = "/jednani/PS1-2026-J1/zapis/"


@built_once
def meeting() -> Meeting:
    at = timezone.now()
    concept.home()
    return made.meeting_with_items(build.seated_group(at=at), at=at)


@built_once
def published(clock) -> Minutes:
    at = timezone.now()
    concept.home()
    return made.published(made.meeting_with_items(build.seated_group(at=at), at=at), clock)


def typed(client: Client, **texts: str) -> dict[str, str]:
    """The fields of the screen as they were drawn, with texts typed over them."""
    page = client.get(f"{ADDRESS}psat/")
    return {
        **{
            field.html_name: str(field.value() or "")
            for row in page.context["rows"]
            for field in row["form"]
        },
        **texts,
    }


def field(meeting: Meeting, place: int, name: str = "public_text") -> str:
    return f"b{made.items(meeting)[place].pk}-{name}"


def texts(meeting: Meeting) -> list[tuple[str, str]]:
    rows = MinutesSection.objects.filter(item__meeting=meeting).order_by("item__position")
    return list(rows.values_list("public_text", "internal_text"))


def test_a_secretary_begins_and_writes_without_script(meeting):
    client = signed_in(made.secretary(meeting.host))
    assert client.post(f"{ADDRESS}zalozit/").url == f"{ADDRESS}psat/"
    item = made.items(meeting)[0]

    answer = client.post(
        f"{ADDRESS}psat/",
        typed(
            client,
            **{
                field(meeting, 0): "Debata.\r\nZávěr: doporučuje psát\r\nÚkol (Nikdo): nic",
                field(meeting, 1, "internal_text"): "Jen pro nás.",
                "ulozit": str(item.pk),
            },
        ),
        follow=True,
    )

    assert answer.redirect_chain == [(f"{ADDRESS}psat/#bod-{item.pk}", 302)]
    assert texts(meeting) == [("Debata.\nÚkol (Nikdo): nic", ""), ("", "Jen pro nás.")]
    assert [str(message) for message in answer.context["messages"]] == [
        "Uloženo. Zapsán 1 závěr.",
        "„Úkol (Nikdo): nic“: ve skupině v ten den neseděl nikdo jménem „Nikdo“",
    ]
    assert "PS1/2026/1" in answer.content.decode()


def test_a_stale_save_shows_both_texts_and_loses_neither(meeting):
    actions.begin_minutes(meeting=meeting, by=made.secretary(meeting.host), at=timezone.now())
    build.seat(meeting.host, "druha-tajemnice", "secretary", at=timezone.now())
    one, other = signed_in(made.secretary(meeting.host)), signed_in(user("druha-tajemnice"))
    first, second = typed(one), typed(other)
    one.post(f"{ADDRESS}psat/", first | {field(meeting, 0): "Text první."})

    answer = other.post(
        f"{ADDRESS}psat/",
        second | {field(meeting, 0): "Text druhé.", field(meeting, 1): "Jiný bod."},
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Text první." in page
    assert "Text druhé." in page
    assert texts(meeting) == [("Text první.", ""), ("Jiný bod.", "")]
    again = {
        f.html_name: str(f.value() or "") for row in answer.context["rows"] for f in row["form"]
    }
    other.post(f"{ADDRESS}psat/", again | {field(meeting, 0): "Text první.\nText druhé."})
    assert texts(meeting)[0][0] == "Text první.\nText druhé."


def test_an_item_nobody_touched_does_not_stand_in_the_way(meeting):
    actions.begin_minutes(meeting=meeting, by=made.secretary(meeting.host), at=timezone.now())
    client = signed_in(made.secretary(meeting.host))
    old = typed(client)
    client.post(f"{ADDRESS}psat/", old | {field(meeting, 0): "Z jiného okna."})

    answer = client.post(f"{ADDRESS}psat/", old | {field(meeting, 1): "Druhý bod."})

    assert answer.status_code == 302
    assert texts(meeting) == [("Z jiného okna.", ""), ("Druhý bod.", "")]


def test_texts_are_saved_as_they_are_typed(meeting):
    actions.begin_minutes(meeting=meeting, by=made.secretary(meeting.host), at=timezone.now())
    client = signed_in(made.secretary(meeting.host))
    item = made.items(meeting)[0]
    form = typed(client, prubezne=str(item.pk))

    first = client.post(f"{ADDRESS}psat/", form | {field(meeting, 0): "Závěr: dopor"})
    stale = client.post(f"{ADDRESS}psat/", form | {field(meeting, 0): "Jinak"})

    assert (first.json()["outcome"], first.json()["lock_version"]) == ("saved", 2)
    assert (stale.status_code, stale.json()["outcome"]) == (200, "conflict")
    assert stale.json()["public_text"] == "Závěr: dopor"
    assert not meeting.decisions.exists()
    # the button makes a conclusion of what was saved as a line
    done = typed(client) | {field(meeting, 0): "Závěr: doporučuje psát"}
    client.post(f"{ADDRESS}psat/", done)
    assert [decision.text for decision in meeting.decisions.all()] == ["psát"]


def test_the_way_from_the_draft_to_publication(meeting, clock):
    made.written(meeting)
    secretary, chair = signed_in(made.secretary(meeting.host)), signed_in(made.chair(meeting.host))
    member = signed_in(made.member(meeting.host))
    assert "Debata" not in member.get(ADDRESS).content.decode()  # nobody reads a draft

    secretary.post(f"{ADDRESS}rozeslat/", {"poznamka": "První znění"})
    page = member.get(ADDRESS).content.decode()
    assert "Debata o lhůtách." in page
    assert "9. 3. 2026 24:00" in page
    member.post(ADDRESS, {"text": "Chybí podmínka.", "item": made.items(meeting)[0].pk})
    refused = chair.post(f"{ADDRESS}schvalit/", {"how": ApprovedHow.CHAIR})
    assert "Připomínky, které čekají na odpověď: 1" in refused.content.decode()
    chair.post(f"{ADDRESS}pripominky/1/", {"krok": "neprijmout", "answer": "Nezazněla."})
    clock.move_to(Minutes.objects.get().objection_until)
    chair.post(f"{ADDRESS}schvalit/", {"how": ApprovedHow.CHAIR})
    assert signed_in(None).get(ADDRESS).status_code == 404
    secretary.post(f"{ADDRESS}zverejnit/", {})

    assert Minutes.objects.get().state == MinutesState.PUBLISHED
    page = signed_in(None).get(ADDRESS).content.decode()
    assert "Debata o lhůtách." in page
    assert "Neveřejný bod" in page
    for words in (made.SECRET, "Vnitřní", "Chybí podmínka", made.member(meeting.host).name):
        assert words not in page


def test_who_may_not_act_is_refused(meeting):
    made.circulated(meeting)
    stranger, guest = signed_in(user("nikdo")), signed_in(user(made.GUEST))
    member = signed_in(made.member(meeting.host))

    for name in ("", "psat/", "schvalit/", "verze/", "verze/1/zapis.json"):
        assert stranger.get(f"{ADDRESS}{name}").status_code == 404
    for name in ("psat/", "schvalit/", "zverejnit/", "opravit/", "odstranit-udaje/", "overit/"):
        assert member.get(f"{ADDRESS}{name}").status_code == 403
    page = guest.get(ADDRESS).content.decode()
    assert "Debata o lhůtách." in page
    for words in (made.SECRET, "Vnitřní", "Rozpočet", made.member(meeting.host).name):
        assert words not in page
    assert guest.post(ADDRESS, {"text": "Byl jsem tu."}).status_code == 302


def test_a_remark_after_the_deadline_is_refused_with_its_words_kept(meeting, clock):
    minutes = made.circulated(meeting)
    clock.move_to(minutes.objection_until)

    page = signed_in(made.member(meeting.host)).post(ADDRESS, {"text": "Pozdní slova."})

    assert "Připomínky bylo možné podat do 9. 3. 2026 24:00" in page.content.decode()
    assert "Pozdní slova." in page.content.decode()
    assert not minutes.objections.exists()


def test_the_author_takes_a_remark_back_and_nobody_else(meeting):
    minutes = made.circulated(meeting)
    author, other = made.member(meeting.host), made.member(meeting.host, 1)
    signed_in(author).post(ADDRESS, {"text": "Asi ne."})

    refused = signed_in(other).post(f"{ADDRESS}pripominky/1/", {"krok": "zpet"})
    signed_in(author).post(f"{ADDRESS}pripominky/1/", {"krok": "zpet"})

    assert refused.status_code == 403
    assert minutes.objections.get().state == ObjectionState.WITHDRAWN


def test_the_chair_corrects_and_both_texts_stay(published):
    client = signed_in(made.chair(published.meeting.host))
    form = client.get(f"{ADDRESS}opravit/").context["form"]
    data = {f.html_name: str(f.value() or "") for f in form}
    item = published.meeting.items.first()
    data |= {"reason": "Překlep.", f"text-{item.pk}": "Rozprava o lhůtách."}

    conclusion = f"z-{published.meeting.decisions.get().pk}"
    refused = client.post(f"{ADDRESS}opravit/", data | {conclusion: "Jiné znění."})
    client.post(f"{ADDRESS}opravit/", data)
    stale = client.post(f"{ADDRESS}opravit/", data | {f"text-{item.pk}": "Třetí znění."})

    assert refused.context["form"].errors["decided_in"]
    assert stale.context["is_stale"]
    assert "Třetí znění." in stale.content.decode()
    visitor = signed_in(None)
    page = visitor.get(ADDRESS).content.decode()
    assert "Překlep." in page
    assert "<ins>" in page
    assert "Rozprava o lhůtách." in page
    assert "Debata o lhůtách." in visitor.get(f"{ADDRESS}verze/2/").content.decode()
    assert visitor.get(f"{ADDRESS}verze/1/").status_code == 404  # only circulated


def test_the_fingerprint_is_that_of_the_file(published):
    visitor, member = signed_in(None), signed_in(made.member(published.meeting.host))
    version = published.versions.get(number=2)

    public = visitor.get(f"{ADDRESS}verze/2/zapis.json?cele=1").content
    whole = member.get(f"{ADDRESS}verze/2/zapis.json?cele=1").content

    assert hashlib.sha256(public).hexdigest() == version.content["public_digest"]
    assert hashlib.sha256(whole).hexdigest() == version.digest
    assert json.loads(whole) == version.content
    assert made.SECRET.encode() not in public
    assert version.content["public_digest"] in visitor.get(f"{ADDRESS}verze/").content.decode()
    assert version.content["public_digest"] in visitor.get("/feeds/zapisy.atom").content.decode()


def test_the_feed_and_the_search_tell_of_the_public_part_only(published):
    visitor = signed_in(None)

    feed = visitor.get("/feeds/zapisy.atom").content.decode()

    assert "Zápis z jednání PS1/2026/J1: Zveřejněn" in feed
    for query, is_found in (("debata lhůty", True), ("rozpočet", False)):
        page = visitor.get("/hledat/", {"q": query, "kde": "zapisy"}).content.decode()
        assert (ADDRESS in page) is is_found


def test_the_docx_is_what_offices_know_and_libreoffice_opens_it(published, tmp_path):
    data = signed_in(None).get(f"{ADDRESS}verze/2/zapis.docx").content

    with zipfile.ZipFile(BytesIO(data)) as archive:
        document = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    words = " ".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", document))
    for said in (
        "Zápis z jednání PS1/2026/J1",
        "Nová radnice, místnost 306",
        "SMO/123/26",
        "přítomno 4 z 5, omluveno 1, neomluveno 0",
        "Neveřejný bod",
        "doporučuje: Doplnit lhůtu.",
        "Zapisovatel",
    ):
        assert said in words
    for hidden in (made.SECRET, "Vnitřní", made.member(published.meeting.host).name):
        assert hidden not in words
    assert document.count('w:val="Heading1"') == 3
    assert document.count('w:val="Heading2"') == 3
    assert 'w:lang w:val="cs-CZ"' in styles
    file = tmp_path / "zapis.docx"
    file.write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ("--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file))
    subprocess.run(["soffice", profile, *convert], check=True, capture_output=True, timeout=180)
    shown = subprocess.run(
        ["pdftotext", str(tmp_path / "zapis.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert "Debata o lhůtách." in shown


def test_the_pdf_is_tagged_and_in_czech_and_members_get_all_of_it(published):
    public = signed_in(None).get(f"{ADDRESS}verze/2/zapis.pdf").content
    whole = signed_in(made.member(published.meeting.host)).get(f"{ADDRESS}verze/2/zapis.pdf")

    with pikepdf.open(BytesIO(public)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "cs-CZ"
        assert str(opened.docinfo["/Title"]) == "Zápis z jednání PS1/2026/J1"
        tags = re.findall(r"/S /(\w+)", str(_tags(opened.Root.StructTreeRoot)))
    assert (tags.count("H1"), tags.count("H2")) == (3, 3)
    assert len(whole.content) > 0
    assert IssuedFile.objects.filter(record=published.record).count() == 1


def _tags(element) -> list[str]:
    found = []
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found.append(f"/S {kid['/S']}")
            found += _tags(kid)
    return found


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_however_many_items_there_are(
    meeting, count, django_assert_max_num_queries
):
    for number in range(count):
        build.agenda_item(meeting, f"Další {number}")
    made.circulated(meeting)
    member = signed_in(made.member(meeting.host))
    member.get(ADDRESS)

    with django_assert_max_num_queries(24) as counted:
        member.get(ADDRESS)
    costs.add(len(counted))
    assert len(costs) == 1


costs: set[int] = set()


def test_names_are_looked_at_before_publication(meeting, clock):
    minutes = made.written(meeting)
    made.write(minutes, made.items(meeting)[0], f"Mluvil {made.member(meeting.host).name}.")
    actions.circulate_minutes(minutes=minutes, by=concept.editor(), at=timezone.now())
    clock.move_to(made.fresh(minutes).objection_until)
    chair = made.chair(meeting.host)
    minutes_approval.approve_minutes(
        minutes=minutes, how=ApprovedHow.CHAIR, by=chair, at=timezone.now()
    )
    client = signed_in(chair)

    asked = client.post(f"{ADDRESS}zverejnit/", {})
    client.post(f"{ADDRESS}zverejnit/", {"names_checked": "on"})

    assert made.member(meeting.host).name in asked.content.decode()
    assert made.fresh(minutes).state == MinutesState.PUBLISHED
