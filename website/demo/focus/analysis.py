"""What facilitators made of what was said: checked statements, codes, findings, recommendations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from focus_groups.actions import checking, codes, coding, recommendations, sessions, worked_out
from focus_groups.actions import findings as finding_actions
from focus_groups.enums import CodedField, SessionState, StatementState
from focus_groups.models import Finding, Recommendation
from website.demo.acts import Act
from website.demo.focus.files import SessionFile
from website.demo.focus.world import FocusWorld, moment

PANEL = "panel"
CODEBOOK_AT = "2016-12-01T10:00:00+01:00"
MERGED_AT = "2017-02-20T10:00:00+01:00"
STEPS = (StatementState.PSEUDONYMISED, StatementState.CHECKED, StatementState.USABLE)


@dataclass(frozen=True, slots=True)
class AnalysisLoader:
    """Checks and marks what was said in the panel and writes what it found and recommends."""

    world: FocusWorld

    def acts(self) -> Iterator[Act]:
        """From the codebook to recommendations the participants confirmed."""
        files = self.world.files
        made, merged = map(datetime.fromisoformat, (CODEBOOK_AT, MERGED_AT))
        yield Act(made, partial(self._codebook, made))
        yield Act(merged, partial(self._merge_codes, merged))
        panel = [session for session in files.sessions if session.series == PANEL]
        for session, following in zip(panel, [*panel[1:8], None, None, None], strict=True):
            checked, coded = moment(session, 3, "10:00"), moment(session, 9, "10:00")
            yield Act(checked, partial(self._check, session, checked))
            yield Act(coded, partial(self._code, session, coded))
            if following is not None:
                told = moment(following, 0, "16:00")
                yield Act(told, partial(self._told, session, told))
        for row in files.findings:
            at = datetime.fromisoformat(row["written_at"])
            yield Act(at, partial(self._find, row, at))
            yield from self._confirm_acts(self.world.findings, row, at)
        for row in files.recommendations:
            at = datetime.fromisoformat(row["written_at"])
            yield Act(at, partial(self._recommend, row, at))
            yield from self._confirm_acts(self.world.recommendations, row, at)
            if number := row.get("reported_back_in"):
                told = next(session for session in panel if session.number == number)
                at = moment(told, 0, "17:00")
                yield Act(at, partial(self._report_back, row, told, at))

    # --- statements and codes ---------------------------------------------------------------

    def _check(self, file: SessionFile, at: datetime) -> None:
        said = [self.world.statements[row["key"]] for row in file.statements]
        lead = self.world.lead(PANEL)
        for state in STEPS:
            checking.check_statements(statements=said, state=state, by=lead, at=at)
        self._move(file, SessionState.CHECKED, at)

    def _move(self, file: SessionFile, state: str, at: datetime) -> None:
        sessions.move_session(
            session=self.world.sessions[file.key], state=state, by=self.world.lead(PANEL), at=at
        )

    def _codebook(self, at: datetime) -> None:
        for row in self.world.files.codes:
            self.world.codes[row["key"]] = codes.add_code(
                series=self.world.series[PANEL],
                name=row["name"],
                parent=self.world.codes[row["parent"]] if "parent" in row else None,
                definition=row["definition"],
                include=row.get("include", ""),
                exclude=row.get("exclude", ""),
                by=self.world.lead(PANEL),
                at=at,
            )

    def _merge_codes(self, at: datetime) -> None:
        for row in self.world.files.codes:
            if into := row.get("merged_into"):
                codes.merge_code(
                    code=self.world.codes[row["key"]],
                    into=self.world.codes[into],
                    by=self.world.lead(PANEL),
                    at=at,
                )

    def _code(self, file: SessionFile, at: datetime) -> None:
        for row in file.statements:
            for code, span in row.get("codes", ()):
                coding.put_coding(
                    statement=self.world.statements[row["key"]],
                    code=self.world.codes[code],
                    field=CodedField.WORDS,
                    quoted=span,
                    by=self.world.lead(PANEL),
                    at=at,
                )
        self._move(file, SessionState.ANALYSED, at)

    def _told(self, file: SessionFile, at: datetime) -> None:
        """What was understood at a session is read to the same people at the next one."""
        self._move(file, SessionState.REPORTED_BACK, at)

    # --- findings and recommendations -------------------------------------------------------

    def _find(self, row: Mapping[str, Any], at: datetime) -> None:
        self.world.findings[row["key"]] = finding_actions.write_finding(
            series=self.world.series[PANEL],
            text=row["text"],
            plain_text=row["plain"],
            limits=row["limits"],
            theme=self.world.codes[row["theme"]],
            supports=self._said(row["supports"]),
            opposes=self._said(row["opposes"]),
            by=self.world.lead(PANEL),
            at=at,
        )

    def _said(self, keys: Iterable[str]) -> list[Any]:
        return [self.world.statements[key] for key in keys]

    def _recommend(self, row: Mapping[str, Any], at: datetime) -> None:
        version, passage = self.world.passage(*row["aim"])
        self.world.recommendations[row["key"]] = recommendations.write_recommendation(
            series=self.world.series[PANEL],
            text=row["text"],
            findings=[self.world.findings[key] for key in row["findings"]],
            version=version,
            passage_uid=passage,
            by=self.world.lead(PANEL),
            at=at,
        )

    def _confirm_acts(
        self, rows: Mapping[str, Finding | Recommendation], row: Mapping[str, Any], at: datetime
    ) -> Iterator[Act]:
        session = f"{PANEL}-{row['confirmed_in']}"
        read, told = at + timedelta(hours=1), self._confirmed_at(row, at)
        yield Act(read, partial(self._read, rows, row["key"], read))
        yield Act(told, partial(self._confirm, rows, row["key"], session, told))

    def _confirmed_at(self, row: Mapping[str, Any], at: datetime) -> datetime:
        """The evening of the session, or two hours after it was written when that was later."""
        held = next(
            file
            for file in self.world.files.sessions
            if (file.series, file.number) == (PANEL, row["confirmed_in"])
        )
        return max(moment(held, 0, "20:30"), at + timedelta(hours=2))

    def _read(self, rows: Mapping[str, Finding | Recommendation], key: str, at: datetime) -> None:
        row = rows[key]
        row.refresh_from_db()
        worked_out.read_second(
            row=row, lock_version=row.lock_version, by=self.world.writer(PANEL), at=at
        )

    def _confirm(
        self, rows: Mapping[str, Finding | Recommendation], key: str, session: str, at: datetime
    ) -> None:
        row = rows[key]
        row.refresh_from_db()
        worked_out.confirm_in_session(
            row=row,
            lock_version=row.lock_version,
            session=self.world.sessions[session],
            by=self.world.lead(PANEL),
            at=at,
        )

    def _report_back(self, row: Mapping[str, Any], session: SessionFile, at: datetime) -> None:
        recommendations.report_back(
            recommendation=self.world.recommendations[row["key"]],
            session=self.world.sessions[session.key],
            by=self.world.lead(PANEL),
            at=at,
        )
