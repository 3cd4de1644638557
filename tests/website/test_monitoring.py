"""Reports to the funder: counts against a small world counted by hand, the docx read, the zip listed."""

import hashlib
import io
import json
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concept.actions import remove_words
from core import extension
from core.models import Event
from evaluation.actions import monitoring as acts
from evaluation.actions.project import assign_parts
from evaluation.enums import RiskState
from evaluation.models import MonitoringReport, Risk
from people.enums import Role
from tests.conftest import TEST_NOW
from tests.evaluation import project_build as projects
from tests.evaluation import risks_build
from tests.evaluation.build import evaluator
from tests.factories.people import UserFactory
from tests.website import monitoring_world
from tests.working_groups import build as groups
from tests.worlds import built_once
from website.monitoring import making
from website.monitoring.assembling import Assembled
from working_groups.actions.attendance import erase_scan

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

world = built_once(monitoring_world.world)
PAGE = "/projekt/projekt/obdobi/1/"


def data_of(world, **fields) -> dict:
    return Assembled(world.period, with_backfilled=False, **fields).data


def activity(data: dict, code: str = "KA1") -> dict:
    return next(row for row in data["activities"] if row["code"] == code)


def told(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))


def test_meetings_are_counted_as_by_hand_without_those_entered_afterwards(world):
    data = data_of(world)

    rows = activity(data)["meetings"]
    counts = [
        [
            row[name]
            for name in ("reference", "present", "excused", "guests", "conclusions", "tasks")
        ]
        for row in rows
    ]
    assert counts == [["PS1/2026/J1", 4, 1, 1, 1, 1], ["PS1/2026/J2", 3, 0, 0, 0, 0]]
    assert [row["groups"] for row in rows] == [["PS1"], ["PS1", "PS2"]]
    assert [row["minutes_approved"] for row in rows] == [True, False]
    assert data["backfilled_meetings"] == 1


def test_meetings_entered_afterwards_are_counted_when_asked(world):
    data = Assembled(world.period, with_backfilled=True).data

    assert [(row["reference"], row["is_backfilled"]) for row in activity(data)["meetings"]] == [
        ("PS1/2025/J2", True),
        ("PS1/2026/J1", False),
        ("PS1/2026/J2", False),
    ]


def test_sessions_versions_and_rounds_are_counted_as_by_hand(world):
    found = activity(data_of(world))

    assert [(row["code"], row["sessions"]) for row in found["sessions"]] == [("FS", 2)]
    assert [(row["label"], row["what"], row["day"]) for row in found["versions"]] == [
        ("0.1", "frozen", "2026-01-20")
    ]
    assert [(row["statements"], row["comments"], row["channels"]) for row in found["rounds"]] == [
        (2, 3, {"web": 2})
    ]
    assert [row["reference"] for row in found["conclusions"]] == ["PS1/2026/1"]


def test_spending_is_summed_by_activity_with_corrections_in_place(world):
    data = data_of(world)

    assert activity(data)["money"] == {
        "period": "1600.50",
        "so_far": "1699.50",
        "approved": "1000000.00",
    }
    assert activity(data, "KA4")["money"] == {
        "period": "400.00",
        "so_far": "400.00",
        "approved": "",
    }
    assert data["money"] == {"period": "2000.50", "so_far": "2099.50", "approved": ""}
    assert data["corrections"] == []


def test_correction_after_a_report_is_told_by_the_next_period(world):
    projects.report(world.period, by=world.by, at=TEST_NOW)
    row = world.managing.spending.get()
    projects.corrected(row, "350.00", by=world.by, at=TEST_NOW + timedelta(days=1))
    following = projects.period(
        world.project,
        by=world.by,
        at=TEST_NOW,
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 8, 31),
    )

    (told_correction,) = Assembled(following, with_backfilled=False).data["corrections"]

    assert told_correction == {
        "activity": "KA4",
        "document": "FV-260220",
        "day": "2026-02-20",
        "before": "400.00",
        "after": "350.00",
        "reason": "Špatně opsáno.",
    }


def test_risks_are_those_that_were_open_at_the_end_of_the_period(world):
    """One closed within it is gone, one closed the day after it stands as it was assessed by then."""
    eva, day = evaluator(), monitoring_world.moment
    found = []
    for number, closed_at in enumerate([day(2026, 2, 20), day(2026, 3, 2, 8)], start=1):
        risk = risks_build.raised(eva, at=day(2026, 1, 10), title=f"Riziko {number}")
        risks_build.given(risk, eva, eva, at=day(2026, 1, 11))
        risks_build.assessed(risk, (4, 4), (3, number), eva, at=day(2026, 1, 12))
        risks_build.treated(risk, eva, at=day(2026, 1, 13))
        risks_build.moved(risk, RiskState.CLOSED, eva, at=closed_at, reason="Pominulo.")
        found.append(risk)

    told = [(row["title"], row["impact"]) for row in data_of(world)["risks"]]

    assert told == [("Riziko 2", 2)]
    assert not Risk.objects.open().exists()


