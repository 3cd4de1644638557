"""Meetings, their agenda and papers, invitations and attendance."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Version
from core.models import Record
from people.models import Organisation
from working_groups.enums import (
    COMING_MEETING_STATES,
    AttendanceSource,
    AttendanceStatus,
    Capacity,
    ItemKind,
    ItemState,
    ItemVisibility,
    MeetingKind,
    MeetingMode,
    MeetingState,
    Rsvp,
)
from working_groups.models.groups import Group, Membership


class MeetingQuerySet(models.QuerySet):
    """Reads of meetings."""

    def visible_to(self, user) -> "MeetingQuerySet":
        """Meetings the user may know of: those whose record they may know of."""
        return self.filter(record__in=Record.objects.visible_to(user))

    def of_group(self, group: Group) -> "MeetingQuerySet":
        """Meetings of a group, its own and joint ones."""
        return self.filter(
            pk__in=Meeting.groups.through.objects.filter(group=group).values("meeting")
        )

    def coming(self) -> "MeetingQuerySet":
        """Planned or announced, not held yet."""
        return self.filter(state__in=COMING_MEETING_STATES)


class Meeting(models.Model):
    """One meeting of one group, or of several at once. A moved one stays and points to its successor.

    ``groups`` holds the host too. ``ical_uid`` passes on to the successor of a moved meeting, whose ``sequence`` counts
    on, so that a calendar moves its one entry. ``starts_at`` to ``ends_at`` is planned, ``held_from`` to ``held_to``
    what really was. ``agenda_version`` grows with each change of the agenda after invitations were sent.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="meeting")
    host = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="hosted_meetings")
    groups = models.ManyToManyField(Group, related_name="meetings")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(pgettext_lazy("of a meeting", "title"), max_length=200, blank=True)
    kind = models.CharField(
        pgettext_lazy("of a meeting", "kind"),
        max_length=13,
        choices=MeetingKind.choices,
        default=MeetingKind.ORDINARY,
    )
    state = models.CharField(
        max_length=11, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    state_reason = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    held_from = models.DateTimeField(null=True, blank=True)
    held_to = models.DateTimeField(null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    mode = models.CharField(
        _("how people take part"),
        max_length=6,
        choices=MeetingMode.choices,
        default=MeetingMode.ONSITE,
    )
    online_address = models.URLField(_("address of the online room"), max_length=500, blank=True)
    record_number = models.CharField(_("record number"), max_length=80, blank=True)
    note = models.TextField(_("note for the invited"), blank=True)
    papers_due_on = models.DateField(_("papers due"), null=True, blank=True)
    rescheduled_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )
    ical_uid = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    agenda_version = models.PositiveIntegerField(default=1, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["host", "year", "number"], name="meeting_number_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(held_to__isnull=True) | Q(held_to__gt=F("held_from")),
                name="meeting_was_held_from_before_to",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="meeting_state_starts")]

    def __str__(self) -> str:
        return self.record.reference


