"""Who gets which answer at which address: the table that ``test_permission_table`` walks.

When you add an address, add a row to ``ROWS`` (or the test fails and names the address):

    "app:url-name": [Row("/cesta/{thing}/", everybody=404, staff=200, chair=403)]

``{thing}`` is replaced by a name of ``tests/architecture/permission_world.py``; add there what your row
needs. ``everybody`` is the answer to all personas; a group (``GROUPS``) or a single persona (its key)
given by name overrides it, single personas last. Several rows for one address show its cases: a public
object and one for staff. A button is a row with ``method="post"``. Personas are signed in as
demonstration accounts, so no second factor stands in their way.

Addresses of libraries match ``LIBRARIES`` by the beginning of their route; our own never do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.people.personas import KEYS

GROUPS: Mapping[str, frozenset[str]] = {
    # nobody is signed in
    "anonymous": frozenset({"visitor", "token_holder"}),
    # accounts that see public rows and their groups'
    "readers": frozenset(
        {
            "member",
            "other_member",
            "guest",
            "authorised_person",
            "facilitator",
            "other_facilitator",
            "pilot_officer",
            "measure_owner",
        }
    ),
    # accounts that see rows for staff too
    "staff": frozenset({"editor", "secretary", "chair", "evaluator", "project_manager"}),
    # accounts that enter the administration
    "administration": frozenset(
        {
            "editor",
            "secretary",
            "chair",
            "evaluator",
            "project_manager",
            "data_protection_officer",
            "administrator",
        }
    ),
}


@dataclass(frozen=True)
class Row:
    """One address with the answers to all personas (status codes)."""

    path: str
    everybody: int
    method: str = "get"
    others: Mapping[str, int] = field(default_factory=dict)

    def __init__(self, path: str, everybody: int, method: str = "get", **others: int) -> None:
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "everybody", everybody)
        object.__setattr__(self, "method", method)
        object.__setattr__(self, "others", others)
        unknown = set(others) - set(GROUPS) - set(KEYS)
        assert not unknown, f"no such persona or group: {unknown}"

    def expected(self, persona: str) -> int:
        """The answer this persona gets."""
        if persona in self.others:
            return self.others[persona]
        found = [code for name, code in self.others.items() if persona in GROUPS.get(name, ())]
        assert len(found) < 2, f"{self.path}: two groups with {persona}"
        return found[0] if found else self.everybody


MINUTES = "/jednani/PSZ-2026-"
PROCEDURE = "/hlasovani/PSZ-2026-H1/"


def public(path: str) -> Row:
    """A page for everybody."""
    return Row(path, everybody=200)


def staff_only(path: str) -> Row:
    """A page others must not know of."""
    return Row(path, everybody=404, staff=200)


def own_account(path: str, status: int = 200) -> Row:
    """A page for whoever is signed in; others are sent to sign in."""
    return Row(path, everybody=status, anonymous=302)


def in_administration(path: str, method: str = "get", **answers: int) -> Row:
    """A screen below /admin/: Wagtail sends away who may not enter at all, others must not know of it."""
    return Row(path, method=method, everybody=302, **{"administration": 404} | answers)


def at_organisations(path: str, status: int = 200, method: str = "get") -> Row:
    """A screen that changes organisations: others in the administration may only look at them."""
    return in_administration(
        f"/admin/organizace/{path}", method, administration=403, administrator=status
    )


def at_a_desk(path: str, method: str = "get", staff: int = 403, **answers: int) -> Row:
    """A screen of a desk in the administration: staff may know of it, some may act."""
    others = {"data_protection_officer": 404, "administrator": 404, "staff": staff} | answers
    return Row(f"/admin/{path}", method=method, everybody=302, **others)


def at_a_meeting(path: str, method: str = "get", **answers: int) -> list[Row]:
    """A screen of whoever runs the meeting, which is nobody of the personas: of a public and of an internal one."""
    if method == "get":
        answers = {"anonymous": 302} | answers
    return [
        Row(f"/jednani/{{meeting}}/{path}", method=method, everybody=403, **answers),
        Row(f"/jednani/{{inner_meeting}}/{path}", method=method, everybody=404, staff=403),
    ]


def at_a_conclusion(path: str, **answers: int) -> list[Row]:
    """An act of whoever runs the group, which is nobody of the personas: on a public conclusion and an internal one."""
    return [
        Row(f"/zavery/PSZ-2026-1/{path}", everybody=403, anonymous=302, **answers),
        Row(f"/zavery/PSZ-2026-2/{path}", everybody=404, staff=403, **answers),
    ]


def at_rounds(path: str, status: int, method: str = "get") -> Row:
    """A screen for those who run rounds; other staff may know of it."""
    return at_a_desk(path, method, editor=status, secretary=status)


def at_the_desk(path: str, method: str = "get", staff: int = 403, **answers: int) -> Row:
    """A screen of the desk of versions: staff may know of it, editors may act."""
    return at_a_desk(f"verze/{path}", method, staff, **answers)


ROWS: Mapping[str, list[Row]] = {
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
    "consultations_desk:issued-file-list": [
        at_a_desk("kola/{open_round}/vydane-soubory/", staff=200)
    ],
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
    # rounds of comments
    "consultations:round-list": [public("/konzultace/"), public("/en/konzultace/")],
    "consultations:round-detail": [
        public("/konzultace/otevrene/"),
        staff_only("/konzultace/pro-skupinu/"),
        staff_only("/konzultace/pripravovane/"),
        Row("/konzultace/neni/", everybody=404),
    ],
    # what is published of rounds; "vyporadane" is sealed, its comments are of every visibility
    "consultations:settlement-table": [
        public("/konzultace/vyporadane/vyporadani/"),
        public("/konzultace/otevrene/vyporadani/"),
        staff_only("/konzultace/pro-skupinu/vyporadani/"),
        staff_only("/konzultace/pripravovane/vyporadani/"),
        Row("/konzultace/neni/vyporadani/", everybody=404),
    ],
    "consultations:settlement-download": [
        public("/konzultace/vyporadane/vyporadani/stahnout/csv/"),
        # 202: the page that waits for the job which makes the file
        Row("/konzultace/vyporadane/vyporadani/stahnout/pdf/", everybody=202),
        Row("/konzultace/vyporadane/vyporadani/stahnout/exe/", everybody=404),
        Row("/konzultace/otevrene/vyporadani/stahnout/csv/", everybody=404),
        Row("/konzultace/pro-skupinu/vyporadani/stahnout/csv/", everybody=404),
    ],
    "consultations:participation": [public("/konzultace/ucast/")],
    "consultations:round-participation": [
        public("/konzultace/vyporadane/ucast/"),
        public("/konzultace/otevrene/ucast/"),
        staff_only("/konzultace/pro-skupinu/ucast/"),
        Row("/konzultace/neni/ucast/", everybody=404),
    ],
    # no report is published
    "consultations:round-report": [Row("/konzultace/vyporadane/zprava/", everybody=404)],
    "consultations:answers-own": [
        public("/konzultace/vyporadane/nalozeni/"),
        staff_only("/konzultace/pro-skupinu/nalozeni/"),
        staff_only("/konzultace/pripravovane/nalozeni/"),
        # nobody's own comments
        Row("/konzultace/vyporadane/nalozeni/", method="post", everybody=404),
    ],
    "consultations:comment-detail": [
        public("/pripominky/{answered}/"),
        public("/en/pripominky/{answered}/"),
        public("/pripominky/{hidden}/"),
        staff_only("/pripominky/{waiting}/"),
        Row("/pripominky/{personal}/", everybody=404, editor=200, secretary=200),
        Row("/pripominky/R0-0000/", everybody=404),
    ],
    # writing comments; "pro-skupinu" is for a group nobody of the personas sits in: staff know of it and may not write
    "consultations:comment-new": [
        public("/konzultace/otevrene/napsat/"),
        public("/en/konzultace/otevrene/napsat/?verze=1-0&odstavec={passage}"),
        Row("/konzultace/otevrene/napsat/?verze=9-9", everybody=404),
        Row("/konzultace/otevrene/napsat/", everybody=200, method="post"),
        Row("/konzultace/pro-skupinu/napsat/", everybody=404, staff=403),
        Row("/konzultace/pro-skupinu/napsat/", everybody=404, method="post", staff=403),
        Row("/konzultace/pripravovane/napsat/", everybody=404, staff=403),
        Row("/konzultace/neni/napsat/", everybody=404),
    ],
    "consultations:statement-own": [
        public("/konzultace/otevrene/moje/"),
        Row("/konzultace/pro-skupinu/moje/", everybody=404, staff=403),
    ],
    "consultations:comment-edit": [
        Row("/konzultace/otevrene/moje/{draft}/", everybody=404),
        Row("/konzultace/otevrene/moje/{draft}/", everybody=404, method="post"),
    ],
    "consultations:comment-delete": [
        Row("/konzultace/otevrene/moje/{draft}/smazat/", everybody=404),
        Row("/konzultace/otevrene/moje/{draft}/smazat/", everybody=404, method="post"),
    ],
    "consultations:statement-send": [
        Row("/konzultace/otevrene/odeslat/", everybody=302),  # nothing is written yet
        Row("/konzultace/pro-skupinu/odeslat/", everybody=404, method="post", staff=403),
    ],
    "consultations:statement-receipt": [
        Row("/konzultace/otevrene/podano/{sent_number}/", everybody=404)
    ],
    "consultations:statement-receipt-file": [
        Row("/konzultace/otevrene/podano/{sent_number}/potvrzeni.txt", everybody=404)
    ],
    "consultations:statement-withdraw": [
        Row("/konzultace/otevrene/podano/{sent_number}/vzit-zpet/", everybody=404),
        Row("/konzultace/otevrene/podano/{sent_number}/vzit-zpet/", everybody=404, method="post"),
    ],
    "consultations:section-comments": [
        public("/konzultace/otevrene/k-textu/?verze=1-0&oddil={section_uid}"),
        public("/konzultace/otevrene/k-textu/?verze=1-0&oddil={section_uid}&vynatek=1"),
        staff_only("/konzultace/pro-skupinu/k-textu/?verze=1-0&oddil={section_uid}"),
        Row("/konzultace/otevrene/k-textu/", everybody=404),
    ],
    # under comments: "{answered}" is public, its round is over; personas with an account take part in public rounds
    "consultations:consent-change": [
        Row("/konzultace/otevrene/zverejneni-jmena/", everybody=302, method="post"),
        Row("/konzultace/otevrene/zverejneni-jmena/", everybody=405),
        Row("/konzultace/pro-skupinu/zverejneni-jmena/", everybody=404, method="post", staff=403),
    ],
    "consultations:reply-add": [
        Row("/pripominky/{answered}/odpovedet/", everybody=200, anonymous=403),
        Row("/pripominky/{answered}/odpovedet/", everybody=200, method="post", anonymous=403),
        Row("/pripominky/{waiting}/odpovedet/", everybody=404, staff=200),
    ],
    "consultations:reply-delete": [
        Row("/pripominky/{answered}/odpovedi/0/smazat/", everybody=404, method="post"),
        Row("/pripominky/{answered}/odpovedi/{reply}/smazat/", everybody=403, method="post"),
        Row("/pripominky/{waiting}/odpovedi/0/smazat/", everybody=404, method="post"),
    ],
    "consultations:comment-support": [
        Row("/pripominky/{answered}/podporit/", everybody=302, method="post", anonymous=403),
        Row("/pripominky/{waiting}/podporit/", everybody=404, method="post", staff=302),
    ],
    "consultations:comment-withdraw": [
        Row("/pripominky/{answered}/vzit-zpet/", everybody=403),
        Row("/pripominky/{answered}/vzit-zpet/", everybody=403, method="post"),
        Row("/pripominky/{personal}/vzit-zpet/", everybody=404, editor=403, secretary=403),
    ],
    "consultations:assigned-list": [own_account("/konzultace/pridelene/")],
    "consultations:settlement-propose": [
        # no persona has a comment assigned
        Row("/pripominky/{answered}/navrh/", everybody=404, anonymous=302),
        Row("/pripominky/{answered}/navrh/", everybody=404, method="post", anonymous=302),
    ],
    "consultations:comment-personal": [
        Row("/pripominky/{answered}/osobni-pripad/", everybody=403),
        Row("/pripominky/{answered}/osobni-pripad/", everybody=403, method="post"),
        Row("/pripominky/{personal}/osobni-pripad/", everybody=404, editor=403, secretary=403),
    ],
    "consultations:attachment": [
        Row("/priloha/{draft_file}/", everybody=404),
        staff_only("/priloha/{sent_file}/"),
        Row("/priloha/0/", everybody=404),
    ],
    "consultations:round-seal": [Row("/konzultace/otevrene/pecet/", everybody=404)],
    "consultations:round-seal-file": [Row("/konzultace/otevrene/pecet/pecet.json", everybody=404)],
    "consultations:round-feed": [public("/feeds/kola.atom")],
    "consultations:comment-feed": [public("/feeds/pripominky.atom")],
    "consultations:answer-feed": [public("/feeds/vyporadani.atom")],
    # rounds at the desk
    "consultations_desk:round-report": [
        at_a_desk("kola/{sealed_round}/zprava/", editor=200),
        at_a_desk("kola/{sealed_round}/zprava/", method="post", editor=200),
        at_a_desk("kola/0/zprava/", staff=404),
    ],
    "consultations_desk:round-list": [at_a_desk("kola/", staff=200)],
    "consultations_desk:round-detail": [
        at_a_desk("kola/{open_round}/", staff=200),
        at_a_desk("kola/{prepared_round}/", staff=200),
        at_a_desk("kola/{group_round}/", staff=200),
        at_a_desk("kola/0/", staff=404),
    ],
    "consultations_desk:round-create": [at_a_desk("kola/nove/", editor=200)],
    "consultations_desk:round-edit": [
        at_a_desk("kola/{prepared_round}/upravit/", editor=200),
        # its rules are fixed: the editor is led back
        at_a_desk("kola/{open_round}/upravit/", editor=302),
    ],
    "consultations_desk:round-bodies": [
        at_a_desk("kola/{prepared_round}/subjekty/", editor=200),
        at_a_desk("kola/{open_round}/subjekty/", editor=302),
    ],
    "consultations_desk:round-act": [
        # a form without what it needs comes back; an act that does not fit leads back
        at_a_desk("kola/{open_round}/krok/extend/", method="post", editor=200),
        at_a_desk("kola/{open_round}/krok/rules/", method="post", editor=200),
        at_a_desk("kola/{open_round}/krok/cancel/", method="post", editor=200),
        at_a_desk("kola/{prepared_round}/krok/announce/", method="post", editor=302),
        at_a_desk("kola/{prepared_round}/krok/propose/", method="post", editor=302),
        at_a_desk("kola/{prepared_round}/krok/agree/", method="post", editor=302, chair=302),
        at_a_desk("kola/{prepared_round}/krok/return/", method="post", editor=302, chair=302),
        at_a_desk("kola/{open_round}/krok/seal/", method="post", editor=302, secretary=302),
        at_a_desk("kola/{open_round}/krok/settle/", method="post", editor=302, secretary=302),
        at_a_desk("kola/{open_round}/krok/resume/", method="post", editor=302, secretary=302),
        at_a_desk("kola/{open_round}/krok/supplement/", method="post", editor=302),
        at_a_desk("kola/{open_round}/krok/neni/", method="post", staff=404),
    ],
    "consultations_desk:round-remind": [
        at_a_desk("kola/{group_round}/pripomenout/", method="post", editor=302, secretary=302)
    ],
    "consultations_desk:round-seal": [at_a_desk("kola/{open_round}/pecet/", staff=404)],
    # settlement: who may not do a step is refused; what is sent empty comes back with errors
    "consultations_desk:settlement-list": [
        at_a_desk("kola/{open_round}/vyporadani/", staff=200),
        at_a_desk("kola/{prepared_round}/vyporadani/", staff=200),
        at_a_desk("kola/0/vyporadani/", staff=404),
    ],
    "consultations_desk:settling-help": [at_a_desk("vyporadani/napoveda/", staff=200)],
    "consultations_desk:settlement-jump": [
        at_a_desk("kola/{open_round}/vyporadani/zacit/", staff=302),
    ],
    "consultations_desk:settlement-detail": [
        at_a_desk("vyporadani/{comment}/", staff=200),
        at_a_desk("vyporadani/R9-0001/", staff=404),
    ],
    "consultations_desk:settlement-act": [
        at_a_desk("vyporadani/{comment}/navrh/", method="post", editor=200),
        at_a_desk("vyporadani/{comment}/kontrola/", method="post", editor=200, chair=200),
        at_a_desk("vyporadani/{comment}/rozhodnuti/", method="post", chair=200),
        at_a_desk(
            "vyporadani/{comment}/jednani/", method="post", editor=200, secretary=200, chair=200
        ),
        at_a_desk("vyporadani/{comment}/zmena/", method="post", editor=200),
        at_a_desk(
            "vyporadani/{comment}/poznamka/", method="post", editor=200, secretary=200, chair=200
        ),
        at_a_desk("vyporadani/{comment}/neni/", method="post", staff=404),
        at_a_desk("vyporadani/R9-0001/navrh/", method="post", staff=404),
    ],
    # places of comments in later versions, and accepted changes that were lost there
    "consultations_desk:placement-versions": [at_a_desk("umisteni/", staff=200)],
    "consultations_desk:placement-list": [
        at_a_desk("umisteni/{published}/", staff=200),
        at_a_desk("umisteni/{for_staff}/", staff=200),
        at_a_desk("umisteni/0/", staff=404),
    ],
    "consultations_desk:placement-follow": [
        at_a_desk("umisteni/{published}/znovu/", method="post", editor=302),
        at_a_desk("umisteni/0/znovu/", method="post", staff=404),
    ],
    "consultations_desk:placement-bulk": [
        # nothing is chosen: led back
        at_a_desk("umisteni/{published}/hromadne/", method="post", staff=404),
    ],
    "consultations_desk:placement-detail": [
        at_a_desk("umisteni/misto/{placement}/", staff=200),
        at_a_desk("umisteni/misto/0/", staff=404),
    ],
    "consultations_desk:placement-act": [
        at_a_desk("umisteni/misto/{placement}/potvrdit/", method="post", editor=302),
        at_a_desk("umisteni/misto/{placement}/vypusteno/", method="post", editor=302),
        at_a_desk("umisteni/misto/{placement}/rucne/", method="post", editor=302),
        at_a_desk("umisteni/misto/{placement}/oddil/", method="post", editor=302),
        at_a_desk("umisteni/misto/{placement}/zpet/", method="post", editor=302),
        at_a_desk("umisteni/misto/0/zpet/", method="post", staff=404),
    ],
    "consultations_desk:check-list": [
        at_a_desk("zmeny/verze/{for_staff}/", staff=200),
        at_a_desk("zmeny/verze/0/", staff=404),
    ],
    "consultations_desk:check-detail": [
        at_a_desk("zmeny/{check}/", staff=200),
        at_a_desk("zmeny/0/", staff=404),
    ],
    "consultations_desk:check-act": [
        # a form without what it needs comes back
        at_a_desk("zmeny/{check}/plni/", method="post", editor=200),
        at_a_desk("zmeny/{check}/znovu/", method="post", editor=200),
        at_a_desk("zmeny/{check}/prekonano/", method="post", editor=200),
        at_a_desk("zmeny/0/plni/", method="post", staff=404),
    ],
    "consultations_desk:approval-package": [
        at_a_desk("podklady/{for_staff}/", staff=200),
        at_a_desk("podklady/0/", staff=404),
    ],
    "consultations_desk:bulk-prepare": [
        # without a kind of step
        at_a_desk("kola/{open_round}/vyporadani/hromadne/", method="post", staff=404),
    ],
    "consultations_desk:bulk-detail": [
        at_a_desk("kola/{open_round}/vyporadani/hromadne/0/", staff=404),
    ],
    "consultations_desk:cluster-list": [
        at_a_desk("kola/{open_round}/vyporadani/shodne/", editor=200),
    ],
    "consultations_desk:cluster-search": [
        at_a_desk("kola/{open_round}/vyporadani/shodne/hledat/", method="post", editor=302),
    ],
    "consultations_desk:cluster-decide": [
        at_a_desk("kola/{open_round}/vyporadani/shodne/0/", method="post", staff=404),
    ],
    "consultations_desk:wording-list": [
        at_a_desk("kola/{open_round}/vyporadani/zneni/", editor=200),
    ],
    "consultations_desk:wording-detail": [
        at_a_desk("kola/{open_round}/vyporadani/zneni/{published}/{passage}/", editor=200),
        at_a_desk("kola/{open_round}/vyporadani/zneni/{for_staff}/{passage}/", staff=404),
    ],
    # other channels: those who run rounds enter letters and split them into points
    "consultations_desk:statement-list": [
        at_rounds("kola/{open_round}/podani/", 200),
        at_a_desk("kola/0/podani/", staff=404),
    ],
    "consultations_desk:statement-enter": [
        at_rounds("kola/{open_round}/podani/zapsat/", 200),
        at_rounds("kola/{open_round}/podani/zapsat/", 200, method="post"),
    ],
    "consultations_desk:statement-detail": [
        at_rounds("podani/{statement}/", 200),
        at_a_desk("podani/0/", staff=404),
    ],
    "consultations_desk:point-write": [at_rounds("podani/{statement}/body/", 200)],
    "consultations_desk:point-edit": [
        at_rounds("podani/{statement}/body/{point}/", 200),
        at_a_desk("podani/{statement}/body/0/", staff=404),
    ],
    "consultations_desk:point-delete": [
        at_rounds("podani/{statement}/body/0/smazat/", 302, method="post")
    ],
    "consultations_desk:statement-finish": [
        at_rounds("podani/{statement}/dokoncit/", 302, method="post")
    ],
    "consultations_desk:statement-empty": [
        at_rounds("podani/{statement}/bez-pripominek/", 302, method="post")
    ],
    "consultations_desk:statement-check": [
        at_rounds("podani/{statement}/zkontrolovano/", 302, method="post")
    ],
    "consultations_desk:statement-mandate": [
        at_rounds("podani/{statement}/povereni/", 302, method="post")
    ],
    "consultations_desk:statement-duplicate": [
        at_rounds("podani/{statement}/opakuje/", 302, method="post")
    ],
    "consultations_desk:statement-receipt": [
        at_rounds("podani/{statement}/potvrzeni/", 200),
        at_rounds("podani/{statement}/potvrzeni/", 200, method="post"),
    ],
    "consultations_desk:statement-file": [
        at_rounds("podani/{statement}/soubor/{scan}/", 200),
        at_rounds("podani/{statement}/soubor/0/", 404),
    ],
    "consultations_desk:statement-withdraw": [
        at_rounds("podani/{statement}/zpet/", 302, method="post")
    ],
    "consultations_desk:import-list": [
        at_rounds("kola/{open_round}/tabulky/", 200),
        at_rounds("kola/{open_round}/tabulky/", 200, method="post"),
    ],
    "consultations_desk:import-detail": [
        at_rounds("kola/{open_round}/tabulky/{sheet}/", 200),
        at_rounds("kola/{open_round}/tabulky/{sheet}/", 302, method="post"),
        at_a_desk("kola/{open_round}/tabulky/0/", staff=404),
    ],
    "consultations_desk:import-discard": [
        at_rounds("kola/{open_round}/tabulky/{sheet}/zahodit/", 302, method="post")
    ],
    # the check before publication
    "consultations_desk:moderation-queue": [
        at_rounds("kontrola/", 200),
        at_rounds("kontrola/", 302, method="post"),
    ],
    "consultations_desk:comment-check": [
        at_rounds("kontrola/{checked}/", 200),
        at_a_desk("kontrola/0/", staff=404),
    ],
    "consultations_desk:comment-act": [
        at_rounds("kontrola/{checked}/zobrazit/", 302, method="post"),
        at_rounds("kontrola/{checked}/skryt/", 302, method="post"),
        at_rounds("kontrola/{checked}/osobni-pripad/", 302, method="post"),
        at_rounds("kontrola/{checked}/neni/", 404, method="post"),
    ],
    "consultations:moderation-figures": [public("/konzultace/kontrola/")],
    "consultations:comment-objection": [
        # whoever has the code may object without an account; an account that is not the author's may not
        Row("/pripominky/{checked_reference}/nesouhlas/", everybody=403, anonymous=200),
        Row("/pripominky/R0-0000/nesouhlas/", everybody=404),
    ],
    "consultations:form-print": [
        public("/konzultace/otevrene/formular/"),
        staff_only("/konzultace/pro-skupinu/formular/"),
        staff_only("/konzultace/pripravovane/formular/"),
        Row("/konzultace/neni/formular/", everybody=404),
    ],
    "consultations_desk:department-list": [
        at_a_desk("kola/{open_round}/vyporadani/gestori/", editor=200, secretary=200, chair=200),
        at_a_desk("kola/{open_round}/vyporadani/gestori/", method="post", editor=200),
    ],
    "consultations_desk:department-sheets": [
        # nothing is with a department: led back
        at_a_desk(
            "kola/{open_round}/vyporadani/gestori/tabulky/",
            method="post",
            editor=302,
            secretary=302,
            chair=302,
        ),
    ],
    "consultations_desk:department-sheet": [
        at_a_desk(
            "kola/{open_round}/vyporadani/gestori/0/",
            method="post",
            editor=404,
            secretary=404,
            chair=404,
        ),
    ],
    "consultations_desk:sheet-import": [
        at_a_desk("kola/{open_round}/vyporadani/gestori/import/0/", staff=404),
    ],
    "consultations_desk:meeting": [
        at_a_desk("kola/{open_round}/vyporadani/jednani/", editor=200, secretary=200, chair=200),
    ],
    "consultations_desk:meeting-paper": [
        at_a_desk(
            "kola/{open_round}/vyporadani/jednani/podklad/xlsx/",
            method="post",
            editor=404,
            secretary=404,
            chair=404,
        ),
    ],
    "consultations_desk:answer-list": [at_a_desk("odpovedi/", staff=200)],
    "consultations_desk:answer-create": [at_a_desk("odpovedi/nova/", editor=200)],
    "consultations_desk:answer-detail": [at_a_desk("odpovedi/0/", staff=404)],
    "consultations_desk:answer-offer": [
        at_a_desk("odpovedi/0/nabizet/", method="post", editor=404)
    ],
    "consultations_desk:theme-list": [
        at_a_desk("temata/", staff=200),
        at_a_desk("temata/", method="post", editor=200),
    ],
    "consultations_desk:theme-edit": [at_a_desk("temata/0/", staff=404)],
    "consultations:form-sheet": [
        public("/konzultace/otevrene/formular/tabulka.xlsx"),
        staff_only("/konzultace/pro-skupinu/formular/tabulka.xlsx"),
        Row("/konzultace/neni/formular/tabulka.xlsx", everybody=404),
    ],
    # working groups
    "working_groups:group-list": [public("/skupiny/")],
    "working_groups:group-detail": [
        public("/skupiny/ps1/"),
        Row("/skupiny/neni/", everybody=404),
    ],
    "working_groups:group-calendar": [
        public("/skupiny/ps1/jednani.ics"),
        Row("/skupiny/neni/jednani.ics", everybody=404),
    ],
    "working_groups:calendar-address": [own_account("/kalendar/")],
    "working_groups:personal-calendar": [Row("/kalendar/neznamy.ics", everybody=404)],
    # meetings: rights come from seats in the group, which no persona has
    "working_groups:meeting-list": [
        public("/skupiny/ps1/jednani/"),
        Row("/skupiny/neni/jednani/", everybody=404),
    ],
    "working_groups:meeting-plan": [
        Row("/skupiny/ps1/jednani/nove/", everybody=403, anonymous=302)
    ],
    "working_groups:meeting-backfill": [
        Row("/skupiny/ps1/jednani/doplnit/", everybody=403, anonymous=302)
    ],
    "working_groups:meeting-detail": [
        public("/jednani/{meeting}/"),
        staff_only("/jednani/{inner_meeting}/"),
        Row("/jednani/neni/", everybody=404),
    ],
    "working_groups:meeting-step": at_a_meeting("krok/", "post"),
    "working_groups:meeting-edit": at_a_meeting("upravit/"),
    "working_groups:meeting-move": at_a_meeting("presunout/"),
    "working_groups:meeting-cancel": at_a_meeting("zrusit/"),
    "working_groups:meeting-hold": at_a_meeting("konalo-se/"),
    "working_groups:paper-file": [
        public("/jednani/{meeting}/podklady/{meeting_paper}/"),
        staff_only("/jednani/{meeting}/podklady/{inner_paper}/"),
    ],
    # who gets which file stands in tests/working_groups/test_meeting_papers.py: making one takes a second
    "working_groups:invitation-file": [Row("/jednani/neni/pozvanka.pdf", everybody=404)],
    "working_groups:sheet-file": at_a_meeting("prezencni-listina.pdf"),
    "working_groups:item-add": at_a_meeting("body/novy/"),
    "working_groups:item-edit": [
        Row("/jednani/{meeting}/body/{meeting_item}/upravit/", everybody=403, anonymous=302)
    ],
    "working_groups:paper-add": [
        Row("/jednani/{meeting}/body/{meeting_item}/podklad/", everybody=403, anonymous=302)
    ],
    "working_groups:item-result": [
        Row("/jednani/{meeting}/body/{meeting_item}/vysledek/", everybody=403, anonymous=302)
    ],
    "working_groups:item-refuse": [
        Row("/jednani/{meeting}/body/{meeting_item}/nezaradit/", everybody=403, anonymous=302)
    ],
    "working_groups:item-step": [
        Row("/jednani/{meeting}/body/{meeting_item}/krok/", method="post", everybody=403)
    ],
    # nothing changed after it had settled comments: editors are led back to the conclusion
    "consultations:conclusion-check": at_a_conclusion("pripominky/", editor=302),
    "consultations:meeting-points": [
        staff_only("/jednani/{meeting}/body/{settling_item}/vyporadani/"),
        Row(
            "/jednani/{meeting}/body/{settling_item}/vyporadani/",
            everybody=404,
            method="post",
            staff=403,
        ),
        Row("/jednani/{meeting}/body/{meeting_item}/vyporadani/", everybody=404),
    ],
    "consultations:meeting-en-bloc": [
        Row("/jednani/{meeting}/body/{settling_item}/vyporadani/en-bloc/", everybody=404)
    ],
    "consultations:meeting-point": [
        Row("/jednani/{meeting}/body/{settling_item}/vyporadani/1/", everybody=404)
    ],
    "working_groups:item-propose": [
        Row("/jednani/{meeting}/navrhnout/", everybody=403, anonymous=302, editor=200)
    ],
    "working_groups:item-carry": at_a_meeting("prevzit/"),
    "working_groups:invitation-list": [
        *at_a_meeting("pozvanky/"),
        *at_a_meeting("pozvanky/", "post"),
    ],
    "working_groups:guest-invite": at_a_meeting("pozvanky/host/"),
    "working_groups:invitation-again": [
        Row("/jednani/{meeting}/pozvanky/{meeting_invited}/adresa/", everybody=403, anonymous=302)
    ],
    "working_groups:invitation-take-back": [
        Row("/jednani/{meeting}/pozvanky/{meeting_invited}/zrusit/", everybody=403, anonymous=302)
    ],
    "working_groups:invitation-own": [Row("/jednani/{meeting}/odpoved/", everybody=404)],
    "working_groups:invitation-answer": [
        public("/pozvanka/{meeting_token}/"),
        Row("/pozvanka/neni/", everybody=404),
    ],
    "working_groups:attendance-sheet": at_a_meeting("ucast/"),
    "working_groups:attendance-guest": at_a_meeting("ucast/host/"),
    "working_groups:attendance-own": [Row("/jednani/{meeting}/ucast/moje/", everybody=404)],
    "working_groups:attendance-edit": [
        Row("/jednani/{meeting}/ucast/{meeting_attended}/", everybody=403, anonymous=302)
    ],
    "working_groups:attendance-substitute": [
        Row("/jednani/{meeting}/ucast/{meeting_attended}/nahradnik/", everybody=403, anonymous=302)
    ],
    "working_groups:scan-keep": [
        Row("/jednani/{meeting}/ucast/skeny/", method="post", everybody=404)
    ],
    "working_groups:scan": [Row("/jednani/{meeting}/ucast/skeny/{meeting_scan}/", everybody=404)],
    "working_groups:output-add": at_a_meeting("vystupy/novy/"),
    "working_groups:output-carry": at_a_meeting("vystupy/prevzit/"),
    "working_groups:output-detail": [
        public("/jednani/{meeting}/vystupy/{meeting_output}/"),
        staff_only("/jednani/{meeting}/vystupy/{inner_output}/"),
        Row("/jednani/{inner_meeting}/vystupy/{meeting_output}/", everybody=404),
    ],
    "working_groups:output-file": [
        public("/jednani/{meeting}/vystupy/{meeting_output}/soubor/"),
        staff_only("/jednani/{meeting}/vystupy/{inner_output}/soubor/"),
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
    # minutes: J1 are published, J2 are before the members of a group none of the personas sits in
    "working_groups:minutes": [public(f"{MINUTES}J1/zapis/"), staff_only(f"{MINUTES}J2/zapis/")],
    "working_groups:minutes-feed": [public("/feeds/zapisy.atom")],
    "working_groups:minutes-versions": [
        public(f"{MINUTES}J1/zapis/verze/"),
        staff_only(f"{MINUTES}J2/zapis/verze/"),
    ],
    "working_groups:minutes-version": [
        public(f"{MINUTES}J1/zapis/verze/2/"),
        Row(f"{MINUTES}J1/zapis/verze/1/", everybody=404, staff=200),
        staff_only(f"{MINUTES}J2/zapis/verze/1/"),
    ],
    "working_groups:minutes-file": [
        public(f"{MINUTES}J1/zapis/verze/2/zapis.json"),
        staff_only(f"{MINUTES}J2/zapis/verze/1/zapis.json"),
    ],
    "working_groups:minutes-begin": [
        Row(f"{MINUTES}J2/zapis/zalozit/", everybody=404, method="post", staff=403)
    ],
    "working_groups:minutes-write": [
        Row(f"{MINUTES}J1/zapis/psat/", everybody=403, anonymous=302),
        Row(f"{MINUTES}J2/zapis/psat/", everybody=404, staff=403),
    ],
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
    "working_groups:minutes-objection": [
        Row(f"{MINUTES}J2/zapis/pripominky/1/", everybody=404, method="post")
    ],
    # conclusions: that of J1 is public, that of J2 is for the group, and so are tasks and votes
    "working_groups:decision-list": [public("/zavery/")],
    "working_groups:decision-feed": [public("/feeds/zavery.atom")],
    "working_groups:decision-detail": [
        public("/zavery/PSZ-2026-1/"),
        staff_only("/zavery/PSZ-2026-2/"),
        Row("/zavery/neni/", everybody=404),
    ],
    "working_groups:decision-edit": at_a_conclusion("upravit/"),
    "working_groups:decision-end": at_a_conclusion("konec/"),
    "working_groups:decision-task": at_a_conclusion("ukol/"),
    "working_groups:decision-change": at_a_conclusion("zmena/", editor=200),
    "working_groups:group-tasks": [
        staff_only("/skupiny/psz/ukoly/"),
        Row("/skupiny/neni/ukoly/", everybody=404),
    ],
    "working_groups:group-task-new": [
        Row("/skupiny/psz/ukoly/novy/", everybody=403, anonymous=302)
    ],
    "working_groups:task-detail": [
        staff_only("/ukoly/PSZ-2026-U1/"),
        Row("/ukoly/neni/", everybody=404),
    ],
    "working_groups:task-begin": [
        Row("/ukoly/PSZ-2026-U1/zahajit/", method="post", everybody=404, staff=403)
    ],
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
    "working_groups:procedure-new": [
        Row("/skupiny/psz/hlasovani/nove/", everybody=403, anonymous=302)
    ],
    "working_groups:procedure-detail": [
        staff_only(PROCEDURE),
        Row("/hlasovani/neni/", everybody=404),
    ],
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
    "working_groups:group-transfer": [
        Row("/skupiny/psz/predani/", everybody=403, anonymous=302, editor=200, secretary=200)
    ],
    "groups_desk:group-list": [at_a_desk("skupiny/", staff=200)],
    "groups_desk:group-create": [at_a_desk("skupiny/nova/", editor=200, secretary=200)],
    "groups_desk:group-detail": [at_a_desk("skupiny/{group}/", staff=200)],
    "groups_desk:group-edit": [at_a_desk("skupiny/{group}/upravit/", editor=200, secretary=200)],
    "groups_desk:group-state": [
        at_a_desk("skupiny/{group}/stav/", method="post", editor=200, secretary=200)
    ],
    "groups_desk:member-list": [at_a_desk("skupiny/{group}/clenove/", editor=200, secretary=200)],
    "groups_desk:member-list-confirm": [
        at_a_desk("skupiny/{group}/clenove/ulozit/", method="post", editor=302, secretary=302)
    ],
    "groups_desk:member-sheet": [
        at_a_desk("skupiny/{group}/clenove/seznam.csv", editor=200, secretary=200)
    ],
    "groups_desk:member-add": [
        at_a_desk("skupiny/{group}/clen/", method="post", editor=200, secretary=200)
    ],
    "groups_desk:member-end": [
        at_a_desk("skupiny/{group}/clen/{membership}/", editor=200, secretary=200)
    ],
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
    "website:version-feed": [public("/feeds/verze.atom")],
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
    "consultations_api:round-list": [public("/api/v1/rounds/")],
    "consultations_api:round-detail": [
        public("/api/v1/rounds/otevrene/"),
        staff_only("/api/v1/rounds/pro-skupinu/"),
        staff_only("/api/v1/rounds/pripravovane/"),
        Row("/api/v1/rounds/neni/", everybody=404),
    ],
    "consultations_api:comment-list": [
        public("/api/v1/rounds/otevrene/comments/"),
        staff_only("/api/v1/rounds/pro-skupinu/comments/"),
        Row("/api/v1/rounds/otevrene/comments/?page=9", everybody=404),
    ],
    "consultations_api:settlement-list": [
        public("/api/v1/rounds/vyporadane/settlements/"),
        # nothing is settled before the seal
        Row("/api/v1/rounds/otevrene/settlements/", everybody=404),
        Row("/api/v1/rounds/pro-skupinu/settlements/", everybody=404),
    ],
    "styleguide": [public("/styleguide/")],
    "styleguide-screen": [Row("/styleguide/neni/", everybody=404)],
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
