"""Publication of the pilot's figures: prepared, agreed to by another person, corrected by a further edition."""

from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from core import immutability, outside_lists
from core.enums import Visibility
from core.extension import replays
from core.immutability import ImmutableRow
from core.models import OutboxMail
from evaluation.actions import (
    erasing,
    households,
    pilot,
    publications,
    reminding,
    support,
    tenancies,
)
from evaluation.enums.pilot import Programme
from evaluation.models import (
    Household,
    HouseholdSize,
    HousingStatus,
    LimitException,
    Pilot,
    PilotPreparation,
    PilotPublication,
    PreparedRows,
    Review,
    RowChange,
    SupportLevel,
    Tenancy,
)
from evaluation.pilot_sets import PUBLISHED_NAMES, HalfYear
from evaluation.queries.erasing import kept_households
from evaluation.queries.pilot_figures import figures_on, published_counts
from evaluation.queries.publications import kept_rows
from evaluation.revealing import revealed
from people.enums import Role
from tests.evaluation import build_pilot
from tests.factories.people import UserFactory
from tests.people.personas import KEYS, make
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = HalfYear(2017, 1), HalfYear(2017, 2), HalfYear(2018, 1)


class World:
    """Twelve households that moved in in the first half of 2017, six more in the second; one left in November.

    One of the five crisis flats is taken by a family.
    """

    def __init__(self) -> None:
        self.officer = build_pilot.officer()
        self.author, self.second = build_pilot.evaluator(), build_pilot.evaluator("Ema Druhá")
        self.pilot = build_pilot.a_pilot(self.officer, visibility=Visibility.PUBLIC)
        self.stays = []
        for number in range(18):
            self.stays.append(
                self.moved_in(number, date(2017, 2, 1) if number < 12 else date(2017, 9, 1))
            )
        self.left(self.stays[0], date(2017, 11, 1))
        crisis = build_pilot.flat(self.pilot, "K-1", self.officer, programme=Programme.CRISIS)
        family = build_pilot.household(self.pilot, self.officer, children=3)
        build_pilot.stay(family, crisis, date(2017, 2, 1), self.officer)

    def moved_in(self, number: int, start: date):
        who = build_pilot.household(self.pilot, self.officer)
        where = build_pilot.flat(self.pilot, f"S-{number + 1}", self.officer)
        return build_pilot.stay(who, where, start, self.officer)

    def left(self, stay, on: date) -> None:
        tenancies.end_stay(
            tenancy=stay,
            on=on,
            reason="rent_arrears",
            destination="homeless",
            by=self.officer,
            at=timezone.now(),
        )

    def prepared(self, half: HalfYear, **fields) -> PilotPreparation:
        common = {"pilot": self.pilot, "by": self.author, "at": timezone.now()}
        return publications.prepare_publication(half_year=half, **common, **fields)

    def published(self, half: HalfYear, **fields) -> PilotPublication:
        preparation = self.prepared(half, **fields)
        common = {"preparation": preparation, "by": self.second, "at": timezone.now()}
        return publications.agree_publication(**common)


world = built_once(World)


def told(publication: PilotPublication) -> dict[str, int]:
    """What is shown and is not nobody."""
    return {name: value for name, value in publication.preparation.figures.items() if value}


def test_a_half_year_is_published_by_two_people(world):
    preparation = world.prepared(FIRST)
    assert list(preparation.figures) == sorted(PUBLISHED_NAMES) or set(preparation.figures) == set(
        PUBLISHED_NAMES
    )
    with pytest.raises(publications.OwnPreparation):
        publications.agree_publication(preparation=preparation, by=world.author, at=timezone.now())
    assert not PilotPublication.objects.exists()
    made = publications.agree_publication(
        preparation=preparation, by=world.second, at=timezone.now()
    )
    assert told(made) == {
        "entered": 12,
        "people": 36,
        "adults": 24,
        "children": 12,
        "decision_due": 12,
        "decided_late": 12,
        "living": 12,
        "without_housing": 12,
    }
    record = made.record
    assert (record.reference, record.path) == ("pilot-2017/2017-1", "/pilot/2017-1/")
    assert record.visibility == "public"
    assert (made.edition, made.prepared_by, made.by) == (1, world.author, world.second)
    # agreeing again does no harm
    again = publications.agree_publication(
        preparation=preparation, by=world.second, at=timezone.now()
    )
    assert again == made
    made.pk, made._state.adding, made.edition, made.by = None, True, 2, world.author
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_nothing_is_prepared_of_a_half_year_that_is_not_over_or_lies_before_the_pilot(world):
    today = timezone.localdate()
    for half in (HalfYear.of(today), HalfYear(2016, 2)):
        with pytest.raises(publications.HalfYearOpen):
            world.prepared(half)


