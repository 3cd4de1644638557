"""The hard situations of the housing pilot (situations.md, evaluation and pilot), by name."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluation.actions import flats, households, support, tenancies
from evaluation.actions.pilot import plan_flats
from evaluation.enums.pilot import FlatState, Level, Programme
from evaluation.models import Household, Tenancy
from evaluation.month import Matter
from evaluation.queries.flats import flat_row, flat_rows, planned_and_there
from evaluation.queries.pilot import rules_of, stories
from evaluation.queries.pilot_month import due_of, month_of
from evaluation.retention import Whereabouts, retention
from focus_groups.models import Participant
from tests.evaluation import build_pilot as build
from tests.worlds import built_once

MARCH = date(2017, 3, 1)
ON = date(2019, 9, 30)


def make_world():
    by = build.officer()
    pilot = build.a_pilot(by)
    return by, pilot, {
        code: build.flat(
            pilot, code, by, Programme.CRISIS if code.startswith("K") else "social_affordable"
        )
        for code in ("K-1", "K-2", "S-1", "S-2")
    }  # fmt: skip


world = built_once(make_world)


def common(by):
    return {"by": by, "at": timezone.now()}


def story_of(pilot, household, by):
    (found,) = stories(pilot, by, households=[household])
    return found


def of(dues, matter):
    return [due for due in dues if due.matter is matter]


def test_p1_a_review_is_late_by_its_true_day_and_both_days_are_kept(world):
    """The review after three months falls on a day in hospital; decided on day 104, dated as of day 88."""
    by, pilot, flat = world
    household = build.household(pilot, by)
    build.stay(household, flat["S-1"], MARCH, by)
    as_of, decided = MARCH + timedelta(days=88), MARCH + timedelta(days=104)
    level = build.decision(household, by, decided, valid_from=as_of, held_on=decided)
    assert (level.valid_from, level.decided_on) == (as_of, decided)
    review = household.reviews.get()
    assert (review.kind, review.due_on, review.held_on) == (
        "assessment", date(2017, 6, 1), decided,
    )  # fmt: skip
    story = story_of(pilot, household, by)
    (due,) = of(due_of(story, rules_of(pilot), ON), Matter.ASSESSMENT)
    assert (due.day, due.done_on, due.is_late(ON)) == (date(2017, 6, 1), decided, True)
    # support is at the level as of the day it was dated
    assert [story.level_on(day) for day in (as_of - timedelta(days=1), as_of)] == [
        Level.ASSESSMENT, Level.LIGHT,
    ]  # fmt: skip


def test_p2_a_chain_of_stays_with_a_split_counts_nobody_twice(world):
    """Crisis flat, in month 5 a social flat, lost in month 8, a crisis flat again, then the parents separate."""
    by, pilot, flat = world
    household = build.household(pilot, by, adults=2, children=3)
    crisis = build.stay(household, flat["K-1"], MARCH, by)
    social = tenancies.move(tenancy=crisis, flat=flat["S-1"], on=date(2017, 7, 15), **common(by))
    tenancies.end_stay(
        tenancy=social, on=date(2017, 10, 20), reason="rent_arrears", destination="homeless",
        **common(by),
    )  # fmt: skip
    again = build.stay(household, flat["K-2"], date(2017, 11, 25), by)
    part = households.split_household(
        household=household, on=date(2018, 1, 10), adults=1, children=1, **common(by)
    )
    assert part.pseudonym != household.pseudonym
    assert part.split_from == household
    assert again.follows == Tenancy.objects.get(pk=social.pk)
    both = stories(pilot, by)
    people = [
        (size.adults + size.children)
        for story in both
        if (size := story.size_on(date(2018, 2, 1))) is not None
    ]
    assert (sum(people), len(both)) == (5, 2)
    story = story_of(pilot, household, by)
    # the second crisis stay began more than thirty days after the first: a limit of its own
    limits = of(due_of(story, rules_of(pilot), ON), Matter.LIMIT)
    assert [due.day for due in limits] == [date(2018, 5, 25)]
    # one clock for each programme it entered
    shares = {
        (programme, months): retention([story.housing(programme)], months, ON).share()
        for programme in Programme.values
        for months in (6, 8)
    }
    # 1 September in the social flat, 1 November nowhere; 15 January and 15 March in the second crisis flat
    assert list(shares.values()) == [1, 0, 1, 1]
    assert story.housing(Programme.CRISIS).on(date(2017, 9, 1)) is Whereabouts.HOUSED
    # between the stays it is known where it was
    assert story.housing(Programme.CRISIS).on(date(2017, 11, 1)) is Whereabouts.HOMELESS


def test_crisis_stays_with_a_short_gap_count_together(world):
    by, pilot, flat = world
    household = build.household(pilot, by)
    build.stay(household, flat["K-1"], MARCH, by, date(2017, 5, 1))
    build.stay(household, flat["K-2"], date(2017, 5, 11), by)
    dues = due_of(story_of(pilot, household, by), rules_of(pilot), ON)
    assert [due.day for due in of(dues, Matter.LIMIT)] == [date(2017, 9, 11)]
    assert [due.day for due in of(dues, Matter.CRISIS_REVIEW)] == [
        date(2017, 7, 11), date(2017, 8, 11),
    ]  # fmt: skip


def test_over_the_limit_is_shown_with_its_exception_and_ends_nothing(world):
    by, pilot, flat = world
    household = build.household(pilot, by)
    stay = build.stay(household, flat["K-1"], date(2017, 8, 31), by)

    def limit(on):
        (item,) = [
            item
            for item in month_of(pilot, by, on.replace(day=1), on)
            if item.due.matter is Matter.LIMIT
        ]
        return item.due.day, item.is_over_limit, item.is_open, item.due.until

    on = date(2018, 3, 10)
    assert limit(on) == (date(2018, 2, 28), True, True, None)
    tenancies.answer_limit(
        tenancy=stay, answer="exception", until=date(2018, 5, 1), reason="flat_promised",
        decided_on=date(2018, 3, 12), approved_by="department_head", **common(by),
    )  # fmt: skip
    items = month_of(pilot, by, date(2018, 2, 1), date(2018, 3, 20))
    (item,) = [item for item in items if item.due.matter is Matter.LIMIT]
    assert (item.is_over_limit, item.is_open, item.due.until) == (True, False, date(2018, 5, 1))
    # the exception is over: it is open again; the stay goes on all the time
    assert limit(date(2018, 5, 2)) == (date(2018, 2, 28), True, True, date(2018, 5, 1))
    stay.refresh_from_db()
    assert stay.actual_end is None


def test_overlaps_are_refused_by_the_database_whoever_writes(world):
    by, pilot, flat = world
    first, second = (build.household(pilot, by) for _n in range(2))
    stay = build.stay(first, flat["K-1"], MARCH, by)
    other = build.stay(second, flat["K-2"], MARCH, by)
    for change in ({"flat": flat["K-1"]}, {"household": first}):
        with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
            Tenancy.objects.filter(pk=other.pk).update(**change)
    with pytest.raises(tenancies.FlatTaken):
        build.stay(build.household(pilot, by), flat["K-1"], date(2018, 1, 1), by)
    assert list(Tenancy.objects.order_by("pk")) == [stay, other]


def test_a_flat_is_repaired_during_a_stay_and_the_stay_goes_on(world):
    by, pilot, flat = world
    household = build.household(pilot, by)
    build.stay(household, flat["S-1"], MARCH, by)
    outage = flats.begin_outage(
        flat=flat["S-1"], start=date(2017, 6, 1), reason="repair", **common(by)
    )
    row = flat_row(pilot, by, "S-1", date(2017, 6, 10))
    assert (row.state, row.outage, row.stay.household) == (FlatState.OCCUPIED, outage, household)
    with pytest.raises(flats.OutageWrong):
        flats.begin_outage(flat=flat["S-1"], start=date(2017, 7, 1), reason="other", **common(by))
    flats.end_outage(outage=outage, end=date(2017, 7, 1), **common(by))
    assert flat_row(pilot, by, "S-1", date(2017, 7, 1)).outage is None
    # an empty flat under repair is out of service
    flats.begin_outage(flat=flat["S-2"], start=MARCH, reason="damage", **common(by))
    assert flat_row(pilot, by, "S-2", MARCH).state is FlatState.REPAIR


def test_a_household_grows_and_what_it_was_stays(world):
    by, pilot, _flat = world
    household = build.household(pilot, by)
    households.change_size(
        household=household, since=date(2017, 6, 1), adults=2, children=2, **common(by)
    )
    # written down wrongly: the same day again
    households.change_size(
        household=household, since=date(2017, 6, 1), adults=2, children=3, **common(by)
    )
    story = story_of(pilot, household, by)
    sizes = [story.size_on(day) for day in (date(2017, 5, 31), date(2017, 6, 1))]
    assert [size.children for size in sizes] == [1, 3]
    assert len(story.sizes) == 3


def test_death_ends_a_stay_and_nobody_is_looked_for_afterwards(world):
    by, pilot, flat = world
    household = build.household(pilot, by, adults=1, children=0)
    build.stay(household, flat["S-1"], MARCH, by, date(2017, 5, 2), reason="death", destination="")
    story = story_of(pilot, household, by)
    found = retention([story.housing()], 6, ON)
    assert (found.counts[Whereabouts.DECEASED], found.share()) == (1, 0)
    assert found.share(left_out={Whereabouts.DECEASED}) is None
    assert due_of(story, rules_of(pilot), ON) == []


def test_prison_for_four_months_and_return_is_known_for_every_day(world):
    by, pilot, flat = world
    household = build.household(pilot, by, adults=1, children=0)
    build.stay(
        household, flat["S-1"], MARCH, by, date(2017, 8, 1),
        reason="institution_prison", destination="",
    )  # fmt: skip
    back = build.stay(household, flat["S-2"], date(2017, 12, 1), by)
    housing = story_of(pilot, household, by).housing()
    assert [housing.on(day) for day in (date(2017, 7, 31), date(2017, 9, 1), date(2018, 3, 1))] == [
        Whereabouts.HOUSED, Whereabouts.INSTITUTION, Whereabouts.HOUSED,
    ]  # fmt: skip
    assert back.follows.end_reason == "institution_prison"
    # decided once for the household, not once for each flat: the assessment began with the first
    dues = due_of(story_of(pilot, household, by), rules_of(pilot), ON)
    assert [due.day for due in of(dues, Matter.ASSESSMENT)] == [date(2017, 6, 1)]


def test_a_transfer_between_districts_is_a_move_and_housing_kept(world):
    by, pilot, flat = world
    far = build.flat(pilot, "S-9", by, district=build.district("Městský obvod Vrba"))
    household = build.household(pilot, by)
    stay = build.stay(household, flat["S-1"], MARCH, by)
    moved = tenancies.move(tenancy=stay, flat=far, on=date(2017, 9, 1), **common(by))
    story = story_of(pilot, household, by)
    assert [one.flat.district.name for one in story.stays] == [
        "Městský obvod Lípa", "Městský obvod Vrba",
    ]  # fmt: skip
    assert (moved.start, retention([story.housing()], 12, ON).share()) == (
        date(2017, 9, 1), Fraction(1),
    )  # fmt: skip


def test_support_decided_before_moving_in_leaves_nothing_to_assess(world):
    by, pilot, flat = world
    household = build.household(pilot, by)
    build.decision(
        household, by, date(2017, 2, 20), held_on=None, reason="known_before",
        level=Level.INTENSIVE, valid_from=MARCH,
    )  # fmt: skip
    build.stay(household, flat["S-1"], MARCH, by)
    story = story_of(pilot, household, by)
    assert of(due_of(story, rules_of(pilot), ON), Matter.ASSESSMENT) == []
    assert [story.level_on(day) for day in (date(2017, 2, 28), MARCH)] == ["", Level.INTENSIVE]
    assert household.reviews.count() == 0


def test_undecided_after_three_months_is_overdue_and_support_stays_at_the_assessment(world):
    by, pilot, flat = world
    household = build.household(pilot, by)
    build.stay(household, flat["S-1"], date(2017, 11, 30), by)
    on = date(2018, 3, 10)
    (item,) = [
        item for item in month_of(pilot, by, on.replace(day=1), on)
        if item.due.matter is Matter.ASSESSMENT
    ]  # fmt: skip
    assert (item.due.day, item.is_late, item.is_open) == (date(2018, 2, 28), True, True)
    assert item.story.level_on(on) == Level.ASSESSMENT


def test_a_target_raised_in_the_middle_of_a_year_holds_from_its_day(world):
    by, pilot, _flat = world
    for count, day in ((5, date(2017, 1, 1)), (6, date(2017, 7, 1))):
        plan_flats(pilot=pilot, programme="crisis", count=count, valid_from=day, **common(by))
    for day, planned in ((date(2017, 6, 30), 5), (date(2017, 7, 1), 6)):
        rows = flat_rows(pilot, by, day)
        crisis, social = planned_and_there(pilot, rows, day)
        assert (crisis.planned, crisis.there) == (planned, 2)
        assert (social.planned, social.there) == (None, 2)


def test_a_household_in_two_programmes_is_one_household(world):
    by, pilot, flat = world
    household = build.household(pilot, by)
    stay = build.stay(household, flat["K-1"], MARCH, by)
    tenancies.move(tenancy=stay, flat=flat["S-1"], on=date(2017, 8, 1), **common(by))
    found = stories(pilot, by)
    assert [len(story.stays) for story in found] == [2]
    assert retention([found[0].housing()], 12, ON).entered == 1


def test_f3_households_and_participants_of_focus_groups_never_meet():
    """No query joins the two key spaces: no chain of relations leads from one to the other but through who worked."""
    allowed_stops = {"core.Record", "people.User", "people.Organisation", "concept.ProjectPage"}
    seen, ahead = set(), [Household]
    while ahead:
        model = ahead.pop()
        if model in seen or model._meta.label in allowed_stops:
            continue
        seen.add(model)
        ahead += [f.related_model for f in model._meta.get_fields() if f.related_model]
    assert Participant not in seen
    assert {model._meta.app_label for model in seen} == {"evaluation"}


def test_light_and_intensive_change_both_ways_with_a_review_and_all_rows_stay(world):
    by, pilot, flat = world
    household = build.household(pilot, by)
    build.stay(household, flat["S-1"], MARCH, by)
    for level, day in (("light", 60), ("intensive", 200), ("light", 400)):
        build.decision(household, by, MARCH + timedelta(days=day), level=level)
    with pytest.raises(support.ReviewMissing):
        build.decision(household, by, date(2018, 6, 1), level="intensive", held_on=None)
    story = story_of(pilot, household, by)
    assert [row.level for row in story.levels] == ["light", "intensive", "light"]
    assert [row.kind for row in story.reviews] == ["assessment", "interim", "interim"]
