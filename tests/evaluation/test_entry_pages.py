"""Pages of whoever measures: the sheet of a period, values with their steps, locking, corrections, filled sheets."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from evaluation.actions import measurements, periods
from evaluation.models import Measurement
from evaluation.queries.entry import listed_periods, waiting_for
from tests.browsers import signed_in
from tests.evaluation import build
from tests.focus_groups.pages import errors, text
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

D = Decimal
PERIOD = "/hodnoceni/obdobi/1-pololeti-2018/"


class World:
    """A count and a share, and a half-year without values."""

    def __init__(self) -> None:
        at = timezone.now()
        self.eva, self.viktor = build.evaluator(), build.evaluator("Viktor Evaluátor")
        self.flats = build.indicator("1", self.eva, at=at)
        self.kept = build.indicator("2", self.eva, at=at, definition=build.SHARE)
        self.first = build.half_year(1, 2018, self.eva, at=at, due_on=date(2018, 7, 31))

    def typed(self, **fields: str) -> dict[str, str]:
        """A sheet as it is sent: ``flats_value`` is the field of the count."""
        prefixes = {
            "flats": build.definition_of(self.flats).pk,
            "kept": build.definition_of(self.kept).pk,
        }
        return {
            f"d{prefixes[name.partition('_')[0]]}-{name.partition('_')[2]}": value
            for name, value in fields.items()
        }


world = built_once(World)


def test_a_sheet_keeps_everything_typed_until_every_row_is_right(world):
    client = signed_in(world.eva)
    wrong = world.typed(
        flats_value="1 439", flats_comment="Nové byty.", kept_numerator="3", kept_denominator="0"
    )
    page = text(client.post(PERIOD, wrong))
    assert "Podíl z nuly nejde spočítat." in page
    assert "Nic se neuložilo." in page
    assert 'value="1 439"' in page
    assert "Nové byty." in page
    assert Measurement.objects.count() == 0
    for numerator, denominator, told in (
        ("95", "92", "Část je větší"),
        ("x", "92", "Napište číslo"),
    ):
        sent = wrong | world.typed(kept_numerator=numerator, kept_denominator=denominator)
        assert told in text(client.post(PERIOD, sent))
    # which in Czech may be a thousand and more
    assert "Počet je celé číslo." in text(
        client.post(PERIOD, wrong | world.typed(flats_value="1.439"))
    )
    right = wrong | world.typed(
        kept_numerator="74", kept_denominator="92", kept_data_as_of="2018-07-15"
    )
    assert client.post(PERIOD, right).status_code == 302
    flats, kept = Measurement.objects.order_by("indicator__code")
    assert (flats.value, kept.numerator, kept.denominator, kept.data_as_of) == (
        D(1439),
        D(74),
        D(92),
        date(2018, 7, 15),
    )
    # the copy of before does not put itself over what is stored
    stale = text(client.post(PERIOD, wrong | world.typed(flats_value="7", kept_denominator="92")))
    assert "Uloženo nyní: 1 439 bytů, Nové byty." in stale.replace('<span lang="cs">', "").replace(
        "</span>", ""
    )
    assert 'value="7"' in stale
    assert Measurement.objects.get(pk=flats.pk).value == D(1439)
    # saved again, it takes the place of what is stored
    again = world.typed(
        flats_value="7", flats_lock_version="1", kept_lock_version="1"
    ) | world.typed(kept_numerator="74", kept_denominator="92", kept_data_as_of="2018-07-15")
    assert client.post(PERIOD, again).status_code == 302
    assert Measurement.objects.get(pk=flats.pk).value == D(7)


def test_a_locked_period_says_so_and_loses_nothing(world):
    client = signed_in(world.eva)
    periods.lock_period(period=world.first, by=world.viktor, at=timezone.now())
    page = text(client.post(PERIOD, world.typed(flats_value="439")))
    assert "Období 1. pololetí 2018 je uzamčené." in page
    assert 'value="439"' in page
    assert "Uložit list" not in text(client.get(PERIOD))
    assert list(errors(client.post(f"{PERIOD}otevrit/", {"reason": ""}))) == ["reason"]
    assert client.post(f"{PERIOD}otevrit/", {"reason": "Pozdní údaj."}).status_code == 302
    assert "Eva Evaluátorová – Pozdní údaj." in text(client.get(PERIOD)).replace(
        '<span lang="cs">', ""
    )


def step(client, address: str, row: Measurement, name: str) -> str:
    row.refresh_from_db()
    sent = {"lock_version": row.lock_version}
    return text(client.post(f"{address}{name}/", sent, follow=True))


def test_a_value_goes_from_entry_to_the_public_and_nobody_approves_their_own(world):
    eva, viktor = signed_in(world.eva), signed_in(world.viktor)
    new = "/hodnoceni/ukazatele/1/hodnoty/nova/"
    typed = {"period": str(world.first.pk), "value": "439", "data_as_of": "2018-07-15"}
    address = eva.post(new, typed).url
    assert address == "/hodnoceni/ukazatele/1/hodnoty/1/"
    assert "Tuto hodnotu mezitím zadal někdo jiný." in text(viktor.post(new, typed))
    row = Measurement.objects.get()
    assert "Hodnota čeká, až ji schválí někdo jiný." in step(eva, address, row, "predlozit")
    assert "Tuto hodnotu jste zadali nebo předložili vy" in step(eva, address, row, "schvalit")
    assert "vaše vlastní" in text(eva.get("/hodnoceni/ke-schvaleni/"))
    assert [one.title for one in waiting_for(world.viktor, timezone.now())] == [
        "Hodnoty ukazatelů čekají na vaše schválení",
        "Je čas zadat hodnoty ukazatelů",
    ]
    back = viktor.post(f"{address}vratit/", {"reason": "Chybí obvod Jih.", "lock_version": 2})
    assert back.status_code == 302
    assert "Vrátila se vám hodnota" in [one.title for one in waiting_for(world.eva, timezone.now())]
    assert "Chybí obvod Jih." in text(eva.get(address))
    stale = eva.post(
        f"{address}upravit/", {"value": "445", "data_as_of": "2018-07-15", "lock_version": 1}
    )
    assert stale.context["differences"] == [("hodnota (bytů)", "439", "445")]
    fixed = {"value": "445", "data_as_of": "2018-07-15", "lock_version": 3}
    assert eva.post(f"{address}upravit/", fixed).status_code == 302
    step(eva, address, row, "predlozit")
    assert "Hodnota je schválena." in step(viktor, address, row, "schvalit")
    assert "Hodnota je veřejná." in step(viktor, address, row, "zverejnit")
    row.refresh_from_db()
    assert (row.state, row.approved.value) == ("published", D(445))


def test_a_correction_is_told_to_the_funder_and_the_old_value_stays(world):
    at = timezone.now()
    row = build.entered(world.flats, world.first, world.eva, at=at, value=439)
    build.published(row, world.eva, world.viktor, at=at)
    client = signed_in(world.eva)
    typed = {"value": "440", "data_as_of": "2018-08-01", "reason": "Pozdní údaj."}
    address = client.post("/hodnoceni/ukazatele/1/hodnoty/1/opravit/", typed).url
    assert address == "/hodnoceni/ukazatele/1/hodnoty/2/"
    assert "Zatím" not in text(client.get(f"{PERIOD}rozdily/"))
    build.published(Measurement.objects.get(number=2), world.eva, world.viktor, at=at)
    page = text(client.get(f"{PERIOD}rozdily/"))
    for words in ("439 bytů", "440 bytů", "Pozdní údaj.", "Eva Evaluátorová, Viktor Evaluátor"):
        assert words in page
    lines = client.get(f"{PERIOD}rozdily/csv/").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("1;Počet sociálních bytů;439\u00a0bytů;440\u00a0bytů;Pozdní údaj.")
    old = text(client.get("/hodnoceni/ukazatele/1/hodnoty/1/"))
    assert "439 bytů" in old
    assert "Viz její opravu, hodnotu 2" in old


def sheet(*rows: tuple) -> SimpleUploadedFile:
    book = Workbook()
    for row in (("kód", "hodnota", "část", "celek", "údaje ke dni"), *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("hodnoty.xlsx", out.getvalue())


def test_a_filled_sheet_is_shown_first_and_stored_whole(world):
    client = signed_in(world.eva)
    upload = f"{PERIOD}prevzit/"
    right = (
        ("1", "1 439", None, None, "30. 6. 2018"),
        ("2", None, 74, "92,0", date(2018, 6, 30)),
    )
    wrong = (("1", "asi 400"), ("2", None, 1, 0), ("X", 1), ("3", None))
    page = text(client.post(upload, {"file": sheet(*wrong)}))
    for words in (
        "„asi 400“ není číslo.",
        "Podíl z nuly",
        "Takový ukazatel se za toto období neměří.",
    ):
        assert words in page
    assert "sealed" not in page
    assert 'name="rows"' not in page
    # what could not be stored is not promised, nor is a formula taken for an empty cell
    page = text(client.post(upload, {"file": sheet(("1", "1.234"), ("2", None, 1 / 3, 1))}))
    for words in ("Počet je celé číslo.", "nejvýš 14 číslic a čtyři desetinná místa"):
        assert words in page
    assert "Bude uložen" not in page
    page = text(client.post(upload, {"file": sheet(*right[:1], ("2", None, "=70+4", 92))}))
    assert "V buňce C3 je vzorec bez hodnoty." in page
    assert Measurement.objects.count() == 0
    answer = client.post(upload, {"file": sheet(*right)})
    assert "Uložit 2 hodnoty" in text(answer)
    assert Measurement.objects.count() == 0
    sent = {"rows": answer.context["sealed"]}
    assert "Uložily se 2 hodnoty." in text(client.post(f"{upload}ulozit/", sent, follow=True))
    stored = list(Measurement.objects.order_by("indicator__code").values_list("value", "numerator"))
    assert stored == [(D(1439), None), (None, D(74))]
    # the same file twice makes no doubles
    assert "Vše ze souboru už je uloženo." in text(client.post(upload, {"file": sheet(*right)}))
    client.post(f"{upload}ulozit/", sent)
    assert Measurement.objects.count() == 2
    # what somebody changed since the preview is not overwritten
    row = Measurement.objects.get(value__isnull=False)
    changed = client.post(upload, {"file": sheet(("1", 7))})
    measurements.edit_value(
        measurement=row, lock_version=1, figures={"value": D(8)}, by=world.viktor, at=timezone.now()
    )
    answer = client.post(f"{upload}ulozit/", {"rows": changed.context["sealed"]}, follow=True)
    assert "Nic se neuložilo." in text(answer)
    row.refresh_from_db()
    assert row.value == D(8)
    assert "příliš dávno" in text(client.post(f"{upload}ulozit/", {"rows": "x"}, follow=True))


def test_the_sheet_to_fill_in_holds_what_is_stored(world):
    at = timezone.now()
    build.entered(world.flats, world.first, world.eva, at=at, value="439", comment="=1+1")
    client = signed_in(world.eva)
    body = client.get(f"{PERIOD}list.xlsx").content
    rows = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(body)).worksheets[0].rows
    ]
    assert [row[:3] for row in rows] == [
        ["kód", "ukazatel", "hodnota"],
        ["1", "Počet sociálních bytů", 439],
        ["2", "Domácnosti, které si udržely bydlení", None],
    ]
    file = SimpleUploadedFile("hodnoty.xlsx", body)
    assert "Vše ze souboru už je uloženo." in text(client.post(f"{PERIOD}prevzit/", {"file": file}))


def test_periods_tell_what_is_missing_and_late(world, django_assert_num_queries):
    at = timezone.now()
    build.approved(
        build.entered(world.flats, world.first, world.eva, at=at, value=1),
        world.eva,
        world.viktor,
        at=at,
    )
    world.eva.roles_on(timezone.localdate())
    with django_assert_num_queries(3):
        (row,) = listed_periods(world.eva, timezone.localdate())
    assert (row.done_count, row.expected_count, row.is_late) == (1, 2, True)
    page = text(signed_in(world.eva).get("/hodnoceni/obdobi/"))
    assert "1 z 2" in page
    assert "po termínu" in page
    client = signed_in(world.eva)
    for number in range(2):
        with django_assert_num_queries(8):
            client.get(PERIOD)
        build.indicator(f"N{number}", world.eva, at=at)


def test_a_value_of_the_pilot_leads_evaluators_to_the_rows_behind_it(world, client):
    at = timezone.now()
    kept = build.indicator("3", world.eva, at=at, definition=build.SHARE, is_pilot=True)
    value = build.approved(
        build.entered(kept, world.first, world.eva, at=at, numerator=3, denominator=4),
        world.eva,
        world.viktor,
        at=at,
    )
    way = f"/pilot/cisla/?ke={value.figures.data_as_of:%Y-%m-%d}"
    assert way in text(signed_in(world.eva).get(value.record.path))
    # it is of few households: the public is told of them by half-years, where small counts are left out
    viktor, address = signed_in(world.viktor), value.record.path
    assert ">Zveřejnit<" not in text(viktor.get(address))
    assert "Domácnosti" not in text(viktor.get("/hodnoceni/ke-schvaleni/"))
    assert "jen za uzavřená pololetí" in step(viktor, address, value, "zverejnit")
    edited = {"kind": "outcome", "is_public": "on", "lock_version": 1}
    refused = text(signed_in(world.eva).post("/hodnoceni/ukazatele/3/upravit/", edited))
    assert "Hodnoty už jsou zadané" in refused
    assert client.get(address).status_code == 404
    other = build.entered(world.flats, world.first, world.eva, at=at, value=439)
    assert "/pilot/cisla/" not in text(signed_in(world.eva).get(other.record.path))
