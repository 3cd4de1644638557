"""Members from a spreadsheet: what each row says, what would become of it, and doing it twice."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from core.models import OutboxMail
from core.spreadsheets import Row
from people import actions as people_actions
from people.enums import Role
from people.models import Invitation, User
from tests.consultations.test_spreadsheets import xlsx
from tests.factories.people import OrganisationFactory, UserFactory
from tests.working_groups import build
from working_groups.actions import member_imports
from working_groups.member_sheets import MemberRow, read_row
from working_groups.models import Group

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = date(2018, 1, 25)
HEAD = ["Jméno a příjmení", "E-mail", "Organizace", "Funkce", "Hlasuje", "Od"]
LIST = [
    ["Vilma Vrbová", "VILMA@example.org", "městský obvod vrba", "předsedkyně", "", "1. 2. 2018"],
    ["Klára Klíčová", "klara@example.org", "", "člen", "ne", ""],
    ["", "bez-jmena", "Spolek Nikde", "král", "možná", "31. 2. 2018"],
    ["Kamil Kaštan", "kamil@example.org", "Spolek Nikde", "", "", ""],
]


def row(**cells) -> MemberRow:
    with translation.override("en"):
        return read_row(Row(2, {"name": "Jana", "email": "jana@example.org"} | cells))


def the_group() -> Group:
    OrganisationFactory(name="Městský obvod Vrba")
    return build.group("PSB", at=timezone.now())


def seats(group):
    rows = group.memberships.order_by("pk").select_related("user", "on_behalf_of")
    return [
        (seat.user.email, seat.role, seat.is_voting, str(seat.on_behalf_of), seat.valid_from)
        for seat in rows
    ]


def store(group, rows, *, invites=True):
    return member_imports.import_members(
        group=group, rows=rows, on=TODAY, invites=invites, by=None, at=timezone.now()
    )


@pytest.mark.parametrize(
    ("cells", "role", "is_voting", "since"),
    [
        ({}, "member", True, None),
        ({"role": "Tajemnice", "since": "2018-01-25"}, "secretary", False, TODAY),
        ({"role": "stálý host"}, "permanent_guest", False, None),
        (
            {"role": "Místopředseda", "votes": "NE", "since": "25.1.2018"},
            "vice_chair",
            False,
            TODAY,
        ),
        ({"role": "tajemník", "votes": "ano"}, "secretary", True, None),
    ],
)
def test_a_row_is_read_as_people_write_it(cells, role, is_voting, since):
    read = row(**cells)
    assert (read.role, read.is_voting, read.since, read.problem) == (role, is_voting, since, "")


def test_every_fault_of_a_row_is_told():
    assert row(name="", email="x", role="král", votes="možná", since="31. 2. 2018").problem == (
        "The e-mail address is missing or is not an address. The name is missing. "
        "This role is not known: use chair, vice-chair, secretary or member. "
        "Whether the person votes: write yes or no. The day is not a date such as 25. 1. 2018."
    )


def test_a_packed_row_is_the_same_again():
    for read in (row(), row(since="25. 1. 2018", role="král", organisation="Vrba")):
        assert MemberRow.unpacked(read.packed()) == read


def test_a_person_named_twice_is_left_out():
    rows = member_imports.read_members(xlsx(HEAD, LIST[1], LIST[1]))
    assert [bool(read.problem) for read in rows] == [True, True]


def test_good_rows_are_seated_with_accounts_that_wait_and_the_same_list_may_come_again():
    group = the_group()
    rows = member_imports.read_members(xlsx(HEAD, *LIST))
    done = store(group, rows)

    assert (done.seated_count, done.enrolled_count) == (2, 2)
    assert [read.number for read in done.refused] == [4, 5]
    wanted = [
        ("vilma@example.org", "chair", True, "Městský obvod Vrba", date(2018, 2, 1)),
        ("klara@example.org", "member", False, "None", TODAY),
    ]
    assert seats(group) == wanted
    assert sorted(OutboxMail.objects.values_list("recipient", "kind")) == [
        ("klara@example.org", "invitation"),
        ("vilma@example.org", "invitation"),
    ]
    assert not any(
        person.has_usable_password() for person in User.objects.exclude(email__startswith="editor")
    )

    again = store(group, rows)
    assert (again.seated_count, again.enrolled_count) == (0, 0)
    assert seats(group) == wanted
    assert Invitation.objects.count() == 2


def test_who_has_an_account_is_seated_without_an_invitation():
    group, person = the_group(), UserFactory(email="klara@example.org")
    done = store(group, member_imports.read_members(xlsx(HEAD, LIST[1])))
    assert (done.seated_count, done.enrolled_count) == (1, 0)
    assert group.memberships.get().user == person
    assert not Invitation.objects.exists()


def test_a_closed_account_is_left_out():
    group = the_group()
    UserFactory(email="klara@example.org", is_active=False)
    done = store(group, member_imports.read_members(xlsx(HEAD, LIST[1])))
    assert (done.seated_count, len(done.refused)) == (0, 1)


def test_the_waiting_account_is_taken_over_by_the_invitation_and_once_only():
    group = the_group()
    store(group, member_imports.read_members(xlsx(HEAD, LIST[1])), invites=False)
    offer = people_actions.invite_person(
        email="klara@example.org", name="K", roles=[Role.MEMBER], by=None, at=timezone.now()
    )
    person = people_actions.accept_invitation(
        token=offer.token, name="Klára K.", password="housle-a-kamna-7", at=timezone.now()
    )
    assert person == group.memberships.get().user
    assert (person.name, person.check_password("housle-a-kamna-7")) == ("Klára K.", True)
    assert person.emailaddress_set.get().verified
    with pytest.raises(people_actions.PersonAlreadyHasAccount):
        people_actions.invite_person(
            email="klara@example.org", name="K", roles=[], by=None, at=timezone.now()
        )


def test_the_screen_shows_first_and_stores_what_was_shown(client):
    group = the_group()
    client.force_login(UserFactory(roles=[Role.SECRETARY], is_demo=True))
    address = reverse("groups_desk:member-list", args=[group.pk])
    file = SimpleUploadedFile("clenove.xlsx", xlsx(HEAD, *LIST))
    shown = client.post(address, {"file": file, "on": "2018-01-25"})
    assert [plan.will_be_seated for plan in shown.context["plans"]] == [True, True, False, False]
    assert not group.memberships.exists()

    rows = shown.context["confirm_form"].initial["rows"]
    forged = client.post(f"{address}ulozit/", {"rows": rows[:-2] + "xx", "invites": ""})
    assert (forged.status_code, group.memberships.exists()) == (302, False)
    answer = client.post(f"{address}ulozit/", {"rows": rows})
    assert answer.status_code == 302
    assert len(seats(group)) == 2
    assert not Invitation.objects.exists()

    listed = client.get(f"{address}seznam.csv").content.decode("utf-8-sig")
    assert member_imports.read_members(listed.encode())[0].name in {"Klára Klíčová", "Vilma Vrbová"}


def test_what_is_no_list_is_refused_with_words(client):
    group = the_group()
    client.force_login(UserFactory(roles=[Role.SECRETARY], is_demo=True))
    file = SimpleUploadedFile("x.csv", "Dobrý den\nposíláme".encode())
    answer = client.post(
        reverse("groups_desk:member-list", args=[group.pk]), {"file": file, "on": "2018-01-25"}
    )
    assert list(answer.context["form"].errors) == ["file"]
