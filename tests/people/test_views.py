"""Screens of accounts, as a visitor, an invited person, a holder of an account and an administrator meet them."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from core.models import Event, OutboxMail
from people import actions, queries
from people.enums import Role
from people.models import Invitation, User
from people.personas import DEMO_PASSWORD, WITH_LOGIN
from tests.conftest import TEST_NOW
from tests.factories.people import PASSWORD, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


@pytest.fixture
def administrator(client):
    user = UserFactory(name="Adéla Správcová", roles=[Role.ADMINISTRATOR], is_demo=True)
    client.force_login(user)
    return user


# --- signing in


def test_login_page_shows_the_demo_accounts_and_their_password(client):
    actions.create_demo_accounts(at=TEST_NOW)

    page = body(client.get("/ucet/login/"))

    assert [p.email for p in WITH_LOGIN if f'value="{p.email}"' not in page] == []
    assert DEMO_PASSWORD in page


def test_login_page_hides_the_demo_accounts_elsewhere(client, settings):
    actions.create_demo_accounts(at=TEST_NOW)
    settings.DEMO_ACCOUNTS_ALLOWED = False

    page = body(client.get("/ucet/login/"))

    assert DEMO_PASSWORD not in page
    assert "@ukazka.example" not in page


def test_login_page_says_nothing_of_a_demo_in_an_installation_without_it(client):
    assert DEMO_PASSWORD not in body(client.get("/ucet/login/"))


def test_address_is_not_case_sensitive_and_next_is_followed(client):
    UserFactory(email="jana@example.org")

    response = client.post(
        "/ucet/login/", {"login": "JANA@example.org", "password": PASSWORD, "next": "/ucet/udaje/"}
    )

    assert (response.status_code, response.url) == (302, "/ucet/udaje/")


def test_foreign_next_is_not_followed(client):
    user = UserFactory()

    response = client.post(
        "/ucet/login/", {"login": user.email, "password": PASSWORD, "next": "https://zly.example/"}
    )

    assert response.url == "/prehled/"


def test_wrong_password_and_unknown_address_get_the_same_answer(client):
    user = UserFactory()

    answers = [
        re.findall(r"<li>([^<]+)</li>", body(client.post("/ucet/login/", data)))[0]
        for data in (
            {"login": user.email, "password": "wrong"},
            {"login": "nobody@example.org", "password": "wrong"},
        )
    ]

    assert answers[0] == answers[1]


def test_sign_up_is_closed_unless_opened_by_setting(client, settings):
    data = {"email": "ja@example.org", "password1": "dlouhe-heslo-8", "name": "Já"}
    assert "account/signup_closed.html" in [
        t.name for t in client.post("/ucet/signup/", data).templates
    ]
    assert not User.objects.exists()

    settings.OPEN_SIGNUP = True
    response = client.post("/ucet/signup/", data)

    assert (response.status_code, response.url) == (302, "/ucet/confirm-email/")
    user = User.objects.get()
    assert (user.email, user.name) == ("ja@example.org", "Já")
    assert [e.verb for e in Event.objects.filter(record=user.record)] == ["registered"]
    assert [(m.recipient, m.kind) for m in OutboxMail.objects.all()] == [
        ("ja@example.org", "email_confirmation_signup")
    ]
    assert SESSION_KEY not in client.session


def test_forgotten_password_is_replaced_by_the_mailed_link(client):
    user = UserFactory()
    client.post("/ucet/password/reset/", {"email": user.email})
    mail = OutboxMail.objects.get()
    link = re.search(r"http://testserver(/ucet/password/reset/key/\S+)", mail.text)[1]

    page = client.get(link, follow=True)
    client.post(
        page.redirect_chain[-1][0],
        {"password1": "nove-heslo-do-dilny", "password2": "nove-heslo-do-dilny"},
    )

    user.refresh_from_db()
    assert user.check_password("nove-heslo-do-dilny")
    assert (mail.recipient, mail.kind) == (user.email, "password_reset_key")


# --- invitation


@pytest.fixture
def invitation():
    return actions.invite_person(
        email="nova@example.org",
        name="Jana Nová",
        roles=[Role.MEASURE_OWNER],
        organisation=OrganisationFactory(name="Odbor bydlení"),
        by=None,
        at=TEST_NOW,
    )


def test_invited_person_makes_the_account_and_is_signed_in(client, invitation):
    opened = client.get(f"/ucet/pozvanka/{invitation.token}/")
    assert (opened.status_code, opened.url) == (302, "/ucet/pozvanka/")
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    page = body(client.get("/ucet/pozvanka/"))
    assert "nova@example.org" in page
    assert "Jana Nová" in page
    assert invitation.token not in page

    response = client.post(
        "/ucet/pozvanka/", {"name": "Jana Nováková", "password": "klika-u-dveri-4"}
    )

    assert (response.status_code, response.url) == (302, "/ucet/")
    user = User.objects.get(email="nova@example.org")
    assert client.session[SESSION_KEY] == str(user.pk)
    account = body(client.get("/ucet/"))
    assert "Jana Nováková" in account
    assert "(Odbor bydlení)" in account


def test_invited_editor_sets_the_second_factor_up_before_anything_else(client):
    invitation = actions.invite_person(
        email="nova@example.org", name="Jana", roles=[Role.EDITOR], by=None, at=TEST_NOW
    )
    client.get(f"/ucet/pozvanka/{invitation.token}/")
    client.post("/ucet/pozvanka/", {"name": "Jana", "password": "klika-u-dveri-4"})

    assert client.get("/ucet/").url == "/ucet/2fa/totp/activate/"
    assert client.get("/ucet/2fa/totp/activate/").status_code == 200


@pytest.mark.parametrize("password", ["krátké", "qwerty123456", "nova@example.org"])
def test_weak_password_is_refused(client, invitation, password):
    client.get(f"/ucet/pozvanka/{invitation.token}/")

    response = client.post("/ucet/pozvanka/", {"name": "Jana", "password": password})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"password"}
    assert not User.objects.exists()


def test_useless_link_says_so(client, invitation, clock):
    assert client.get("/ucet/pozvanka/").status_code == 410
    client.get("/ucet/pozvanka/guessed-token/")
    assert client.get("/ucet/pozvanka/").status_code == 410

    client.get(f"/ucet/pozvanka/{invitation.token}/")
    assert client.get("/ucet/pozvanka/").status_code == 200
    clock.shift(15 * 24 * 3600)
    client.get(f"/ucet/pozvanka/{invitation.token}/")
    assert client.get("/ucet/pozvanka/").status_code == 410


# --- one's own account


def test_account_shows_current_roles_only(client):
    user = UserFactory(name="Jana Nová", roles=[Role.MEMBER, Role.GUEST])
    actions.end_role(grant=user.role_grants.get(role=Role.GUEST), by=None, at=TEST_NOW)
    client.force_login(user)

    response = client.get("/en/ucet/")

    assert [grant.role for grant in response.context["grants"]] == ["member"]
    assert "Working group member" in body(response)
    assert ">Guest<" not in body(response)


def test_visitor_is_sent_to_sign_in(client):
    for path in ("/ucet/", "/ucet/udaje/"):
        assert client.get(path).url == f"/ucet/login/?next={path}"


def test_details_are_changed(client):
    user = UserFactory()
    client.force_login(user)

    response = client.post("/ucet/udaje/", {"name": "Jana Nová", "mail_language": "en"})

    assert (response.status_code, response.url) == (302, "/ucet/")
    user.refresh_from_db()
    assert (user.name, user.mail_language) == ("Jana Nová", "en")


def test_unknown_language_is_refused(client):
    client.force_login(UserFactory())

    response = client.post("/ucet/udaje/", {"name": "Jana", "mail_language": "xx"})

    assert response.context["form"].errors.keys() == {"mail_language"}


# --- administration of people


@pytest.mark.parametrize(
    "path", ["users/", "users/new/", "users/1/", "groups/", "groups/new/", "groups/1/"]
)
def test_screens_of_wagtail_for_users_and_groups_do_not_exist(client, administrator, path):
    assert client.get(f"/admin/{path}").status_code == 404
    assert client.post(f"/admin/{path}").status_code == 404


def test_bulk_actions_of_wagtail_on_people_do_not_exist(client, administrator):
    for action in ("delete", "assign_role", "set_active_state"):
        path = f"/admin/bulk/people/user/{action}/?id={administrator.pk}"
        assert client.post(path).status_code == 404


def test_menu_leads_administrators_to_people(client, administrator):
    page = body(client.get("/admin/"))

    assert "/admin/lide/" in page
    assert "/admin/users/" not in page
    assert "/admin/groups/" not in page


def test_people_are_searched_by_name_and_address(client, administrator):
    UserFactory(name="Jana Nová", email="jana@example.org", roles=[Role.EDITOR])
    UserFactory(name="Petr Starý", email="petr@example.org")

    assert [u.name for u in client.get("/admin/lide/").context["object_list"]] == [
        "Adéla Správcová",
        "Jana Nová",
        "Petr Starý",
    ]
    for words in ("nová", "jana@"):
        found = client.get("/admin/lide/", {"q": words}).context["object_list"]
        assert [user.name for user in found] == ["Jana Nová"]
        assert [grant.role for grant in found[0].current_grants] == ["editor"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_people_costs_the_same_for_any_number(
    client, administrator, count, django_assert_num_queries
):
    for _ in range(count):
        UserFactory(roles=[Role.EDITOR, Role.MEMBER])
    client.get("/admin/lide/")  # content types and the like are asked once

    with django_assert_num_queries(12):
        client.get("/admin/lide/")


def test_person_is_invited(client, administrator):
    organisation = OrganisationFactory()

    response = client.post(
        "/admin/lide/pozvat/",
        {
            "email": "nova@example.org",
            "name": "Jana Nová",
            "roles": ["editor", "chair"],
            "organisation": organisation.pk,
        },
    )

    assert (response.status_code, response.url) == (302, "/admin/lide/pozvanky/")
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.roles, invitation.organisation, invitation.invited_by) == (
        "nova@example.org",
        ["editor", "chair"],
        organisation,
        administrator,
    )
    assert "nova@example.org" in body(client.get("/admin/lide/pozvanky/"))
    assert "Vaše role: Redaktor, Předseda." in OutboxMail.objects.get().text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "adela@example.org"}, "email"),
        ({"email": "nonsense"}, "email"),
        ({"roles": ["facilitator", "pilot_officer"]}, "roles"),
        ({"roles": ["emperor"]}, "roles"),
        ({"name": ""}, "name"),
    ],
)
def test_impossible_invitation_is_explained_at_its_field(client, administrator, changes, field):
    UserFactory(email="adela@example.org")
    given = {"email": "nova@example.org", "name": "Jana", "roles": ["editor"]}

    response = client.post("/admin/lide/pozvat/", given | changes)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Invitation.objects.exists()


def test_person_is_invited_without_a_role(client, administrator):
    client.post("/admin/lide/pozvat/", {"email": "nova@example.org", "name": "Jana"})

    assert Invitation.objects.get().roles == []


def test_invitation_is_withdrawn(client, administrator, invitation):
    response = client.post(f"/admin/lide/pozvanky/{invitation.pk}/odvolat/")

    assert response.url == "/admin/lide/pozvanky/"
    assert not Invitation.objects.waiting().exists()
    assert client.post(f"/admin/lide/pozvanky/{invitation.pk}/odvolat/").status_code == 404


def test_role_is_granted_and_ended_on_the_page_of_a_person(client, administrator):
    person = UserFactory()
    page = reverse("people_admin:person-detail", args=[person.pk])

    assert client.post(page, {"role": "editor"}).url == page
    grant = person.role_grants.get()
    assert (grant.role, grant.granted_by, grant.valid_to) == ("editor", administrator, None)

    assert client.post(f"{page}role/{grant.pk}/ukoncit/").url == page
    grant.refresh_from_db()
    assert grant.valid_to == TEST_NOW.date()


def test_exclusive_role_wants_a_reason(client, administrator):
    person = UserFactory(roles=[Role.FACILITATOR])
    page = reverse("people_admin:person-detail", args=[person.pk])

    refused = client.post(page, {"role": "pilot_officer"})
    assert list(refused.context["form"].errors) == ["reason"]

    assert client.post(page, {"role": "pilot_officer", "reason": "zástup"}).status_code == 302
    assert person.role_grants.filter(role="pilot_officer").exists()


def test_grant_of_another_person_cannot_be_ended_here(client, administrator):
    person, other = UserFactory(roles=[Role.EDITOR]), UserFactory(roles=[Role.EDITOR])
    grant = other.role_grants.get()

    path = reverse("people_admin:role-end", args=[person.pk, grant.pk])
    assert client.post(path).status_code == 404
    grant.refresh_from_db()
    assert grant.valid_to is None


def test_nobody_changes_their_own_roles_or_closes_their_own_account(client, administrator):
    UserFactory(roles=[Role.ADMINISTRATOR])
    page = reverse("people_admin:person-detail", args=[administrator.pk])
    grant = administrator.role_grants.get()

    assert "Role_" not in body(client.get(page))
    for path, data in (
        (page, {"role": "data_protection_officer"}),
        (f"{page}role/{grant.pk}/ukoncit/", {}),
        (f"{page}uzavrit/", {"is_sure": "1"}),
    ):
        client.post(path, data)
    administrator.refresh_from_db()
    assert administrator.is_active
    assert [(g.role, g.valid_to) for g in administrator.role_grants.all()] == [
        ("administrator", None)
    ]


def test_account_is_closed(client, administrator):
    person = UserFactory(roles=[Role.EDITOR])
    close = reverse("people_admin:person-close", args=[person.pk])

    client.post(close)  # the box is not ticked
    person.refresh_from_db()
    assert person.is_active is True

    client.post(close, {"is_sure": "1"})
    person.refresh_from_db()
    assert person.is_active is False
    assert "uzavřen" in body(client.get("/admin/lide/")) or "closed" in body(
        client.get("/admin/lide/")
    )


def test_pages_of_people_do_not_exist_for_others(client):
    editor = UserFactory(roles=[Role.EDITOR], is_demo=True)
    client.force_login(editor)

    for path in (
        "/admin/lide/",
        "/admin/lide/pozvat/",
        "/admin/lide/pozvanky/",
        f"/admin/lide/{editor.pk}/",
    ):
        assert client.get(path).status_code == 404, path
    assert client.post(f"/admin/lide/{editor.pk}/", {"role": "administrator"}).status_code == 404
    assert not editor.role_grants.filter(role="administrator").exists()


def test_settings_of_the_administration_ask_only_for_what_accounts_have(client, administrator):
    settings = client.get("/admin/account/")

    panels = [panel.name for tab in settings.context["panels_by_tab"].values() for panel in tab]
    assert panels == ["locale", "theme"]
    assert 'name="locale-current_time_zone"' not in settings.content.decode()
    assert " - Osnova</title>" in settings.content.decode()


def test_who_may_not_enter_the_administration_is_told_so_instead_of_going_round_in_circles(client):
    client.force_login(UserFactory(roles=[Role.MEMBER]))

    entered = client.get("/admin/verze/")
    asked_to_sign_in = client.get(entered.url)

    assert entered.url == "/admin/login/?next=/admin/verze/"
    assert asked_to_sign_in.status_code == 403
    assert "403.html" in [template.name for template in asked_to_sign_in.templates]


def test_people_stand_in_czech_order_in_any_database():
    names = ["Cibulka Jan", "Čermák Jan", "Dvořák Jan", "Hora Jan", "Chalupa Jan", "Žák Jan"]
    for name in reversed(names):
        UserFactory(name=name)
    assert [user.name for user in queries.people(timezone.localdate())] == names
    person = User.objects.get(name="Žák Jan")
    actions.change_profile(user=person, name="Čech Jan", mail_language="cs", at=timezone.now())
    assert [user.name for user in queries.people(timezone.localdate())][1] == "Čech Jan"