def test_who_left_is_not_told_by_a_difference_to_an_earlier_half_year(world):
    """One household left: neither how many left, nor how many live there, which would tell it by subtraction."""
    world.published(FIRST)
    later = told(world.published(SECOND))
    assert later["entered"] == 18
    hidden = {"left", "living", "left_stable", "housed_6", "reached_6"} & later.keys()
    assert hidden == {"housed_6", "reached_6"}  # all twelve lived there after six months
    assert revealed(published_counts(world.pilot)) == []
    rows = PreparedRows.objects.get(name="left", preparation__year=2017, preparation__half=2)
    assert (len(rows.rows), rows.is_shown) == (1, False)


def test_p3_five_crisis_flats(world):
    """Given one of five crisis flats with one family; then nothing is told of it but how many flats there were and,
    once there were enough, how many stays, and no difference of half-years tells more; the evaluator sees it all."""
    shown = told(world.published(FIRST))
    assert not [name for name in shown if "crisis" in name]
    assert PilotPreparation.objects.get().flats == {"crisis": 1, "social_affordable": 18}
    inside = figures_on(world.pilot, world.author, FIRST.last_day)
    assert len(inside.sets["crisis_households"]) == 1
    for year in range(4):
        who = build_pilot.household(world.pilot, world.officer)
        flat = build_pilot.flat(world.pilot, f"K-{year + 2}", world.officer, programme="crisis")
        build_pilot.stay(who, flat, date(2017, 8, 1), world.officer, date(2017, 12, 1))
    assert told(world.published(SECOND))["crisis_stays"] == 5
    who = build_pilot.household(world.pilot, world.officer)
    flat = build_pilot.flat(world.pilot, "K-9", world.officer, programme="crisis")
    build_pilot.stay(who, flat, date(2018, 3, 1), world.officer)
    later = world.published(THIRD)
    # the total of this year minus that of the last one would tell of one stay
    assert later.preparation.figures["crisis_stays"] is None
    assert revealed(published_counts(world.pilot)) == []
    assert not figures_on(world.pilot, make("editor"), THIRD.last_day).sets["crisis_stays"]


def test_rows_corrected_later_do_not_change_what_is_published(world):
    first = world.published(FIRST)
    before = dict(first.preparation.figures)
    tenancies.void_stay(
        tenancy=world.stays[5], reason="mistake", by=world.officer, at=timezone.now()
    )
    first.refresh_from_db()
    assert first.preparation.figures == before
    with pytest.raises(publications.NoteMissing):
        world.prepared(FIRST)
    second = world.published(FIRST, note="Jeden pobyt byl zapsán omylem.")
    assert (second.edition, second.record.reference) == (2, "pilot-2017/2017-1/2")
    # eleven beside the twelve of the first edition would tell that one was taken back
    assert second.preparation.figures["entered"] is None
    assert told(second) == {}
    assert list(PilotPublication.objects.newest()) == [second]
    with pytest.raises(ImmutableRow):
        first.preparation.delete()


def test_what_was_prepared_beside_other_publications_is_prepared_anew(world):
    early, late = world.prepared(FIRST), world.prepared(SECOND)
    common = {"by": world.second, "at": timezone.now()}
    publications.agree_publication(preparation=late, **common)
    with pytest.raises(publications.PreparedBefore):
        publications.agree_publication(preparation=early, **common)


def test_rows_behind_figures_are_for_who_reads_households(world):
    made = world.published(FIRST)
    readers = {"evaluator", "pilot_officer"}
    people = {key: make(key) for key in KEYS}
    for rows in (PreparedRows.objects, PilotPreparation.objects):
        assert {key for key, who in people.items() if rows.visible_to(who).exists()} == readers
    assert all(PilotPublication.objects.visible_to(who).exists() for who in people.values())
    rows = PreparedRows.objects.get(preparation=made.preparation, name="entered")
    assert rows.rows == sorted(stay.household.pseudonym for stay in world.stays[:12])
    assert not households.is_pseudonym("Novák")


@pytest.fixture
def kept_outside():
    """The list of erased households as it is on a new site."""
    path = outside_lists.path_of(erasing.ERASED_LIST)
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