def test_what_is_missing_is_listed(world):
    projects.milestone(world.concept, by=world.by, at=TEST_NOW, planned_on=date(2026, 1, 31))

    missing = [(row["what"], row["about"]) for row in data_of(world)["missing"]]

    assert missing == [
        ("minutes", "PS1/2026/J2"),
        ("participants", ""),
        ("note", "KA1 Aktivita KA1"),
        ("note", "KA4 Aktivita KA4"),
        ("milestone", "Koncepce schválena"),
        ("publicity", "Plakát A3 v místě realizace"),
        ("scan", "PS1/2026/J1"),
    ]


def test_what_somebody_assigned_goes_there_and_the_round_with_its_document(world):
    assign_parts(
        project=world.project,
        records={world.group.record: None},
        documents={world.document: world.managing},
        by=world.by,
        at=TEST_NOW,
    )

    data = data_of(world)

    assert [len(activity(data)[name]) for name in ("meetings", "versions", "rounds")] == [0, 0, 0]
    managing = activity(data, "KA4")
    assert [len(managing[name]) for name in ("meetings", "versions", "rounds")] == [0, 1, 1]


@pytest.fixture
def made(world):
    """A report made by the job."""
    asked = making.ask_for_report(
        period=world.period,
        with_backfilled=False,
        corrects_what="",
        by=world.by,
        at=TEST_NOW,
        today=date(2026, 3, 2),
    )
    return world, making.make_report(making_id=asked.pk, at=TEST_NOW)


def file_of(report: MonitoringReport, kind: str) -> bytes:
    return bytes(report.files.get(format=kind).data or b"")


def test_report_is_made_and_its_files_are_read(made):
    world, report = made

    packed = zipfile.ZipFile(io.BytesIO(file_of(report, "zip")))
    assert packed.namelist() == [
        "KA1/PS1-2026-J1/pozvanka.pdf",
        "KA1/PS1-2026-J1/prezencni-listina.pdf",
        "KA1/PS1-2026-J1/zapis.pdf",
        "KA1/PS1-2026-J2/pozvanka.pdf",
        "KA1/PS1-2026-J2/prezencni-listina-podepsana-1.png",
        "podklad.docx",
        "podklad.json",
        "SHA256SUMS",
    ]
    sums = dict(
        reversed(line.split("  ")) for line in packed.read("SHA256SUMS").decode().splitlines()
    )
    assert {
        name: hashlib.sha256(packed.read(name)).hexdigest() for name in packed.namelist()[:-1]
    } == sums
    assert packed.read("podklad.docx") == file_of(report, "docx")
    assert json.loads(packed.read("podklad.json")) == report.data
    assert [row["name"] for row in report.data["files"]] == packed.namelist()[:5]

    words = docx_words(file_of(report, "docx"))
    assert "Heading1" in words.styles
    for sentence in (
        "Podklad ke zprávě o realizaci za monitorovací období 1",
        world.project.registration_number,
        "KA1 Aktivita KA1",
        "PS1/2026/J1",
        "1 600,50 Kč",
        world.project.publicity_sentence,
        "1 jednání doplněné zpětně není započteno.",
    ):
        assert sentence in words.text
    assert words.head_rows == words.table_count
    # counts only: names of people stand in the attendance sheets
    for name in world.group.memberships.values_list("user__name", flat=True):
        assert name not in words.text
        assert name not in json.dumps(report.data, ensure_ascii=False)


class Words:
    """What a docx says."""

    def __init__(self, data: bytes) -> None:
        xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
        self.text = re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", xml)).replace("\xa0", " ")
        self.styles = set(re.findall(r'<w:pStyle w:val="(\w+)"', xml))
        self.table_count = xml.count("<w:tbl>")
        self.head_rows = xml.count("<w:tblHeader")


docx_words = Words


def test_the_same_report_has_the_same_bytes_and_says_what_it_corrects(made):
    world, first = made
    asked = making.ask_for_report(
        period=world.period,
        with_backfilled=False,
        corrects_what="Doplněn zápis.",
        by=world.by,
        at=TEST_NOW,
        today=date(2026, 3, 2),
    )

    second = making.make_report(making_id=asked.pk, at=TEST_NOW)

    assert (second.number, second.corrects, second.data) == (2, first, first.data)
    annexes = [
        {row["name"]: packed.read(row["name"]) for row in first.data["files"]}
        for packed in (
            zipfile.ZipFile(io.BytesIO(file_of(report, "zip"))) for report in (first, second)
        )
    ]
    assert annexes[0] == annexes[1]
    assert "Opravuje dřívější podklad: Doplněn zápis." in docx_words(file_of(second, "docx")).text
    assert making.make_report(making_id=asked.pk, at=TEST_NOW) is None


