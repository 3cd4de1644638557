"""Who gets which answer at which address: the table that ``test_permission_table`` walks.

When you add an address, add a row to ``ROWS`` here or in the module of its app, ``rows_of_...`` (or the test fails and
names the address):

    "app:url-name": [Row("/cesta/{thing}/", everybody=404, staff=200, chair=403)]

``{thing}`` is replaced by a name of ``tests/architecture/permission_world.py``; add there what your row
needs. ``everybody`` is the answer to all personas; a group (``permission_rows.GROUPS``) or a single persona (its key)
given by name overrides it, single personas last. Several rows for one address show its cases: a public
object and one for staff. A button is a row with ``method="post"``. Personas are signed in as
demonstration accounts, so no second factor stands in their way.

Addresses of libraries match ``LIBRARIES`` by the beginning of their route; our own never do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.architecture import (
    rows_of_consultations,
    rows_of_figures,
    rows_of_focus_groups,
    rows_of_indicators,
    rows_of_judgements,
    rows_of_pilot,
    rows_of_plan,
    rows_of_project,
    rows_of_risks,
    rows_of_working_groups,
)
from tests.architecture.permission_rows import (
    MINUTES,
    PROCEDURE,
    Row,
    at_organisations,
    at_the_desk,
    in_administration,
    own_account,
    public,
    staff_only,
)

ROWS: Mapping[str, list[Row]] = {
    **rows_of_consultations.ROWS,
    **rows_of_focus_groups.ROWS,
    **rows_of_indicators.ROWS,
    **rows_of_judgements.ROWS,
    **rows_of_pilot.ROWS,
    **rows_of_plan.ROWS,
    **rows_of_project.ROWS,
    **rows_of_risks.ROWS,
    **rows_of_figures.ROWS,
    **rows_of_working_groups.ROWS,
    # health
    "health-live": [public("/zdravi/live")],
    "health-ready": [public("/zdravi/ready")],
    # an upload that no public page shows
    "media": [Row("/media/{upload}", method="head", everybody=404, staff=200)],
    # ways of other login pages to ours (their routes have no name)
    "ToOurLogin": [
        Row("/admin/login/", everybody=302, readers=403),
        Row("/_util/login/", everybody=302, readers=403),
    ],
    "ToOurPage": [
        Row("/admin/password_reset/", everybody=302),
        Row("/admin/password_reset/confirm/MQ/set-password/", everybody=302),
    ],
    "gone": [
        Row("/admin/users/", everybody=404),
        Row("/admin/users/1/", everybody=404),
        Row("/admin/groups/", everybody=404),
        Row("/admin/groups/new/", everybody=404),
        Row("/admin/bulk/people/user/delete/", everybody=404),
        Row("/admin/bulk/auth/group/delete/", everybody=404),
    ],
    # audit log
    "core:event-list": [Row("/admin/zaznamy/", everybody=302, administration=200)],
    "core:event-list-results": [Row("/admin/zaznamy/vysledky/", everybody=302, administration=200)],
    "core:operation": [in_administration("/admin/provoz/", administrator=200)],
    "core:job-retry": [
        in_administration(
            "/admin/provoz/prace/00000000-0000-4000-8000-000000000000/znovu/",
            method="post",
            administrator=302,
        )
    ],
    "core:job-close": [
        in_administration(
            "/admin/provoz/prace/00000000-0000-4000-8000-000000000000/vyrizeno/",
            method="post",
            administrator=302,
        )
    ],
    "core:mail-resend": [
        in_administration("/admin/provoz/maily/0/znovu/", method="post", administrator=302)
    ],
    "core:mail-close": [
        in_administration("/admin/provoz/maily/0/vyrizeno/", method="post", administrator=302)
    ],
    **{
        f"working_groups:{name}": [
            Row(
                f"/jednani/{{meeting}}/vystupy/{{meeting_output}}/{path}/",
                everybody=403,
                anonymous=302,
            ),
            Row(
                f"/jednani/{{meeting}}/vystupy/{{inner_output}}/{other}/", everybody=404, staff=403
            ),
        ]
        for name, path, other in (
            ("output-edit", "upravit", "upravit"),
            ("output-erase", "odstranit", "odstranit"),
            ("theme-section", "temata/{meeting_theme}", "temata/{inner_theme}"),
        )
    },
    **{
        f"working_groups:minutes-{name}": [
            Row(
                f"{MINUTES}J1/zapis/{path}/",
                everybody=403,
                method=method,
                anonymous=302 if method == "get" else 403,
            ),
            Row(f"{MINUTES}J2/zapis/{path}/", everybody=404, method=method, staff=403),
        ]
        for name, path, method in (
            ("people", "osoby", "post"),
            ("circulate", "rozeslat", "post"),
            ("confirm", "overit", "get"),
            ("approve", "schvalit", "get"),
            ("publish", "zverejnit", "get"),
            ("correct", "opravit", "get"),
            ("remove", "odstranit-udaje", "get"),
        )
    },
    **{
        f"working_groups:task-{name}": [
            Row(f"/ukoly/PSZ-2026-U1/{path}/", everybody=404, staff=403),
        ]
        for name, path in (
            ("report", "hlaseni"),
            ("check", "kontrola"),
            ("due", "termin"),
            ("cancel", "zrusit"),
            ("hand-over", "predat"),
        )
    },
    **{
        f"working_groups:procedure-{name}": [
            Row(f"{PROCEDURE}{path}/", everybody=404, staff=403),
        ]
        for name, path in (
            ("vote", "hlas"),
            ("enter", "zapsat"),
            ("close", "uzavrit"),
            ("cancel", "zrusit"),
        )
    },
    "styleguide": [public("/styleguide/")],
    "styleguide-screen": [Row("/styleguide/neni/", everybody=404)],
    # accounts
    "people:account": [own_account("/ucet/"), own_account("/en/ucet/")],
    "people:profile-edit": [own_account("/ucet/udaje/")],
    "people:notifications": [own_account("/ucet/oznameni/")],
    # whoever has the link of a mail leaves its digest; others have none that works
    "people:digest-leave": [
        Row("/ucet/souhrn/{leaving_token}/", everybody=200),
        Row("/ucet/souhrn/{leaving_token}/", everybody=200, method="post"),
        Row("/ucet/souhrn/uhodnuty/", everybody=404, method="post"),
    ],
    # no provider is set up here: there is no such way
    "people:provider-login": [
        Row("/ucet/oidc/mesto/login/", everybody=404),
        Row("/ucet/oidc/mesto/login/", everybody=404, method="post"),
    ],
    "people:provider-return": [Row("/ucet/oidc/mesto/login/callback/?code=a", everybody=404)],
    "people:invitation-accept": [Row("/ucet/pozvanka/", everybody=410)],
    "people:invitation-open": [Row("/ucet/pozvanka/guessed/", everybody=302)],
    # people in the administration
    "people_admin:person-list": [in_administration("/admin/lide/", administrator=200)],
    "people_admin:person-list-results": [
        in_administration("/admin/lide/vysledky/", administrator=200)
    ],
    "people_admin:invitation-create": [in_administration("/admin/lide/pozvat/", administrator=200)],
    "people_admin:invitation-list": [in_administration("/admin/lide/pozvanky/", administrator=200)],
    "people_admin:invitation-withdraw": [
        in_administration(
            "/admin/lide/pozvanky/{invitation}/odvolat/", method="post", administrator=302
        )
    ],
    "people_admin:person-detail": [in_administration("/admin/lide/{person}/", administrator=200)],
    "people_admin:role-end": [
        in_administration(
            "/admin/lide/{person}/role/{grant}/ukoncit/", method="post", administrator=302
        )
    ],
    # organisations: whoever works in the administration sees them, administrators keep them
    "people_admin:organisation-list": [in_administration("/admin/organizace/", administration=200)],
    "people_admin:organisation-create": [at_organisations("nova/")],
    "people_admin:organisation-detail": [
        in_administration("/admin/organizace/{organisation}/", administration=200)
    ],
    "people_admin:organisation-edit": [at_organisations("{organisation}/upravit/")],
    "people_admin:organisation-retire": [at_organisations("{organisation}/vyradit/")],
    "people_admin:organisation-restore": [at_organisations("{organisation}/vratit/", 302, "post")],
    "people_admin:organisation-delete": [at_organisations("{organisation}/smazat/", 302, "post")],
    "people_admin:person-close": [
        in_administration("/admin/lide/{person}/uzavrit/", method="post", administrator=302)
    ],
    # desk of versions: no plan is open, so its screens send the editor to the page of the plan
    "versions_desk:document-list": [at_the_desk("", staff=200)],
    "versions_desk:plan-detail": [at_the_desk("dokument/{document}/", staff=200)],
    "versions_desk:plan-start": [
        at_the_desk("dokument/{document}/pripravit/", method="post", editor=302)
    ],
    "versions_desk:section-release": [
        at_the_desk("dokument/{document}/uvolnit/", method="post", editor=302)
    ],
    "versions_desk:plan-changes": [at_the_desk("dokument/{document}/zmeny/", editor=302)],
    "versions_desk:lineage-answer": [at_the_desk("dokument/{document}/puvod/", editor=302)],
    "versions_desk:lineage-confirm": [
        at_the_desk("dokument/{document}/puvod/potvrdit/", method="post", editor=302)
    ],
    "versions_desk:version-seal": [at_the_desk("dokument/{document}/uzavrit/", editor=302)],
    "versions_desk:version-detail": [at_the_desk("{for_staff}/", staff=200)],
    "versions_desk:version-approve": [
        at_the_desk("{for_staff}/schvaleni/", method="post", editor=200)
    ],
    "versions_desk:version-propose": [at_the_desk("{for_staff}/navrh/", method="post", editor=302)],
    "versions_desk:version-cancel-publication": [
        at_the_desk("{for_staff}/zruseni/", method="post", editor=200, chair=200)
    ],
    "versions_desk:version-withdraw": [
        at_the_desk("{for_staff}/stazeni/", method="post", editor=200)
    ],
    "versions_desk:version-access": [at_the_desk("{for_staff}/cteni/", method="post", editor=200)],
    "versions_desk:correction-search": [at_the_desk("{for_staff}/puvod/", editor=200)],
    "versions_desk:lineage-correct": [at_the_desk("{for_staff}/puvod/{passage}/", editor=200)],
    "versions_desk:redaction-search": [at_the_desk("{for_staff}/odstranit/", editor=200)],
    "versions_desk:passage-redact": [at_the_desk("{for_staff}/odstranit/{content}/", editor=200)],
    "versions_desk:version-agree": [
        at_the_desk("{for_staff}/souhlas/", method="post"),
        at_the_desk("{published}/souhlas/", method="post", editor=200, chair=200),
    ],
    "versions_desk:change-review": [at_the_desk("{plan_version}/zmeny/", editor=200)],
    "versions_desk:work-list": [
        at_the_desk("dokument/{plan}/nit/bez-zdroje/", staff=200),
        at_the_desk("dokument/{plan}/nit/neni/", staff=404),
    ],
    "versions_desk:link-decide": [at_the_desk("vazba/{influence}/", editor=200)],
    "versions_desk:link-propose": [
        at_the_desk("{plan_version}/vazba/{plan_passage}/", editor=200, evaluator=200)
    ],
    "versions_desk:source-edition": [at_the_desk("zdroj/{source}/", editor=200)],
    "versions_desk:issued-file-list": [at_the_desk("{plan_version}/soubory/", staff=200)],
    "versions_desk:measure-edit": [at_the_desk("opatreni/{measure_key}/", editor=200)],
    # documents: version 1.0 is published, 1.1 is for staff
    "concept:document-contents": [
        public("/koncepce/"),
        public("/en/koncepce/"),
        Row("/neni/", everybody=404),
    ],
    "concept:document-whole": [public("/koncepce/cele/")],
    "concept:document-section": [public("/koncepce/{section}/")],
    "concept:glossary": [public("/slovnicek/")],
    "concept:document-list": [public("/dokumenty/")],
    "concept:version-list": [public("/koncepce/verze/")],
    "concept:version-compare-form": [
        Row("/koncepce/porovnani/?starsi=1-0&novejsi=1-1", everybody=404, staff=302),
        Row("/koncepce/porovnani/?starsi=1-0&novejsi=1-0", everybody=302),
    ],
    "concept:version-compare": [
        Row("/koncepce/porovnani/1-0/1-1/", everybody=404, staff=200),
        Row("/koncepce/porovnani/1-0/9-9/", everybody=404),
    ],
    "concept:passage-reasons": [
        public("/koncepce/verze/1-0/proc/{published_passage}/"),
        staff_only("/koncepce/verze/1-1/proc/{passage}/"),
    ],
    "concept:source-record": [
        Row("/koncepce/verze/1-0/proc/{published_passage}/zdroj/", everybody=403, editor=200),
        Row("/koncepce/verze/1-1/proc/{passage}/zdroj/", everybody=404, staff=403, editor=200),
    ],
    "concept:measure-list": [public("/opatreni/")],
    "concept:measure-detail": [
        public("/opatreni/{measure}/"),
        staff_only("/opatreni/{staff_measure}/"),
        Row("/opatreni/neni/", everybody=404),
    ],
    "concept:document-origin": [public("/koncepce/puvod/")],
    "concept:version-verify": [
        public("/koncepce/verze/1-0/overeni/"),
        staff_only("/koncepce/verze/1-1/overeni/"),
    ],
    "concept:version-contents": [
        public("/koncepce/verze/1-0/"),
        staff_only("/koncepce/verze/1-1/"),
    ],
    "concept:version-whole": [
        public("/koncepce/verze/1-0/cele/"),
        staff_only("/koncepce/verze/1-1/cele/"),
    ],
    "concept:version-section": [
        public("/koncepce/verze/1-0/{section}/"),
        staff_only("/koncepce/verze/1-1/{section}/"),
    ],
    "concept:version-download": [
        # 202: the page that waits for the job which makes the file
        Row("/koncepce/verze/1-0/stahnout/json/", everybody=202),
        Row("/koncepce/verze/1-1/stahnout/json/", everybody=404, staff=202),
        Row("/koncepce/verze/1-0/stahnout/exe/", everybody=404),
    ],
    "concept:version-file": [Row("/koncepce/verze/1-0/soubory/{digest}/", everybody=404)],
    # website
    "website:front-page": [public("/")],
    "website:search": [public("/hledat/"), public("/hledat/?q=byty")],
    "website:help-index": [public("/napoveda/"), public("/napoveda/?q=kod")],
    "website:help-detail": [
        public("/napoveda/pripominky/"),
        public("/napoveda/vyporadani/"),
        Row("/napoveda/neni/", everybody=404),
    ],
    "website:overview": [own_account("/prehled/")],
    "website:results": [public("/hodnoceni/")],
    "website:version-feed": [public("/feeds/verze.atom")],
    "website:result-feed": [public("/feeds/vysledky.atom")],
    # interface for programs; a passage has its identity in both versions
    "concept_api:openapi": [public("/api/v1/openapi.json")],
    "concept_api:version-schema": [public("/api/v1/version.schema.json")],
    "concept_api:measure-list": [public("/api/v1/measures/")],
    "concept_api:document-list": [public("/api/v1/documents/")],
    "concept_api:version-list": [public("/api/v1/documents/koncepce/versions/")],
    "concept_api:version-detail": [
        public("/api/v1/documents/koncepce/versions/1-0/"),
        staff_only("/api/v1/documents/koncepce/versions/1-1/"),
    ],
    "concept_api:passage-detail": [public("/api/v1/documents/koncepce/passages/{passage}/")],
}


@dataclass(frozen=True)
class Library:
    """Rule for the addresses of a library: what somebody from outside must never get."""

    route: str
    why: str
    # routes below that anybody may read, because they hold nothing of ours
    open_routes: frozenset[str] = frozenset()
    # whether personas outside the administration are sent away from all the others
    closed: bool = False


LIBRARIES = (
    Library(
        "admin/",
        "Wagtail's administration: anonymous and readers are sent away before a view runs",
        open_routes=frozenset({"admin/sprite/", "admin/jsi18n/"}),
        closed=True,
    ),
    Library(
        "footnotes/",
        "the chooser of footnotes in the editor, a template without data: for the administration",
        closed=True,
    ),
    Library("ucet/", "allauth: sign-in and one's own account only"),
    Library("_util/", "Wagtail: passwords of private pages, which readers never meet"),
    Library("^((?:[\\w\\-]+/)*)$", "Wagtail's pages; sections are rendered from versions only"),
)
