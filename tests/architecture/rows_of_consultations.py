"""Rows of the permission table: rounds, comments, their desk and interface."""

from collections.abc import Mapping

from tests.architecture.permission_rows import (
    Row,
    at_a_conclusion,
    at_a_desk,
    at_rounds,
    own_account,
    public,
    staff_only,
)

ROWS: Mapping[str, list[Row]] = {
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
    "consultations:form-sheet": [
        public("/konzultace/otevrene/formular/tabulka.xlsx"),
        staff_only("/konzultace/pro-skupinu/formular/tabulka.xlsx"),
        Row("/konzultace/neni/formular/tabulka.xlsx", everybody=404),
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
    "consultations_desk:issued-file-list": [
        at_a_desk("kola/{open_round}/vydane-soubory/", staff=200)
    ],
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
}
