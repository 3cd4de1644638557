"""What may be recorded of the pilot, what is refused in which words, and that every act is logged and nobody named."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.models import Event
from evaluation.actions import flats, households, pilot, support, tenancies
from evaluation.enums.pilot import Level, Programme
from evaluation.models import (
    Flat,
    Household,
    HouseholdSize,
    LimitException,
    Pilot,
    PlannedFlats,
    Review,
    RowChange,
    SupportLevel,
    Tenancy,
)
from evaluation.models.pilot import holding
from people.enums import Role
from people.personas import PERSONAS
from tests.evaluation import build_pilot as build
from tests.factories.people import OrganisationFactory, UserFactory
from tests.worlds import built_once

MARCH = date(2017, 3, 1)


def make_world():
    by = build.officer()
    made = build.a_pilot(by)
    crisis = build.flat(made, "K-1", by, Programme.CRISIS)
    social = build.flat(made, "S-1", by)
    return by, made, crisis, social, build.household(made, by)


world = built_once(make_world)


def common(by):
    return {"by": by, "at": timezone.now()}


def verbs(of: Pilot) -> list[str]:
    return list(
        Event.objects.filter(record=of.inside).order_by("pk").values_list("verb", flat=True)
    )


def test_a_pilot_begins_with_the_rules_of_ostrava_and_its_log_is_restricted(world):
    _by, made, *_rest = world
    (rules,) = made.rules.all()
    assert (
        rules.crisis_months, rules.crisis_reviews, rules.assessment_months, rules.gap_days,
        rules.is_cooperation_compulsory_everywhere, rules.minimum, rules.crossed_minimum,
    ) == (6, [4, 5], 3, 30, False, 5, 10)  # fmt: skip
    assert (made.record.visibility, made.inside.visibility) == ("staff", "restricted")
    assert verbs(made) == [
        "pilot_created", "pilot_rules_set", "pilot_flat_added", "pilot_flat_added",
        "pilot_household_added",
    ]  # fmt: skip
    # not whose
    assert all(event.payload == {} for event in Event.objects.filter(record=made.inside))


def test_other_rules_are_another_row_and_reviews_lie_before_the_limit(world):
    by, made, *_rest = world
    pilot.set_rules(
        pilot=made, valid_from=date(2018, 1, 1), crisis_months=9, crisis_reviews=(6, 8, 6),
        is_cooperation_compulsory_everywhere=True, **common(by),
    )  # fmt: skip
    assert [row.crisis_reviews for row in made.rules.order_by("pk")] == [[4, 5], [6, 8]]
    with pytest.raises(pilot.RulesWrong):
        pilot.set_rules(
            pilot=made, valid_from=date(2019, 1, 1), crisis_reviews=(4, 7), **common(by)
        )


@pytest.mark.parametrize(
    "code", ["Nádražní 12", "ul. Lípová", "K1", "K-", "", "1-K", "K-12345", "LIPA-1", "K-1 a"]
)
def test_a_flat_is_never_called_by_its_address(world, code):
    by, made, *_rest = world
    with pytest.raises(flats.FlatCodeWrong):
        build.flat(made, code, by)


def test_a_code_is_given_once_and_a_flat_lies_in_a_district(world):
    by, made, *_rest = world
    with pytest.raises(flats.FlatCodeTaken):
        build.flat(made, " k-1 ", by)
    with pytest.raises(flats.NotADistrict):
        build.flat(made, "K-2", by, district=OrganisationFactory(name="Spolek Práh"))


def test_a_flat_does_not_leave_the_pilot_under_those_who_live_there(world):
    by, _made, _crisis, social, someone = world
    stay = build.stay(someone, social, MARCH, by)
    with pytest.raises(flats.StaysOutside):
        flats.change_flat(flat=social, available_to=date(2018, 1, 1), reason="agreed", **common(by))
    tenancies.end_stay(
        tenancy=stay, on=date(2017, 12, 1), reason="own_or_market_tenancy", **common(by)
    )
    changed = flats.change_flat(
        flat=social, available_to=date(2018, 1, 1), reason="agreed", **common(by)
    )
    (kept,) = changed.changes.all()
    assert (kept.field, kept.former, kept.new, kept.reason) == (
        "available_to", "", "2018-01-01", "agreed",
    )  # fmt: skip
    with pytest.raises(pilot.StaleRow) as stale:
        flats.change_flat(
            flat=social, size="3", reason="mistake", lock_version=social.lock_version, **common(by)
        )
    assert stale.value.current.available_to == date(2018, 1, 1)


def test_pseudonyms_are_drawn_alike_and_none_is_a_name(world):
    by, made, *_rest = world
    drawn = households.drawn_pseudonyms(40)
    assert len(set(drawn)) == 40
    assert all(households.is_pseudonym(one) for one in drawn)
    for name in ("Nováková", "D-1", "D-O0O0", "d-k7m4", "X-K7M4"):
        with pytest.raises(households.PseudonymWrong):
            build.household(made, by, pseudonym=name)
    build.household(made, by, pseudonym="D-K7M4")
    with pytest.raises(households.PseudonymTaken):
        build.household(made, by, pseudonym="D-K7M4")


@pytest.mark.parametrize(("adults", "children"), [(0, 2), (-1, 0), (21, 0), (1, 21)])
def test_a_household_has_an_adult_and_fits_into_a_flat(world, adults, children):
    by, made, *_rest = world
    with pytest.raises(households.SizeWrong):
        build.household(made, by, adults=adults, children=children)


def test_nothing_is_recorded_before_it_happens(world):
    by, made, crisis, _social, someone = world
    tomorrow = timezone.localdate() + timedelta(days=1)
    for act in (
        lambda: build.household(made, by, entered_on=tomorrow),
        lambda: build.stay(someone, crisis, tomorrow, by),
        lambda: build.stay(someone, crisis, MARCH, by, tomorrow),
        lambda: build.decision(someone, by, tomorrow),
        lambda: support.hold_review(
            household=someone, kind="interim", held_on=tomorrow, result="goes_on", **common(by)
        ),
    ):
        with pytest.raises(pilot.NotYet):
            act()


def test_a_stay_is_refused_in_words_before_the_database_refuses_it(world):
    by, made, crisis, social, someone = world
    build.stay(someone, crisis, MARCH, by)
    other = build.household(made, by)
    with pytest.raises(tenancies.FlatTaken, match=someone.pseudonym):
        build.stay(other, crisis, date(2017, 5, 1), by)
    with pytest.raises(tenancies.HousedAlready, match="K-1"):
        build.stay(someone, social, date(2017, 5, 1), by)
    with pytest.raises(tenancies.EndsBeforeStart):
        build.stay(other, social, date(2016, 12, 31), by)
    late = build.flat(made, "S-2", by, available_from=date(2018, 1, 1))
    with pytest.raises(tenancies.FlatNotThere):
        build.stay(other, late, date(2017, 12, 31), by)
    with pytest.raises(tenancies.EndsBeforeStart):
        build.stay(other, social, MARCH, by, date(2017, 2, 28))
    with pytest.raises(tenancies.EndsBeforeStart):
        build.stay(other, social, MARCH, by, contract_end=MARCH)
    # what was refused left nothing, and the stay that would have ended before it began goes on
    assert list(Tenancy.objects.order_by("pk").values_list("flat", "actual_end")) == [
        (crisis.pk, None),
        (social.pk, None),
    ]


def test_a_move_ends_one_stay_and_begins_the_next_or_does_neither(world):
    by, made, crisis, social, someone = world
    stay = build.stay(someone, crisis, MARCH, by)
    other = build.household(made, by)
    build.stay(other, social, date(2017, 6, 1), by)
    with pytest.raises(tenancies.FlatTaken):
        tenancies.move(tenancy=stay, flat=social, on=date(2017, 7, 15), **common(by))
    stay.refresh_from_db()
    assert stay.actual_end is None
    free = build.flat(made, "S-2", by)
    moved = tenancies.move(
        tenancy=stay, flat=free, on=date(2017, 7, 15), contract_end=date(2018, 7, 14), **common(by)
    )
    stay.refresh_from_db()
    assert (stay.actual_end, stay.end_reason, stay.destination) == (
        date(2017, 7, 15), "moved_within_system", "",
    )  # fmt: skip
    assert (moved.start, moved.follows, moved.programme) == (
        date(2017, 7, 15), stay, Programme.SOCIAL_AFFORDABLE,
    )  # fmt: skip
    with pytest.raises(tenancies.EndedAlready):
        tenancies.move(tenancy=stay, flat=free, on=date(2017, 8, 1), **common(by))


@pytest.mark.parametrize(
    ("reason", "destination", "kept"),
    [
        ("own_or_market_tenancy", "", "stable"),
        ("institution_prison", "institution", "institution"),
        ("institution_health", "homeless", None),
        ("death", "", "deceased"),
        ("death", "unknown", None),
        ("rent_arrears", "homeless", "homeless"),
        ("rent_arrears", "", None),
        ("abandoned", "deceased", None),
        ("unknown", "unknown", "unknown"),
        ("moved_within_system", "stable", None),
    ],
)
def test_where_a_household_went_fits_why(world, reason, destination, kept):
    by, _made, crisis, _social, someone = world
    stay = build.stay(someone, crisis, MARCH, by)
    end = {"tenancy": stay, "on": date(2017, 8, 1), "reason": reason, "destination": destination}
    if kept is None:
        with pytest.raises(tenancies.DestinationWrong):
            tenancies.end_stay(**end, **common(by))
    else:
        assert tenancies.end_stay(**end, **common(by)).destination == kept


def test_a_mistake_is_corrected_and_what_it_was_stays_in_the_history(world):
    by, _made, crisis, social, someone = world
    stay = build.stay(someone, crisis, MARCH, by, date(2017, 6, 1))
    corrected = tenancies.correct_stay(
        tenancy=stay,
        values={"flat": social, "start": date(2017, 2, 1), "actual_end": None},
        reason="mistake",
        lock_version=stay.lock_version,
        **common(by),
    )
    assert (corrected.flat, corrected.programme, corrected.actual_end, corrected.end_reason) == (
        social, Programme.SOCIAL_AFFORDABLE, None, "",
    )  # fmt: skip
    assert sorted(corrected.changes.values_list("field", "former", "new")) == [
        ("actual_end", "2017-06-01", ""),
        ("destination", "temporary", ""),
        ("end_reason", "family_friends", ""),
        ("flat", str(crisis.pk), str(social.pk)),
        ("programme", "crisis", "social_affordable"),
        ("start", "2017-03-01", "2017-02-01"),
    ]
    with pytest.raises(pilot.StaleRow):
        tenancies.correct_stay(
            tenancy=stay, values={"start": MARCH}, reason="mistake",
            lock_version=stay.lock_version, **common(by),
        )  # fmt: skip
    with pytest.raises(tenancies.DestinationWrong):
        tenancies.correct_stay(
            tenancy=stay, values={"actual_end": date(2018, 1, 1)}, reason="mistake", **common(by)
        )


def test_a_stay_entered_by_mistake_makes_room(world):
    by, made, crisis, _social, someone = world
    stay = build.stay(someone, crisis, MARCH, by)
    for _twice in range(2):
        tenancies.void_stay(tenancy=stay, reason="mistake", **common(by))
    assert verbs(made).count("pilot_stay_voided") == 1
    right = build.stay(build.household(made, by), crisis, MARCH, by)
    assert list(Tenancy.objects.standing()) == [right]
    with pytest.raises(tenancies.EndedAlready):
        tenancies.end_stay(tenancy=stay, on=MARCH, reason="death", **common(by))


def test_only_crisis_stays_have_a_limit_to_be_answered(world):
    by, made, crisis, social, someone = world
    answer = {
        "answer": "exception", "until": date(2017, 10, 1), "reason": "flat_promised",
        "decided_on": date(2017, 9, 1), "approved_by": "department_head",
    }  # fmt: skip
    stay = build.stay(someone, crisis, MARCH, by)
    made_answer = tenancies.answer_limit(tenancy=stay, **answer, **common(by))
    assert (made_answer.until, made_answer.approved_by) == (date(2017, 10, 1), "department_head")
    with pytest.raises(tenancies.ExceptionWrong):
        tenancies.answer_limit(tenancy=stay, **{**answer, "until": date(2017, 9, 1)}, **common(by))
    other = build.stay(build.household(made, by), social, MARCH, by)
    with pytest.raises(tenancies.NotACrisisStay):
        tenancies.answer_limit(tenancy=other, **answer, **common(by))
    stay.refresh_from_db()
    assert (stay.actual_end, LimitException.objects.count()) == (None, 1)


def test_support_is_decided_with_a_review_and_changed_both_ways(world):
    by, _made, _crisis, social, someone = world
    build.stay(someone, social, MARCH, by)
    with pytest.raises(support.ReviewMissing):
        build.decision(someone, by, date(2017, 5, 20), held_on=None)
    with pytest.raises(support.LevelNotDecided):
        build.decision(someone, by, date(2017, 5, 20), level=Level.ASSESSMENT)
    first = build.decision(someone, by, date(2017, 5, 20))
    with pytest.raises(support.LevelHoldsAlready):
        build.decision(someone, by, date(2017, 6, 20))
    build.decision(someone, by, date(2017, 9, 1), level=Level.INTENSIVE, reason="needs_grew")
    build.decision(someone, by, date(2018, 2, 1), level=Level.LIGHT, reason="needs_fell")
    assert list(Review.objects.order_by("pk").values_list("kind", "due_on", "held_on")) == [
        ("assessment", date(2017, 6, 1), date(2017, 5, 20)),
        ("interim", None, date(2017, 9, 1)),
        ("interim", None, date(2018, 2, 1)),
    ]
    right = build.decision(
        someone, by, date(2017, 5, 22), held_on=None, level=Level.INTENSIVE, replaces=first
    )
    with pytest.raises(support.ReplacedAlready):
        build.decision(someone, by, date(2017, 5, 23), held_on=None, replaces=first)
    assert SupportLevel.objects.count() == 4
    assert list(SupportLevel.objects.standing().order_by("pk").values_list("level", flat=True)) == [
        "intensive", "light", "intensive",
    ]  # fmt: skip
    assert right.replaces == first


def test_a_review_says_of_which_month_it_is_where_it_is_of_one(world):
    by, *_rest, someone = world
    for kind, month in (("crisis", None), ("interim", 4)):
        with pytest.raises(support.MonthWrong):
            support.hold_review(
                household=someone, kind=kind, month=month, held_on=MARCH, result="goes_on",
                **common(by),
            )  # fmt: skip
    with pytest.raises(support.MonthWrong):
        support.record_status(
            household=someone, month=7, housed_how="same_flat", seen_on=MARCH, **common(by)
        )


def test_a_household_splits_without_counting_anybody_twice(world):
    by, *_rest, someone = world
    part = households.split_household(
        household=someone, on=date(2017, 9, 1), adults=1, children=1, **common(by)
    )
    assert (part.split_from, part.entry_route, part.entered_on) == (
        someone, "split", date(2017, 9, 1),
    )  # fmt: skip
    assert list(
        HouseholdSize.objects.order_by("pk").values_list("household", "adults", "children")
    ) == [(someone.pk, 2, 1), (part.pk, 1, 1), (someone.pk, 1, 0)]
    for adults, children in ((1, 0), (0, 0), (1, 1)):
        with pytest.raises((households.SplitWrong, households.SizeWrong)):
            households.split_household(
                household=someone, on=date(2017, 10, 1), adults=adults, children=children,
                **common(by),
            )  # fmt: skip


def test_a_split_learnt_late_makes_later_sizes_smaller_too(world):
    """Two adults and two children, since June one more; in July it is learnt that two left in May: five, not seven."""
    by, made, *_rest = world
    someone = build.household(made, by, adults=2, children=2)
    may, june = date(2017, 5, 1), date(2017, 6, 1)
    for adults, children in ((1, 2), (2, 3)):  # the first is wrong and refused for a split
        sizes = {"since": june, "adults": adults, "children": children}
        households.change_size(household=someone, **sizes, **common(by))
        split = {"household": someone, "on": may, "adults": 1, "children": 1, **common(by)}
        if adults == 1:
            with pytest.raises(households.SplitWrong, match=r"1\.\s6\.\s2017"):
                households.split_household(**split)
    part = households.split_household(**split)

    def people(on: date) -> list[int]:
        rows = (holding(list(one.sizes.all()), on) for one in (someone, part))
        return [row.adults + row.children for row in rows]

    assert (people(may), people(june)) == ([2, 2], [3, 2])


def test_a_target_is_dated_and_limits_nothing(world):
    by, made, *_rest = world
    for count, day in ((5, date(2017, 1, 1)), (6, date(2017, 7, 1))):
        pilot.plan_flats(
            pilot=made, programme=Programme.CRISIS, count=count, valid_from=day, **common(by)
        )
    for number in range(2, 9):
        build.flat(made, f"K-{number}", by, Programme.CRISIS)
    assert Flat.objects.filter(programme=Programme.CRISIS).count() == 8
    assert list(PlannedFlats.objects.order_by("pk").values_list("count", flat=True)) == [5, 6]


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.key)
def test_rows_of_households_exist_for_officers_and_evaluators_only(world, persona):
    by, _made, crisis, _social, someone = world
    stay = build.stay(someone, crisis, MARCH, by)
    flats.change_flat(flat=crisis, size="3", reason="mistake", **common(by))
    build.decision(someone, by, date(2017, 5, 1), held_on=None)
    reads = bool({Role.PILOT_OFFICER, Role.EVALUATOR} & set(persona.roles))
    for user in (UserFactory(roles=persona.roles), AnonymousUser()):
        for model in (Flat, Household, HouseholdSize, Tenancy, SupportLevel, RowChange):
            expected = model.objects.count() if reads and user.is_authenticated else 0
            assert model.objects.visible_to(user).count() == expected, model
    assert [str(row) for row in (someone, stay, crisis)] == [
        f"household {someone.pk}", f"stay {stay.pk}", f"flat {crisis.pk}",
    ]  # fmt: skip
