"""Every screen on a phone: the accessibility baseline, and nothing wider than the window.

The screens are the rows of the permission table that answer 200, each opened by the first persona who gets it, and the
pages that answer a form sent without what it needs. Journeys look at what only comes about by working: an open
dialog, a chosen place, an editor.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Page

from focus_groups.models import Series
from tests.architecture.permission_table import ROWS
from tests.architecture.permission_world import build
from tests.conftest import TEST_NOW
from tests.focus_groups.build import lead_of
from tests.journeys.conftest import violations, watched
from tests.journeys.steps import signed_in
from tests.people import personas

pytestmark = pytest.mark.django_db(transaction=True)

# A row belongs to the first of them who gets 200. The tests run side by side.
PERSONAS = {
    "desk": ("editor", "chair"),
    "others": ("visitor", "member", "administrator"),
    "figures": ("measure_owner", "evaluator", "pilot_officer", "project_manager"),
}
ORDER = (
    *("visitor", "member", "editor", "chair", "administrator"),
    *("measure_owner", "evaluator", "pilot_officer", "project_manager"),
)
# Its components have a journey of their own, in light and dark.
ELSEWHERE = {"styleguide"}
# What scripts put into a page that is open: no document of its own.
FRAGMENTS = ("/vysledky/", "&vynatek=1")
NOT_OF_FRAGMENTS = {
    rule: {"enabled": False}
    for rule in (
        *("document-title", "html-has-lang", "landmark-one-main", "page-has-heading-one", "region"),
        *("color-contrast", "target-size"),  # no style sheet either
    )
}
# Rows for programs and files to save.
FILES = (
    *(
        "/api/",
        "/feeds/",
        "/zdravi/",
        "/stahnout/",
        "/soubor/",
        "/priloha/",
        "/csv/",
        ".docx",
        ".zip",
        ".xlsx",
        ".csv",
        ".ics",
    ),
    *(".pdf", ".json", ".qdc", "/balik/", "/sw.js", "/zapis/ucet/"),
    *("{meeting_paper}", "{inner_paper}"),
)
HTML = "text/html; charset=utf-8"
# Forms that answer at the address they stand at and are no rows of their own, sent empty; after "?" the button pressed.
FORMS = {
    "visitor": (
        "/ucet/login/",
        "/ucet/password/reset/",
        "/konzultace/otevrene/moje/",
        "/pripominky/{checked_reference}/nesouhlas/",
    ),
    "member": (
        "/ucet/udaje/",
        "/ucet/email/?action_add",
        "/ucet/password/change/",
        "/ucet/reauthenticate/",
    ),
    "editor": (
        "/admin/kola/nove/",
        "/admin/kola/{prepared_round}/upravit/",
        "/admin/odpovedi/nova/",
        "/admin/podani/{statement}/body/",
        "/admin/podani/{statement}/body/{point}/",
        "/admin/skupiny/nova/",
        "/admin/skupiny/{group}/upravit/",
        "/admin/skupiny/{group}/clen/{membership}/",
        "/admin/verze/opatreni/{measure_key}/",
        "/admin/verze/vazba/{influence}/",
        "/admin/verze/zdroj/{source}/",
        "/admin/verze/{for_staff}/odstranit/{content}/",
        "/admin/verze/{for_staff}/puvod/{passage}/",
        "/admin/verze/{plan_version}/vazba/{plan_passage}/",
        "/koncepce/verze/1-0/proc/{published_passage}/zdroj/",
    ),
    "administrator": (
        "/admin/lide/pozvat/",
        "/admin/lide/{person}/",
        "/admin/organizace/nova/",
        "/admin/organizace/{organisation}/upravit/",
    ),
}
FOCUS = "/fokusni-skupiny/"
# What facilitators of a series send empty.
INNER_FORMS = (
    *("nova/", "fs/upravit/", "fs/facilitatori/", "fs/lide/", "fs/lide/z-papiru/"),
    *("fs/pouceni/nove/", "fs/scenare/novy/", "fs/setkani/nove/", "fs/1/upravit/", "fs/1/zapis/"),
    *(
        "fs/1/prepis/",
        "fs/lide/{person_FS}/souhlas/",
        "fs/lide/{person_FS}/souhlas/{consent}/omezit/",
    ),
    *(
        "fs/kody/novy/",
        "fs/kody/fs-deti/sloucit/",
        "fs/vyroky/{said_FS}/kody/",
        "fs/zjisteni/nove/",
    ),
    *("fs/zjisteni/2/odvolat/", "fs/doporuceni/nove/", "fs/kontrola/quote/{focus_quote}/"),
    *("fs/zprava/citace/{focus_quote}/upravit/", "fs/dovoz/"),
)
# What is not there at that state of things: a recording, a text confirmed by nobody, a statement of that number.
NOT_THERE = (
    *("/zapis/5e1c8a34-0000-4000-8000-000000000005/", "/nahravka/", "/citace/1/{focus_statement}/"),
    *("/kontrola/finding/{focus_finding}/", "/kontrola/finding/{focus_finding}/zverejnit/"),
)
CSRF = "0" * 32
# From any page that is open, also from one that names itself to nobody: then no form would say whence it comes.
SEND_EMPTY = """([path, token]) => {
  document.head.append(Object.assign(document.createElement("meta"), {name: "referrer", content: "same-origin"}));
  const [action, button] = path.split("?");
  const form = Object.assign(document.createElement("form"), {method: "post", action});
  for (const [name, value] of [["csrfmiddlewaretoken", token], [button ?? "", "1"]]) {
    form.append(Object.assign(document.createElement("input"), {name, value}));
  }
  document.body.append(form);
  form.submit();
}"""
USED_TWICE = """() => {
  const ids = [...document.querySelectorAll("input, select, textarea")].map(field => field.id).filter(Boolean);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
}"""
# What an error led the focus to may lie so that a bar which stays in place covers half a button. The administration
# scrolls smoothly: at once, or axe looks on the way.
TO_THE_TOP = """for (const part of document.querySelectorAll("*"))
  if (part.scrollTop) part.scrollTo({ top: 0, behavior: "instant" })"""
WIDER_BY = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


# --- steps


def given_somebody(page: Page, user: Any) -> None:
    """Sign the person in; their forms may be sent from any page."""
    signed_in(page, user if user.is_authenticated else None)
    cookie = {"name": settings.CSRF_COOKIE_NAME, "value": CSRF, "domain": "localhost", "path": "/"}
    page.context.add_cookies([cookie])


def screens_of(key: str, method: str) -> Iterator[str]:
    """The paths, with names still in braces, of the rows this persona is the first to get.

    Of one address only those of the first persona who gets any: the others are the same screen about something that
    is not public.
    """
    for name, rows in ROWS.items():
        firsts = [
            (ORDER.index(first), row.path)
            for row in rows
            if name not in ELSEWHERE and row.method == method
            if (first := next((key for key in ORDER if row.expected(key) == 200), None))
        ]
        earliest = min(firsts, default=(-1, ""))[0]
        if earliest == ORDER.index(key):
            yield from (path for place, path in firsts if place == earliest)


def what_is_wrong(page: Page, path: str) -> list[str]:
    """The findings on the page that is open, each with its address."""
    page.wait_for_load_state()  # scripts lead the focus to the error then
    page.evaluate(TO_THE_TOP)
    is_fragment = path.endswith(FRAGMENTS)
    found = violations(page, NOT_OF_FRAGMENTS if is_fragment else None)
    if not is_fragment:
        wider = page.evaluate(WIDER_BY)
        found += [f"wider than the window by {wider} px"] if wider else []
        found += [] if page.locator("link[rel~=icon]").count() else ["names no icon"]
    found += [f"two fields have the id {field}" for field in page.evaluate(USED_TWICE)]
    return [f"{path}: {finding}" for finding in found]


def inner_screens() -> list[str]:
    """The paths of pages of a series that nobody but its facilitators may know of."""
    inner = [
        row.path
        for rows in ROWS.values()
        for row in rows
        if row.path.startswith(f"{FOCUS}fs/") and (row.method, row.everybody) == ("get", 404)
    ]
    return [path for path in dict.fromkeys(inner) if not path.endswith(NOT_THERE)]


def when_screens_are_opened(page: Page, paths: Iterable[str], world: dict) -> Iterator[str]:
    """Answers what is wrong with them."""
    for path in paths:
        if not any(part in path for part in FILES):
            answer = page.goto(path.format(**world), wait_until="domcontentloaded")
            assert answer is not None, path
            assert (answer.status, answer.headers["content-type"]) == (200, HTML), path
            yield from what_is_wrong(page, path)


def when_forms_are_sent_empty(page: Page, paths: Iterable[str], world: dict) -> Iterator[str]:
    """Answers what is wrong with the pages that tell what is missing."""
    for path in paths:
        with page.expect_navigation(wait_until="domcontentloaded") as going:
            page.evaluate(SEND_EMPTY, [path.format(**world), CSRF])
        assert (going.value.status, going.value.request.method) == (200, "POST"), path
        yield from what_is_wrong(page, f"sent empty, {path}")


# --- stories


def test_contrast_is_asked_of_every_look_once(page):
    """A text is left out only where one like it passed: not where it is darker, or on another ground."""
    good, bad = "color: #333", "color: #bbb"
    body = "<html lang=cs><title>T</title><main><h1>T</h1>{}</main>"

    def found(*styles: str, ground: str = "") -> int:
        texts = "".join(f'<p class="words" style="{style}">Slova</p>' for style in styles)
        page.set_content(body.format(f'<div style="{ground}">{texts}</div>'))
        return len([line for line in violations(page) if line.startswith("color-contrast")])

    assert [found(good), found(bad), found(bad)] == [0, 1, 1]
    assert [found(good, bad), found(good)] == [1, 0]
    assert [found(good, ground="background: #444"), found(good, ground="opacity: 0.4")] == [1, 1]


@pytest.mark.parametrize("group", PERSONAS)
def test_every_screen_is_accessible_on_a_phone(new_context, base_url, group):
    with time_machine.travel(TEST_NOW, tick=False):
        world = build(TEST_NOW)
    found = []
    with time_machine.travel(TEST_NOW):  # the rounds of the table are open then
        for key in PERSONAS[group]:
            with contextmanager(watched)(new_context(base_url=base_url)) as page:
                given_somebody(page, personas.make(key))
                page.set_viewport_size({"width": 360, "height": 740})
                found += when_screens_are_opened(page, screens_of(key, "get"), world)
                forms = (*screens_of(key, "post"), *FORMS.get(key, ()))
                found += when_forms_are_sent_empty(page, forms, world)

    assert "\n".join(found) == ""


def test_screens_of_facilitators_are_accessible_on_a_phone(page):
    """None of the personas facilitates the series of the table: its lead does, and gets into every page of it."""
    with time_machine.travel(TEST_NOW, tick=False):
        world = build(TEST_NOW)
    given_somebody(page, lead_of(Series.objects.get(code="FS")))
    page.set_viewport_size({"width": 360, "height": 740})
    with time_machine.travel(TEST_NOW):
        found = [*when_screens_are_opened(page, inner_screens(), world)]
        forms = [f"{FOCUS}{path}" for path in INNER_FORMS]
        found += when_forms_are_sent_empty(page, forms, world)

    assert "\n".join(found) == ""
