"""Spreadsheets of the pilot: the fate of every row, refused columns, nothing twice, nothing half."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Event
from core.sheet_reading import SheetNotRead
from evaluation.actions import pilot_imports as acts
from evaluation.exports.pilot import stays_xlsx
from evaluation.forms.sheets import opened_rows, sealed_rows
from evaluation.models import Flat, Household, HouseholdSize, Tenancy
from evaluation.pilot_sheets import FLAT_HEADINGS, STAY_HEADINGS
from evaluation.queries.pilot import stories
from tests.evaluation import build_pilot as build
from tests.factories.people import OrganisationFactory
from tests.worlds import built_once

AT = build.timezone.now
IMPORT = reverse("evaluation:pilot-import", args=["domacnosti"])


def make_world():
    by = build.officer()
    pilot = build.a_pilot(by)
    return by, pilot, [build.flat(pilot, code, by) for code in ("S-1", "S-2")]


world = built_once(make_world)


def csv(*lines: str, headings=STAY_HEADINGS) -> bytes:
    return "\n".join([";".join(headings.values()), *lines]).encode()


def xlsx(*lines: list, headings=STAY_HEADINGS) -> bytes:
    book = openpyxl.Workbook()
    for line in [list(headings.values()), *lines]:
        book.active.append(line)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


FIRST = "D-K7M4;5. 1. 2017;Bez bytu;vlastní žádost;2;1;S-1;1. 3. 2017;;15. 9. 2017;Přestěhování do jiného bytu pilotu;"
SECOND = "d-k7m4;;;;;;s-2;2017-09-15;28. 2. 2018;;;"
OTHER = "D-B2C3;5. 1. 2017;roofless;outreach;1,0;0;S-1;15. 9. 2017;;;;"


def fates(pilot, by, data: bytes, kind: str = "stays") -> list[tuple[int, str]]:
    rows = acts.read_sheet(data, kind)
    return [
        (row.number, row.fate.value)
        for row in acts.plan_rows(pilot=pilot, kind=kind, rows=rows, by=by, at=AT())
    ]


def stored(pilot, by, data: bytes, kind: str = "stays"):
    rows = acts.read_sheet(data, kind)
    return acts.import_rows(pilot=pilot, kind=kind, rows=rows, by=by, at=AT())


def problems(pilot, by, data: bytes, kind: str = "stays") -> list[str]:
    rows = acts.read_sheet(data, kind)
    planned = acts.plan_rows(pilot=pilot, kind=kind, rows=rows, by=by, at=AT())
    return [row.problem for row in planned if row.fate is acts.Fate.REFUSED]


def test_the_preview_stores_nothing_and_the_file_twice_makes_nothing_twice(world):
    by, pilot, _flats = world
    data = csv(SECOND, FIRST, OTHER)
    logged = Event.objects.count()
    assert fates(pilot, by, data) == [(2, "new"), (3, "new"), (4, "new")]
    assert (Household.objects.count(), Tenancy.objects.count(), Event.objects.count()) == (
        0, 0, logged,
    )  # fmt: skip
    stored(pilot, by, data)
    assert [
        (stay.household.pseudonym, stay.flat.code, stay.start, stay.contract_end, stay.actual_end,
         stay.end_reason, stay.destination)
        for stay in Tenancy.objects.select_related("household", "flat").order_by("start", "flat")
    ] == [
        ("D-K7M4", "S-1", date(2017, 3, 1), None, date(2017, 9, 15), "moved_within_system", ""),
        ("D-B2C3", "S-1", date(2017, 9, 15), None, None, "", ""),
        ("D-K7M4", "S-2", date(2017, 9, 15), date(2018, 2, 28), None, "", ""),
    ]  # fmt: skip
    assert list(HouseholdSize.objects.order_by("adults").values_list("adults", "children")) == [
        (1, 0), (2, 1),
    ]  # fmt: skip
    assert {fate for _number, fate in fates(pilot, by, data)} == {"known"}
    stored(pilot, by, data)
    assert (Household.objects.count(), Tenancy.objects.count()) == (2, 3)
    assert Event.objects.filter(verb="pilot_imported", record=pilot.inside).count() == 2


@pytest.mark.parametrize("heading", ["Jméno", "adresa bytu", "rodné číslo", "Poznámka"])
@pytest.mark.parametrize("write", [csv, xlsx])
def test_a_column_that_must_not_be_here_is_refused_by_its_name(world, heading, write):
    headings = {**STAY_HEADINGS, "more": heading}
    line = [*FIRST.split(";"), "Tajné"] if write is xlsx else f"{FIRST};Tajné"
    with pytest.raises(acts.UnknownColumns, match=heading) as refused:
        acts.read_sheet(write(line, headings=headings), "stays")
    assert "Tajné" not in str(refused.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        # a name instead of a pseudonym; its cell is not repeated
        (FIRST.replace("D-K7M4", "Nováková"), "podobu vylosovaných"),
        (FIRST.replace("S-1", "S-9"), "Tento byt v pilotu není"),
        (FIRST.replace("S-1", "Nádražní 12"), "Tento byt v pilotu není"),
        (FIRST.replace("1. 3. 2017", "31. 2. 2017"), "„nastěhování“"),
        (FIRST.replace("1. 3. 2017", ""), "kdy se domácnost nastěhovala"),
        (FIRST.replace(";2;1;", ";2,5;1;"), "„dospělí“"),
        (FIRST.replace(";2;1;", ";=1+1;1;"), "„dospělí“"),
        (FIRST.replace("Bez bytu", "bydlel u tety"), "„bydlení před vstupem“"),
        (FIRST.replace("15. 9. 2017", "28. 2. 2017"), "dřív, než začal"),
        (SECOND, "V prvním řádku domácnosti"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason_and_keeps_the_file_out(world, line, told):
    by, pilot, _flats = world
    data = csv(line, OTHER)
    (problem,) = problems(pilot, by, data)
    assert told in problem.replace("\u00a0", " ")
    assert "Nováková" not in problem
    assert "teta" not in problem
    with pytest.raises(acts.RowsRefused):
        stored(pilot, by, data)
    assert (Household.objects.count(), Tenancy.objects.count()) == (0, 0)


def test_overlaps_within_the_file_and_with_what_is_stored_are_refused(world):
    by, pilot, _flats = world
    overlapping = OTHER.replace("15. 9. 2017", "1. 9. 2017")
    assert fates(pilot, by, csv(FIRST, overlapping)) == [(2, "new"), (3, "refused")]
    stored(pilot, by, csv(OTHER))
    later = FIRST.replace("15. 9. 2017;P", "16. 9. 2017;P")
    (problem,) = problems(pilot, by, csv(later))
    assert "D-B2C3" in problem


def test_what_is_stored_and_differs_is_not_overwritten(world):
    by, pilot, _flats = world
    stored(pilot, by, csv(FIRST))
    for changed, told in (
        (FIRST.replace("Bez bytu", "Bez střechy"), "bydlení před vstupem"),
        (FIRST.replace("15. 9. 2017", "16. 9. 2017"), "konec pobytu"),
    ):
        (problem,) = problems(pilot, by, csv(changed))
        assert told in problem


def test_flats_are_read_with_their_districts(world):
    by, pilot, _flats = world
    OrganisationFactory(name="Spolek Práh")
    lines = [
        ["K-1", "Krizové bydlení", "městský obvod lípa", "2+kk, 2+1", "ano", "Městský obvod",
         date(2017, 1, 1), None],
        ["K-2", "crisis", "Spolek Práh", "1", "ne", "city", date(2017, 1, 1), None],
        ["Nádražní 12", "crisis", "Městský obvod Lípa", "1", "ne", "city", date(2017, 1, 1), None],
    ]  # fmt: skip
    data = xlsx(*lines, headings=FLAT_HEADINGS)
    assert fates(pilot, by, data, "flats") == [(2, "new"), (3, "refused"), (4, "refused")]
    stored(pilot, by, xlsx(lines[0], headings=FLAT_HEADINGS), "flats")
    made = Flat.objects.get(code="K-1")
    assert (made.programme, made.size, made.is_furnished, made.energy_holder) == (
        "crisis", "2", True, "district",
    )  # fmt: skip


def test_what_is_exported_is_read_back_as_known(world):
    by, pilot, _flats = world
    stored(pilot, by, csv(FIRST, SECOND, OTHER))
    data = stays_xlsx(stories(pilot, by), "Neveřejné")
    assert {fate for _number, fate in fates(pilot, by, data)} == {"known"}


def test_no_spreadsheet_is_no_spreadsheet(world):
    for data in (b"", b"jedna;dva\n1;2\n", b"PK\x03\x04zip"):
        with pytest.raises(SheetNotRead):
            acts.read_sheet(data, "stays")


def test_the_page_shows_fates_then_stores_and_refuses_a_list_that_was_changed(world, client):
    by, _pilot, _flats = world
    client.force_login(by)
    file = SimpleUploadedFile("domacnosti.csv", csv(FIRST, OTHER))
    shown = client.post(IMPORT, {"file": file})
    assert [plan.fate.value for plan in shown.context["plans"]] == ["new", "new"]
    assert Household.objects.count() == 0
    sealed = shown.context["sealed"]
    assert opened_rows(sealed) == opened_rows(sealed_rows(opened_rows(sealed)))
    assert client.post(IMPORT, {"rows": sealed + "x"}).status_code == 302
    assert Household.objects.count() == 0
    assert client.post(IMPORT, {"rows": sealed}).url == reverse("evaluation:household-list")
    assert Household.objects.count() == 2
    refused = client.post(
        IMPORT, {"file": SimpleUploadedFile("d.csv", csv(FIRST.replace("S-1", "S-9")))}
    )
    assert refused.context["sealed"] == ""
    assert "Nic se nenačetlo" not in refused.content.decode()
