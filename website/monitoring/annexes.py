"""Annexes of a report to the funder: invitations, minutes and attendance sheets of its meetings, proofs of publicity.

Names of people stand in attendance sheets only: minutes are the public part with organisations instead of names.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import exports
from core.models import Event, Record
from core.uploads import ENDINGS
from evaluation.enums import ActivityArea, ThingKind
from evaluation.models import MonitoringReport, PublicityItem
from evaluation.queries.monitoring import held_annexes
from website.monitoring.assembling import Assembled
from working_groups import meeting_papers, minutes_exports
from working_groups.minutes_content import Circle
from working_groups.models import AttendanceScan, Meeting, Minutes
from working_groups.queries.agenda import is_told, rows_for
from working_groups.queries.attendance import seats_to_print
from working_groups.queries.minutes import PUBLIC_KINDS, kept_texts

SUMS = "SHA256SUMS"
LARGEST = 300 * 1024 * 1024
# Acts after which what was packed before may hold personal data that were removed at their source.
REMOVALS = ("minutes_redacted", "scan_erased")


class AnnexesTooLarge(Exception):
    """All the files together are larger than what is kept."""


@dataclass(frozen=True, slots=True)
class Annex:
    """A file to be made: its name in the archive and how its bytes come to be; None when there is nothing to make."""

    name: str
    make: Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class Packed:
    """What was made: files by name, names of those that could not be, uids of records behind them."""

    files: Mapping[str, bytes]
    failed: Sequence[str]
    records: Sequence[str]


def annexes_of(found: Assembled) -> list[Annex]:
    """What belongs into the archive, in the order of its names: three queries."""
    rows = []
    scans: dict[int, list[AttendanceScan]] = {}
    for scan in found.happened.scans:
        scans.setdefault(scan.meeting_id, []).append(scan)
    for meeting in found.happened.meetings:
        code = found.code_of(found.scope.activity_of(ThingKind.GROUP, meeting.host_id))
        folder = f"{plain_name(code)}/{plain_name(meeting.record.reference)}"
        if is_told(meeting, is_inside=False):
            rows.append(Annex(f"{folder}/pozvanka.pdf", lambda m=meeting: _invitation(m)))
        if meeting_minutes(meeting) is not None:
            rows.append(Annex(f"{folder}/zapis.pdf", lambda m=meeting: _minutes(m)))
        for number, scan in enumerate(scans.get(meeting.pk, ()), start=1):
            name = f"{folder}/prezencni-listina-podepsana-{number}{ENDINGS[scan.mime][0]}"
            rows.append(Annex(name, lambda pk=scan.pk: _scan(pk)))
        if meeting.pk not in scans:
            rows.append(Annex(f"{folder}/prezencni-listina.pdf", lambda m=meeting: _sheet(m)))
    managing = [a.code for a in found.activities if a.area == ActivityArea.MANAGEMENT]
    folder = f"{plain_name(managing[0])}/publicita" if managing else "publicita"
    for number, item in enumerate(found.publicity, start=1):
        if item.filename:
            name = f"{folder}/{number:02d}-{plain_name(item.filename)}"
            rows.append(Annex(name, lambda pk=item.pk: _proof(pk)))
    return sorted(rows, key=lambda row: row.name)


def plain_name(text: str) -> str:
    """A part of a name that every system can hold, such as "PS1-2017-J3" for "PS1/2017/J3"."""
    return re.sub(r"[^\w.-]+", "-", text).strip("-.") or "soubor"


def pack(found: Assembled, progress: Callable[[int, int], None]) -> Packed:
    """Make the annexes in the city's language; ``progress(done, all)`` is told after each. Raises AnnexesTooLarge."""
    files: dict[str, bytes] = {}
    failed: list[str] = []
    wanted = annexes_of(found)
    size = 0
    with override(settings.LANGUAGE_CODE):
        for done, annex in enumerate(wanted, start=1):
            try:
                data = annex.make()
            except exports.ExportFailed:
                failed.append(annex.name)
            else:
                if data is not None:
                    files[annex.name] = data
                    size += len(data)
            if size > LARGEST:
                raise AnnexesTooLarge(
                    _("The annexes are larger than %(limit)d MB together.")
                    % {"limit": LARGEST // 1024 // 1024}
                )
            progress(done, len(wanted))
    keys = [meeting.record_id for meeting in found.happened.meetings]
    rows = Record.objects.filter(pk__in=keys) | Record.objects.filter(
        minutes__meeting__in=found.happened.meetings
    )
    records = sorted(str(uid) for uid in rows.values_list("uid", flat=True))
    return Packed(files, failed, records)


def listing(files: Mapping[str, bytes]) -> list[dict[str, str | int]]:
    """Name, size and SHA-256 of each file, by name."""
    return [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
    ]


def archive(files: Mapping[str, bytes], on: tuple[int, int, int]) -> bytes:
    """The zip with a list of SHA-256 sums that ``sha256sum --check`` reads; the same files and day, the same bytes."""
    sums = "".join(f"{row['sha256']}  {row['name']}\n" for row in listing(files))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in [*sorted(files.items()), (SUMS, sums.encode())]:
            packed.writestr(zipfile.ZipInfo(name, (*on, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def outdated_annexes() -> Iterator[MonitoringReport]:
    """Reports whose annexes may hold what was removed at its source since: two queries, a further one for each."""
    held = held_annexes()
    if not held:
        return
    removals = Event.objects.filter(
        verb__in=REMOVALS, recorded_at__gt=min(report.made_at for report in held)
    )
    removed = [(str(uid), at) for uid, at in removals.values_list("record__uid", "recorded_at")]
    for report in held:
        behind = set(report.data.get("records", ()))
        if any(uid in behind and at > report.made_at for uid, at in removed):
            yield report


def meeting_minutes(meeting: Meeting) -> Minutes | None:
    """The approved minutes that were loaded with a meeting."""
    minutes = getattr(meeting, "minutes", None)
    return minutes if minutes is not None and minutes.approved_at is not None else None


def _invitation(meeting: Meeting) -> bytes:
    rows = rows_for(AnonymousUser(), meeting)
    return meeting_papers.invitation(meeting, rows, "pdf", is_inside=False)


def _minutes(meeting: Meeting) -> bytes | None:
    minutes = meeting_minutes(meeting)
    if minutes is None:
        return None
    texts = [
        text
        for text in kept_texts(minutes, Circle.PUBLIC, with_names=False)
        if text.version.kind in PUBLIC_KINDS and not text.is_empty
    ]
    if not texts:
        return None
    at = timezone.now()
    return minutes_exports.make(minutes, texts[-1], "pdf", is_public=True, at=at)


def _sheet(meeting: Meeting) -> bytes:
    return meeting_papers.sheet(meeting, seats_to_print(meeting))


def _scan(pk: int) -> bytes | None:
    scan = AttendanceScan.objects.get(pk=pk)
    return bytes(scan.data) if scan.erased_at is None else None


def _proof(pk: int) -> bytes:
    return bytes(PublicityItem.objects.get(pk=pk).data)