class AgendaItem(models.Model):
    """One item of the agenda. ``position`` orders, ``label`` is what is printed and stays once invitations are sent.

    ``carried_from`` is the item of an earlier meeting it continues; ``started_at`` to ``ended_at`` is when it was dealt
    with, which tells who was there. ``minutes_planned`` is its length in minutes.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("number of the item"), max_length=20, blank=True)
    title = models.CharField(pgettext_lazy("of an agenda item", "title"), max_length=300)
    description = models.TextField(
        pgettext_lazy("of an agenda item", "what it is about"), blank=True
    )
    kind = models.CharField(
        pgettext_lazy("of an agenda item", "kind"),
        max_length=18,
        choices=ItemKind.choices,
        default=ItemKind.DISCUSSION,
    )
    visibility = models.CharField(
        _("who may know of it"),
        max_length=10,
        choices=ItemVisibility.choices,
        default=ItemVisibility.PUBLIC,
    )
    presenter = models.CharField(_("presented by"), max_length=200, blank=True)
    minutes_planned = models.PositiveSmallIntegerField(
        _("planned length in minutes"), null=True, blank=True
    )
    state = models.CharField(max_length=11, choices=ItemState.choices, default=ItemState.SCHEDULED)
    result = models.CharField(max_length=300, blank=True)
    added_at_meeting = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    carried_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="agenda_item_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "position"], name="agenda_item_order")]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.position}"


class AgendaMaterial(models.Model):
    """A paper of an item: a file, or something of the platform pinned to the version it had.

    Exactly one of ``data`` (with its name) and ``record`` is there. The bytes never change; an erasure empties them.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="materials")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(pgettext_lazy("of a paper", "title"), max_length=200)
    record = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_papers"
    )
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_papers"
    )
    filename = models.CharField(max_length=200, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    data = models.BinaryField(default=bytes, blank=True)
    is_late = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(record__isnull=False, filename="")
                | Q(record__isnull=True) & ~Q(filename=""),
                name="agenda_paper_is_a_file_or_a_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.position}"


class Invitation(models.Model):
    """One person invited to one meeting: a member by their seat, or a guest. Only the digest of the token is kept.

    One that was taken back stays; a new one invites the person again.
    ``items`` are what a guest is invited to; none means the whole meeting. ``agenda_version`` and ``sequence`` are
    those of the last mail.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    items = models.ManyToManyField(AgendaItem, blank=True, related_name="guest_invitations")
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    agenda_version = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    rsvp = models.CharField(max_length=16, choices=Rsvp.choices, default=Rsvp.PENDING)
    answered_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(pgettext_lazy("of an answer", "note"), max_length=300, blank=True)
    substitute = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    substitute_name = models.CharField(_("name of the substitute"), max_length=150, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation to a meeting")
        verbose_name_plural = _("invitations to a meeting")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"],
                condition=Q(membership__isnull=False, cancelled_at__isnull=True),
                name="meeting_invitation_once_per_seat",
            ),
            models.UniqueConstraint(
                fields=["meeting", "email"],
                condition=Q(membership__isnull=True, cancelled_at__isnull=True),
                name="meeting_invitation_once_per_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.pk}"


class Attendance(models.Model):
    """One seat of one group at a meeting and who filled it, or a guest. Names are as they were on that day.

    ``membership`` is the seat; a substitute has ``user`` or ``name`` of their own. ``present_from`` to ``present_to``
    narrow "present for a part" (half-open; empty means from the beginning, to the end). ``presides``: leads the
    meeting, by office or because those present elected them.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="attendances"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation_name = models.CharField(max_length=200, blank=True)
    is_voting = models.BooleanField(default=True)
    capacity = models.CharField(max_length=10, choices=Capacity.choices, default=Capacity.MEMBER)
    status = models.CharField(
        max_length=8, choices=AttendanceStatus.choices, default=AttendanceStatus.UNKNOWN
    )
    mode = models.CharField(max_length=6, choices=MeetingMode.choices, default=MeetingMode.ONSITE)
    present_from = models.DateTimeField(null=True, blank=True)
    present_to = models.DateTimeField(null=True, blank=True)
    presides = models.BooleanField(default=False)
    source = models.CharField(
        max_length=13, choices=AttendanceSource.choices, default=AttendanceSource.SECRETARY
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"],
                condition=Q(membership__isnull=False),
                name="attendance_once_per_seat",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(presides=True),
                name="meeting_has_one_who_presides",
            ),
            models.CheckConstraint(
                condition=Q(present_to__isnull=True)
                | Q(present_from__isnull=True)
                | Q(present_to__gt=F("present_from")),
                name="attendance_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="attendance_confirmed_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.name}"


class AttendanceScan(models.Model):
    """The signed attendance sheet, scanned: for those who run the group only. An erasure empties it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="scans")
    filename = models.CharField(max_length=200)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.pk}"


class MeetingOutput(models.Model):
    """What a meeting produced beside its minutes: a file, such as a mind map, and a nested list of themes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="outputs")
    title = models.CharField(pgettext_lazy("of an output", "title"), max_length=200)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    filename = models.CharField(max_length=200, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    data = models.BinaryField(default=bytes, blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return self.title


class OutputTheme(models.Model):
    """One theme in the nested list of an output; ``node_uid`` is the section of a document it belongs to."""

    output = models.ForeignKey(MeetingOutput, on_delete=models.CASCADE, related_name="themes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    position = models.PositiveSmallIntegerField()
    text = models.CharField(pgettext_lazy("of an output", "theme"), max_length=300)
    node_uid = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return self.text
