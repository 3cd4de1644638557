"""Rows of the permission table: groups, meetings, conclusions, tasks."""

from collections.abc import Mapping

from tests.architecture.permission_rows import (
    MINUTES,
    PROCEDURE,
    Row,
    at_a_conclusion,
    at_a_desk,
    at_a_meeting,
    own_account,
    public,
    staff_only,
)

ROWS: Mapping[str, list[Row]] = {
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
    "working_groups:procedure-new": [
        Row("/skupiny/psz/hlasovani/nove/", everybody=403, anonymous=302)
    ],
    "working_groups:procedure-detail": [
        staff_only(PROCEDURE),
        Row("/hlasovani/neni/", everybody=404),
    ],
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
}
