"""What members of groups are told of minutes and conclusions: what waits for them, what is new."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import RecordOrigin
from core.extension import DigestEntry, DigestPart, DigestSubject, Waiting
from core.models import Event
from core.templatetags.osnova import local_path
from people.models import User
from working_groups.enums import MembershipRole, MinutesState
from working_groups.models import Decision, Group, Membership, Minutes
from working_groups.queries.decisions import told

CHAIRS = (MembershipRole.CHAIR, MembershipRole.VICE_CHAIR)
MOST_WORDS = 300
VERBS = ("minutes_circulated", "minutes_published", "decision_confirmed")


def waiting_for(person: User, at: datetime) -> list[Waiting]:
    """Minutes the person has to verify or approve, or may make remarks to, those due first: one query."""
    chaired = Membership.objects.current(timezone.localdate(at)).filter(
        user=person, role__in=CHAIRS
    )
    to_verify = Q(state=MinutesState.DRAFTING, verifier=person, verified_at=None)
    is_open = Q(state=MinutesState.CIRCULATED, objection_until__gt=at)
    to_approve = Q(
        state=MinutesState.CIRCULATED,
        objection_until__lte=at,
        meeting__groups__in=chaired.values("group"),
    )
    mine = Minutes.objects.sent_to(person).filter(is_open).values("pk")
    rows = (
        Minutes.objects.visible_to(person)
        .filter(to_verify | Q(pk__in=mine) | to_approve, record__origin=RecordOrigin.LIVE)
        .select_related("record", "meeting__host")
        .distinct()
        .order_by("objection_until", "pk")
    )
    return [_waiting(minutes, at) for minutes in rows]


def _waiting(minutes: Minutes, at: datetime) -> Waiting:
    reference = {"reference": minutes.record.reference}
    due_on = None
    if minutes.state == MinutesState.DRAFTING:
        title, button = _("Minutes %(reference)s wait for your verification"), _("Verify")
    elif minutes.objection_until > at:
        title, button = _("Minutes %(reference)s wait for your remarks"), _("Read them")
        due_on = timezone.localdate(minutes.objection_until)
    else:
        title, button = _("Minutes %(reference)s can be approved"), _("Approve them")
    return Waiting(
        title=title % reference,
        url=local_path(minutes.record.path),
        button=button,
        note=minutes.meeting.host.name,
        due_on=due_on,
    )


def _digest(person: User, since: datetime, until: datetime) -> list[DigestSubject]:
    """Minutes sent for remarks and published, and conclusions that became valid, by group: four queries at most."""
    events = Event.objects.filter(
        record__kind__in=["minutes", "decision"],
        record__origin=RecordOrigin.LIVE,
        verb__in=VERBS,
        recorded_at__gt=since,
        recorded_at__lte=until,
    )
    records = set(events.values_list("record_id", flat=True))
    if not records:
        return []
    seats = Membership.objects.current(timezone.localdate(until)).filter(user=person)
    groups = list(seats.values_list("group_id", flat=True))
    found: dict[Group, list[DigestEntry]] = defaultdict(list)
    rows = Minutes.objects.visible_to(person).filter(
        Q(state=MinutesState.PUBLISHED)
        | Q(state=MinutesState.CIRCULATED, objection_until__gt=until),
        record__in=records,
        meeting__groups__in=groups,
    )
    rows = rows.select_related("record", "meeting__host").distinct().order_by("pk")
    for minutes in rows:
        found[minutes.meeting.host].append(
            DigestEntry(
                head=_head_of(minutes),
                url=local_path(minutes.record.path),
                about=f"minutes {minutes.pk}",
            )
        )
    valid = Decision.objects.visible_to(person).filter(
        record__in=records, adoptions__group__in=groups
    )
    for one in told(valid.distinct().order_by("pk")):
        found[one.decision.host].append(
            DigestEntry(
                head=_("New conclusion %(reference)s")
                % {"reference": one.decision.record.reference},
                url=local_path(one.decision.record.path),
                words=Truncator(f"{one.beginning} {one.decision.text}").chars(MOST_WORDS),
                about=f"decision {one.decision.pk}",
            )
        )
    return [
        DigestSubject(title=group.name, url=local_path(f"/skupiny/{group.slug}/"), entries=entries)
        for group, entries in found.items()
    ]


def _head_of(minutes: Minutes) -> str:
    if minutes.state == MinutesState.PUBLISHED:
        return _("The minutes %(reference)s were published") % {
            "reference": minutes.record.reference
        }
    day = date_format(timezone.localdate(minutes.objection_until), "SHORT_DATE_FORMAT")
    return _("The minutes %(reference)s were sent to members for remarks until %(day)s") % {
        "reference": minutes.record.reference,
        "day": day,
    }


DIGEST = DigestPart("groups", gettext_lazy("Minutes and conclusions of my working groups"), _digest)
