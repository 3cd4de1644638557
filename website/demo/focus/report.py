"""What left the circle of facilitators: consents taken back, texts and quotes checked by two, the report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from focus_groups.actions import (
    checks,
    people,
    publishing,
    quotes,
    reports,
    sessions,
    withdrawals,
)
from focus_groups.enums import CheckItem
from focus_groups.models import Finding, Recommendation, ReportEdition
from focus_groups.queries.checks import Subject, digest_of
from people.models import User
from website.demo.acts import ZONE, Act
from website.demo.focus.analysis import PANEL
from website.demo.focus.files import SCOPES
from website.demo.focus.world import FocusWorld, uid

QUOTED_AT = "2017-08-01T10:00:00+02:00"
QUOTES_CHECKED_AT = ("2017-08-02T10:00:00+02:00", "2017-08-03T10:00:00+02:00")
# An edition is made, read by one and read by the other, which publishes it. The second one tells of all rounds.
EDITIONS = (
    ("2017-08-07T09:00:00+02:00", "2017-08-08T10:00:00+02:00", "2017-08-14T10:00:00+02:00"),
    ("2017-10-02T09:00:00+02:00", "2017-10-02T14:00:00+02:00", "2017-10-03T10:00:00+02:00"),
)
ALL_FINE = {item.value: True for item in CheckItem}


@dataclass(frozen=True, slots=True)
class ReportLoader:
    """Does what protects people before anything of the panel is published, and publishes the report."""

    world: FocusWorld

    def acts(self) -> Iterator[Act]:
        """From what was taken back to the last edition of the report."""
        for row in self.world.files.participants:
            for day, scopes, name in self._taken_back(row):
                at = datetime.combine(date.fromisoformat(day), time(17), ZONE)
                yield Act(at, partial(self._take_back, row, scopes, name, at))
        files = self.world.files
        for rows, named in (
            (self.world.findings, files.findings),
            (self.world.recommendations, files.recommendations),
        ):
            for row in named:
                if "published_at" in row:
                    yield from self._publish_acts(rows, row)
        quoted = datetime.fromisoformat(QUOTED_AT)
        yield Act(quoted, partial(self._quote, quoted))
        for person, day in zip(self._readers(), QUOTES_CHECKED_AT, strict=True):
            at = datetime.fromisoformat(day)
            yield Act(at, partial(self._check_quotes, person, at))
        for days in EDITIONS:
            made, *read = map(datetime.fromisoformat, days)
            yield Act(made, partial(self._make_edition, made))
            for person, at in zip(self._readers(), read, strict=True):
                yield Act(at, partial(self._check_edition, person, at))
        shown = datetime.fromisoformat(EDITIONS[0][-1])
        yield Act(shown, partial(self._show_sessions, shown))

    def _readers(self) -> tuple[User, User]:
        return self.world.lead(PANEL), self.world.writer(PANEL)

    # --- taken back -------------------------------------------------------------------------

    @staticmethod
    def _taken_back(row: Mapping[str, Any]) -> Iterator[tuple[str, list[str], str]]:
        if "limit" in row:
            yield (*row["limit"], "limit")
        if "withdrawn_on" in row:
            _form, without = row["consent"]
            given = [scope for scope in SCOPES if scope not in without]
            yield row["withdrawn_on"], given, "withdrawal"

    def _take_back(
        self, row: Mapping[str, Any], scopes: list[str], name: str, at: datetime
    ) -> None:
        key = (row["series"], row["key"])
        withdrawals.withdraw_consent(
            consent=self.world.consents[key],
            scopes=scopes,
            occurred_on=at.date(),
            uid=uid(*key, name),
            by=self.world.lead(row["series"]),
            at=at,
        )
        if name == "withdrawal":
            people.edit_participant(
                participant=self.world.participants[key],
                needs=row.get("needs", ()),
                left_on=at.date(),
                by=self.world.lead(row["series"]),
                at=at,
            )

    # --- texts ------------------------------------------------------------------------------

    def _publish_acts(
        self, rows: Mapping[str, Finding | Recommendation], row: Mapping[str, Any]
    ) -> Iterator[Act]:
        at = datetime.fromisoformat(row["published_at"])
        for person, hours in zip(self._readers(), (2, 1), strict=True):
            checked = at - timedelta(hours=hours)
            yield Act(checked, lambda by=person, on=checked: self._check(rows[row["key"]], by, on))
        yield Act(at, lambda: self._publish(rows[row["key"]], at))

    def _quote(self, at: datetime) -> None:
        for row in self.world.files.findings:
            for key, words in row.get("quotes", ()):
                self.world.quotes.append(
                    quotes.write_quote(
                        finding=self.world.findings[row["key"]],
                        statement=self.world.statements[key],
                        text=words,
                        is_verbatim=True,
                        by=self.world.lead(PANEL),
                        at=at,
                    )
                )

    def _check_quotes(self, by: User, at: datetime) -> None:
        for quote in self.world.quotes:
            self._check(quote, by, at)

    @staticmethod
    def _check(subject: Subject, by: User, at: datetime) -> None:
        subject.refresh_from_db()
        checks.record_check(
            subject=subject, digest=digest_of(subject), answers=ALL_FINE, by=by, at=at
        )

    def _publish(self, row: Finding | Recommendation, at: datetime) -> None:
        row.refresh_from_db()
        publishing.publish_text(
            row=row, lock_version=row.lock_version, by=self.world.lead(PANEL), at=at
        )

    # --- editions ---------------------------------------------------------------------------

    def _make_edition(self, at: datetime) -> None:
        reports.make_edition(series=self.world.series[PANEL], by=self.world.lead(PANEL), at=at)

    def _check_edition(self, by: User, at: datetime) -> None:
        edition = ReportEdition.objects.select_related("version", "series").latest("number")
        reports.check_edition(
            edition=edition, digest=digest_of(edition), answers=ALL_FINE, by=by, at=at
        )

    def _show_sessions(self, at: datetime) -> None:
        for file in self.world.files.sessions:
            if file.series == PANEL:
                sessions.show_session(
                    session=self.world.sessions[file.key],
                    is_public=True,
                    by=self.world.lead(PANEL),
                    at=at,
                )