OF_HOUSEHOLD = (HouseholdSize, Tenancy, SupportLevel, Review, HousingStatus, RowChange)


def counts_of(household) -> list[int]:
    found = [model._base_manager.filter(household=household).count() for model in OF_HOUSEHOLD]
    return [*found, LimitException.objects.filter(tenancy__household=household).count()]


def test_rows_of_households_are_erased_by_a_person_once_their_time_is_over(
    world, kept_outside, django_capture_on_commit_callbacks, client
):
    common = {"by": world.officer, "at": timezone.now()}
    gone, living = world.stays[0].household, world.stays[1].household
    build_pilot.decision(gone, world.officer, date(2017, 3, 1), held_on=date(2017, 3, 1))
    support.record_status(
        household=gone, month=6, housed_how="same_flat", seen_on=date(2017, 8, 1), **common
    )
    households.change_household(
        household=gone, reason="mistake", entry_situation="inadequate", **common
    )
    published = world.published(FIRST)
    told, rows = published.preparation.figures, kept_rows(published, world.author, "entered")
    Pilot.objects.update(ends_on=date(2018, 12, 31))
    world.pilot.refresh_from_db()
    pilot.set_rules(pilot=world.pilot, valid_from=date(2018, 12, 31), keep_years=5, **common)
    days = {row.household: row.until for row in kept_households(world.pilot, date(2023, 12, 31))}
    assert (days[gone], days[living]) == (date(2023, 12, 31), None)

    erase = partial(erasing.erase_households, pilot=world.pilot, **common)
    with pytest.raises(erasing.StillKept):
        erase(households=[gone, living], is_list_destroyed=True)
    with pytest.raises(erasing.ListStillThere):
        erase(households=[gone], is_list_destroyed=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        immutability.delete_released(HouseholdSize, HouseholdSize.objects.filter(household=gone))
    assert counts_of(gone) == [1, 1, 1, 1, 1, 1, 0]

    officer = UserFactory(roles=[Role.DATA_PROTECTION_OFFICER])
    for _repeat in range(2):
        assert reminding.remind_of_keeping(at=timezone.now()) == 1
    mails = OutboxMail.objects.filter(kind="households_due").order_by("pk")
    assert [mail.recipient for mail in mails] == [world.officer.email, officer.email]
    assert ["/pilot/uchovani/" in mail.text for mail in mails] == [True, False]
    assert [gone.pseudonym in mail.text for mail in mails] == [False, False]

    client.force_login(world.officer)
    typed = {"households": [str(gone.uid)], "is_list_destroyed": "on", "is_sure": "on"}
    page = client.get("/pilot/uchovani/").content.decode()
    assert (f'value="{gone.uid}"' in page, f'value="{living.uid}"' in page) == (True, False)
    assert client.post("/pilot/uchovani/", {**typed, "is_sure": ""}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/pilot/uchovani/", typed).status_code == 302

    assert counts_of(gone) == [0] * 7
    assert counts_of(living) == [1, 1, 0, 0, 0, 0, 0]
    gone.refresh_from_db()
    assert (gone.entered_on, gone.entry_situation, gone.erased_by) == (None, "", world.officer)
    assert world.pilot.inside.events.filter(verb="pilot_households_erased").count() == 1

    # what was published stays, with who was counted, and nothing is counted anew
    published.preparation.refresh_from_db()
    assert published.preparation.figures == told
    assert kept_rows(published, world.author, "entered") == rows
    with pytest.raises(publications.RowsErased):
        world.prepared(SECOND)
    with pytest.raises(households.HouseholdErased):
        households.change_size(
            household=gone, since=date(2018, 1, 1), adults=1, children=0, **common
        )
    address = f"/pilot/domacnosti/{gone.uid}/"
    assert "Řádky této domácnosti byly vymazány" in client.get(address).content.decode()
    assert client.get(f"{address}velikost/").status_code == 404
    assert gone.pseudonym not in client.get("/pilot/domacnosti/").content.decode()

    # a backup from before brings the household back; it goes again
    Household.objects.filter(pk=gone.pk).update(
        erased_at=None,
        erased_by=None,
        entered_on=date(2017, 1, 1),
        entry_situation="houseless",
        entry_route="application",
    )
    households.change_size(household=gone, since=date(2018, 1, 1), adults=1, children=0, **common)
    again = replays()["erased households"]
    assert again() == ["Erasure repeated: 1 households of pilot-2017"]
    assert (counts_of(gone), again()) == ([0] * 7, [])