def test_annexes_are_emptied_once_a_scan_in_them_was_erased(made):
    world, report = made
    erase_scan(scan=world.joint.scans.get(), by=world.by, at=TEST_NOW + timedelta(minutes=1))

    emptied = [making.empty_outdated_annexes(at=TEST_NOW) for _n in range(2)]

    assert emptied == [1, 0]
    assert (len(file_of(report, "docx")) > 0, len(file_of(report, "zip"))) == (True, 0)
    verbs = Event.objects.filter(record=report.record).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["monitoring_report_made", "monitoring_files_emptied"]


def test_a_personal_detail_in_a_note_empties_the_report_that_repeats_it(made, client):
    world, first = made
    note = "Byt dostala Jana Nováková."
    told_of = {"period": world.period, "by": world.by, "at": TEST_NOW}
    acts.write_note(activity=world.concept, text=note, lock_version=0, **told_of)
    asked = making.ask_for_report(
        with_backfilled=False, corrects_what="Poznámka.", today=date(2026, 3, 2), **told_of
    )
    report = making.make_report(making_id=asked.pk, at=TEST_NOW)

    remove_words(
        record=world.period.record,
        words=["Jana Nováková"],
        reason="osobní údaj",
        by=world.by,
        at=TEST_NOW,
    )

    assert [file_of(report, kind) for kind in ("docx", "zip")] == [b"", b""]
    assert b"" not in [file_of(first, kind) for kind in ("docx", "zip")]
    stone = "[odstraněno 2. 3. 2026, osobní údaj]"
    assert world.period.notes.get().text == stone
    client.force_login(world.by)
    page = told(client.get(f"{PAGE}podklad/2/"))
    assert "Obsah podkladu i jeho soubory byly odstraněny" in page
    assert note not in page
    assert stone in told(client.get(PAGE))


def test_manager_gets_the_files_and_others_do_not(made, client):
    _world, report = made
    docx, archive = f"{PAGE}podklad/1/podklad.docx", f"{PAGE}podklad/1/prilohy.zip"
    client.force_login(projects.manager("Druhá Vedoucí"))
    assert client.get(docx).content == file_of(report, "docx")
    assert client.get(archive).headers["Content-Type"] == "application/zip"

    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    page = told(client.get(f"{PAGE}podklad/1/"))
    assert "jen pro vedoucí projektu" in page
    assert docx not in page
    assert [client.get(path).status_code for path in (docx, archive)] == [404, 404]


def test_page_of_a_period_tells_it_and_asks_for_the_report(world, client):
    client.force_login(world.by)

    page = told(client.get(PAGE))

    for words in ("PS1/2026/J1", "1 600,50 Kč", "Schválený zápis", "Na tomto webu: 2", "zapis.pdf"):
        assert words in page
    answer = client.post(f"{PAGE}podklad/novy/", {"with_backfilled": ""})
    assert answer.url == PAGE
    page = client.get(PAGE)
    assert page.headers["Refresh"] == "3"
    assert "Podklad se připravuje" in told(page)


def test_page_costs_the_same_however_much_happened(world, client):
    client.force_login(world.by)
    client.get(PAGE)
    costs = []
    for days in (0, 1, 2):
        if days:
            at = monitoring_world.moment(2026, 2, 11 + days)
            groups.held_meeting(world.group, at=at)
            projects.spent(world.concept, "5.00", at.date(), by=world.by, at=TEST_NOW)
            projects.milestone(world.concept, by=world.by, at=TEST_NOW)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        costs.append(len(captured))

    assert costs == [39, 39, 39]


def test_scope_is_chosen_for_each_thing(world, client):
    client.force_login(world.by)
    page = told(client.get("/projekt/projekt/zarazeni/"))
    assert "Podle zaměření: KA1" in page

    fields = {
        f"group-{world.group.pk}": str(world.managing.pk),
        f"document-{world.document.pk}": "none",
    }
    assert client.post("/projekt/projekt/zarazeni/", fields).url == "/projekt/projekt/"

    data = data_of(world)
    assert len(activity(data, "KA4")["meetings"]) == 2
    assert activity(data)["versions"] == []


def test_period_that_is_over_waits_for_the_manager_until_a_report_is_made(world):
    def waiting(person) -> list[tuple[str, date]]:
        return [
            (row.title, row.due_on)
            for row in extension.waiting_for(person, timezone.now())
            if row.url == PAGE
        ]

    title = "Podklad ke zprávě o realizaci za monitorovací období 1"
    assert waiting(world.by) == [(title, date(2026, 3, 31))]
    assert waiting(UserFactory(roles=[Role.EVALUATOR])) == []
    projects.report(world.period, by=world.by, at=TEST_NOW)
    assert waiting(world.by) == []


def test_stale_note_shows_both_texts(world, client):
    client.force_login(world.by)
    address = reverse("evaluation:monitoring-note", args=["projekt", 1, "KA1"])
    acts.write_note(
        period=world.period,
        activity=world.concept,
        text="Sešly se skupiny.",
        lock_version=0,
        by=world.by,
        at=TEST_NOW,
    )

    page = told(client.post(address, {"text": "Můj text.", "lock_version": "0"}))

    assert "Sešly se skupiny." in page
    assert "Můj text." in page
