"""Series, people under pseudonyms, sessions and what was said in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from core.enums import DemoOrigin
from focus_groups.actions import people as people_actions
from focus_groups.actions import retention, sessions, statements
from focus_groups.actions import series as series_actions
from focus_groups.enums import Recording, SessionState, Speaker
from website.demo.acts import ZONE, Act
from website.demo.focus.files import SCOPES, SessionFile
from website.demo.focus.world import FocusWorld, moment, uid

TOGETHER = {
    "several": Speaker.SEVERAL,
    "group": Speaker.WHOLE_GROUP,
    "observer": Speaker.OBSERVER,
}
SOURCE = "že skupina byla a čeho se týkala, je skutečné, ostatní je smyšlené"


@dataclass(frozen=True, slots=True)
class FieldworkLoader:
    """What facilitators do before a session, at it and on the evening after it."""

    world: FocusWorld

    def acts(self) -> Iterator[Act]:
        """Everything up to the entered statements."""
        files = self.world.files
        for row in files.series:
            at = files.moment(row, "created_at")
            yield Act(at, partial(self._found, row, at))
            for day, state in row.get("moves", ()):
                at = datetime.fromisoformat(day)
                yield Act(at, partial(self._move_series, row["key"], state, at))
            for days, state in row.get("moves_days", ()):
                at = files.moment({"days": days})
                yield Act(at, partial(self._move_series, row["key"], state, at))
        for row in files.sheets:
            at = files.moment(row)
            yield Act(at, partial(self._add_sheet, row, at))
        for row in files.guides:
            at = files.moment(row)
            yield Act(at, partial(self._add_guide, row, at))
        for row in files.participants:
            at = datetime.combine(files.day(row, "joined_on"), time(14), ZONE)
            yield Act(at, partial(self._join, row, at))
        for session in files.sessions:
            yield from self._session_acts(session)

    # --- series -----------------------------------------------------------------------------

    def _found(self, row: Mapping[str, Any], at: datetime) -> None:
        lead = self.world.people[row["lead"]]
        until = row.get("retention_until")
        made = series_actions.create_series(
            name=row["name"],
            code=row["code"],
            kind=row["kind"],
            lead=lead,
            by=lead,
            at=at,
            purpose=" ".join(row["purpose"].split()),
            lawful_basis=row["lawful_basis"],
            withdrawal_rule=" ".join(row["withdrawal_rule"].split()),
            mix=row["mix"],
            minimum=row["minimum"],
            retention_until=date.fromisoformat(until) if until else None,
            visibility=row["visibility"],
            demo_origin=DemoOrigin.INVENTED,
            demo_source=SOURCE,
        )
        for person, role in row["others"]:
            series_actions.start_facilitating(
                series=made,
                user=self.world.people[person],
                role=role,
                valid_from=at.date(),
                by=lead,
                at=at,
            )
        self.world.series[row["key"]] = made

    def _move_series(self, key: str, state: str, at: datetime) -> None:
        series_actions.move_series(
            series=self.world.series[key], state=state, by=self.world.lead(key), at=at
        )

    def _add_sheet(self, row: Mapping[str, Any], at: datetime) -> None:
        self.world.sheets[row["key"]] = series_actions.add_sheet(
            series=self.world.series[row["series"]],
            text=row["text"],
            by=self.world.lead(row["series"]),
            at=at,
        )

    def _add_guide(self, row: Mapping[str, Any], at: datetime) -> None:
        places = [self.world.passage(*place) for place in row.get("passages", ())]
        self.world.guides[row["series"], row["number"]] = series_actions.add_guide(
            series=self.world.series[row["series"]],
            title=row["title"],
            questions=row["question"],
            passages=[{"version": version.pk, "passage": key} for version, key in places],
            by=self.world.lead(row["series"]),
            at=at,
        )

    # --- people -----------------------------------------------------------------------------

    def _join(self, row: Mapping[str, Any], at: datetime) -> None:
        key = (row["series"], row["key"])
        series, lead = self.world.series[row["series"]], self.world.lead(row["series"])
        self.world.participants[key] = people_actions.add_participant(
            series=series,
            joined_on=at.date(),
            uid=uid(*key),
            pseudonym=f"{series.code}-{row['key']}",
            needs=row.get("needs", ()),
            by=lead,
            at=at,
        )
        form, without = row["consent"]
        sheet = max(
            (sheet for sheet in self.world.sheets.values() if sheet.series_id == series.pk),
            key=lambda sheet: sheet.number,
        )
        self.world.consents[key] = people_actions.record_consent(
            participant=self.world.participants[key],
            sheet=sheet,
            form=form,
            scopes=[scope for scope in SCOPES if scope not in without],
            given_on=at.date(),
            uid=uid(*key, "consent"),
            by=lead,
            at=at,
        )

    # --- sessions ---------------------------------------------------------------------------

    def _session_acts(self, file: SessionFile) -> Iterator[Act]:
        today = self.world.files.today
        opened = min(moment(file, -6, "09:00"), datetime.combine(today, time(0), ZONE))
        yield Act(opened, partial(self._open, file, opened))
        if file.day >= today:
            return
        held, evening = moment(file, 0, "16:30"), moment(file, 0, "18:00")
        yield Act(held, partial(self._hold, file, held))
        yield Act(evening, partial(self._enter, file, evening))
        if until := file.data.get("recording_until"):
            at = datetime.combine(date.fromisoformat(until), time(12), ZONE)
            yield Act(at, partial(self._delete_recording, file, at))

    def _open(self, file: SessionFile, at: datetime) -> None:
        series = self.world.series[file.series]
        data = file.data
        self.world.sessions[file.key] = sessions.open_session(
            series=series,
            topic=data["topic"],
            held_on=file.day,
            facilitators=series.facilitators.current(file.day),
            uid=uid(file.key),
            guide=self.world.guides[file.series, data["guide"]],
            place=data["place"],
            minutes=data.get("minutes"),
            others_present=data.get("others_present", ""),
            by=self.world.lead(file.series),
            at=at,
        )

    def _hold(self, file: SessionFile, at: datetime) -> None:
        lead = self.world.lead(file.series)
        made = sessions.move_session(
            session=self.world.sessions[file.key], state=SessionState.HELD, by=lead, at=at
        )
        until = file.data.get("recording_until")
        recording = (
            {
                "recording": Recording.KEPT,
                "recording_until": date.fromisoformat(until),
            }
            if until
            else {}
        )
        sessions.edit_session(
            session=made,
            lock_version=made.lock_version,
            field_notes=file.data["field_notes"],
            by=lead,
            at=at,
            **recording,
        )
        sessions.set_participants(
            session=made,
            participants=[
                self.world.participants[file.series, key] for key in file.data["present"]
            ],
            by=lead,
            at=at,
        )

    def _enter(self, file: SessionFile, at: datetime) -> None:
        writer = self.world.writer(file.series)
        session = sessions.move_session(
            session=self.world.sessions[file.key], state=SessionState.ENTERING, by=writer, at=at
        )
        for position, row in enumerate(file.statements, 1):
            self.world.statements[row["key"]] = statements.store_statement(
                session=session,
                uid=uid(file.key, row["key"]),
                fields={"position": position, **self._fields(file, row)},
                by=writer,
                at=at,
            )

    def _fields(self, file: SessionFile, row: Mapping[str, Any]) -> dict[str, Any]:
        participant = self.world.participants.get((file.series, row["who"]))
        version, passage = self.world.passage(*row["passage"]) if "passage" in row else (None, None)
        return {
            "speaker": Speaker.PARTICIPANT if participant else TOGETHER[row["who"]],
            "participant": participant,
            "question": row.get("question", ""),
            "kind": row["kind"],
            "words": row["words"],
            "language": row.get("language", "cs"),
            "working_text": row.get("working", ""),
            "translator": row.get("translator", ""),
            "is_verbatim": row.get("verbatim", False),
            "agreement": row.get("agreement", ""),
            "sensitivity": row.get("sensitivity", "normal"),
            "publication": row.get("publication", "internal"),
            "version": version,
            "passage_uid": passage,
        }

    def _delete_recording(self, file: SessionFile, at: datetime) -> None:
        retention.confirm_recording_deleted(
            session=self.world.sessions[file.key], by=self.world.lead(file.series), at=at
        )
