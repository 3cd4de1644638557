"""Conclusions of the demonstration: recorded, over comments and alone, confirmed in writing, replaced, in the text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from concept.actions import thread
from concept.enums import InfluenceRelation
from concept.models import Version, VersionPassage
from concept.queries import lineage_map
from consultations.actions import agendas, at_meetings, disputes
from consultations.models import Dispute, PointOnAgenda, RoundOnAgenda
from website.demo.acts import DOCUMENT, ZONE, Act
from website.demo.content import ContentError
from website.demo.groups.files import MeetingFile, rows_of, words
from website.demo.groups.world import World, names_known
from working_groups.actions import decision_steps, decisions, procedures
from working_groups.actions.adoptions import Adoption, Votes
from working_groups.actions.decisions import DifferentOpinion
from working_groups.enums import ProcedureAnswer
from working_groups.models import Decision


@dataclass(slots=True)
class ConclusionsLoader:
    """Records what the groups of the files concluded."""

    world: World

    def acts(self, file: MeetingFile) -> Iterator[Act]:
        """Conclusions of a held meeting and what followed from them."""
        if not file.is_held:
            return
        at = file.moment(file.data["held"][1])
        if "backfilled_at" in file.data:
            at = datetime.fromisoformat(file.data["backfilled_at"])
        yield Act(at, partial(self._record_all, file, at))
        for _item, row in rows_of(file, "conclusion"):
            key = f"{file.key}/{row['key']}"
            if said := row.get("procedure"):
                yield from self._procedure_acts(key, said)
            # a conclusion replaces or ends another once its own minutes are approved
            valid = file.on(file.minutes, "approved")
            if "supersedes" in row or "revokes" in row:
                if valid is None:
                    raise ContentError(f"{file.place(row['key'])}: its minutes are not approved")
                moment = datetime.combine(valid, time(15), ZONE)
                yield Act(moment, partial(self._end_other, key, row, moment))

    # --- at the meeting ---------------------------------------------------------------------

    def _record_all(self, file: MeetingFile, at: datetime) -> None:
        for item in file.items():
            if "round" in item:
                self._settle(file, item, at)
            for row in item.get("conclusion", ()):
                if "settles" not in row:
                    self._record(file, item, row, at)

    def _record(
        self, file: MeetingFile, item: Mapping[str, Any], row: Mapping[str, Any], at: datetime
    ) -> None:
        made = decisions.record_decision(
            meeting=self.world.meeting(file),
            item=self._item(file, item),
            kind=row.get("kind", "resolution"),
            alternatives=row.get("alternatives", ""),
            review_on=file.on(row, "review"),
            **self._said(file, row),
            by=self.world.secretary,
            at=at,
        )
        self.world.made_up(made.record)
        self.world.decisions[f"{file.key}/{row['key']}"] = made
        if "resolves" in row:
            self._resolve(file, row, made, at)

    def _item(self, file: MeetingFile, item: Mapping[str, Any]) -> Any:
        found = self.world.items[f"{file.key}/{item['key']}"]
        found.refresh_from_db()
        return found

    def _said(self, file: MeetingFile, row: Mapping[str, Any]) -> dict[str, Any]:
        seats = self.world.seats
        said: dict[str, Any] = {
            "verb": row["verb"],
            "text": words(row["text"]),
            "rationale": words(row.get("reason", "")),
            "method": row["method"],
            "dissents": [
                DifferentOpinion(seats.seat(file.data["groups"][0], who, file.day), words(text))
                for who, text in row.get("dissents", ())
            ],
        }
        if votes := row.get("votes"):
            said["adoptions"] = [
                Adoption(seats.groups[code], Votes(*counts)) for code, counts in votes.items()
            ]
        return said

    # --- comments ---------------------------------------------------------------------------

    def _settle(self, file: MeetingFile, item: Mapping[str, Any], at: datetime) -> None:
        """Decide the comments of a round: those that are named singly, then the others en bloc."""
        world, by = self.world, self.world.secretary
        agenda = agendas.put_on_agenda(
            item=self._item(file, item), round=world.rounds.rounds[item["round"]], by=by, at=at
        )
        rows = [row for row in item["conclusion"] if "settles" in row]
        rows.sort(key=lambda row: row["settles"] == "others")
        named = {
            key: self._point(file, row, key, agenda)
            for row in rows
            if row["settles"] != "others"
            for key in row["settles"]
        }
        agendas.take_out(agenda=agenda, points=[point.pk for point in named.values()], by=by, at=at)
        for row in rows:
            said = self._said(file, row)
            try:
                if row["settles"] == "others":
                    done = at_meetings.settle_en_bloc(agenda=agenda, **said, by=by, at=at)
                else:
                    (key,) = row["settles"]
                    done = at_meetings.settle_one(point=named[key], **said, by=by, at=at)
            except at_meetings.NothingToSettle as error:
                why = "; ".join(f"{one.reference}: {one.reason}" for one in error.refused)
                raise ContentError(f"{file.place(row['key'])}: {why or error}") from error
            world.made_up(done.decision.record)
            world.decisions[f"{file.key}/{row['key']}"] = done.decision

    def _point(
        self, file: MeetingFile, row: Mapping[str, Any], key: str, agenda: RoundOnAgenda
    ) -> PointOnAgenda:
        place = file.place(row["key"])
        entry = self.world.comment_entry(key, place)
        found = agenda.points.filter(settlement__comment=entry.comment).first()
        if found is None:
            raise ContentError(f"{place}: {key} does not wait for a decision there")
        return found

    def _resolve(
        self, file: MeetingFile, row: Mapping[str, Any], made: Decision, at: datetime
    ) -> None:
        entry = self.world.comment_entry(row["resolves"], file.place(row["key"]))
        disputes.resolve_dispute(
            dispute=Dispute.objects.get(settlement__comment=entry.comment),
            outcome=entry.data["outcome"],
            reason=entry.data["answer"],
            result=entry.data["dispute_result"],
            resolved_on=file.day,
            decided_where=entry.data["where"],
            decided_in=made.record,
            by=self.world.secretary,
            at=at,
        )

    # --- after the meeting ------------------------------------------------------------------

    def _procedure_acts(self, key: str, said: Mapping[str, Any]) -> Iterator[Act]:
        at = datetime.fromisoformat(said["at"])
        closes = datetime.combine(date.fromisoformat(said["closes"]), time(18), ZONE)
        yield Act(at, partial(self._ask, key, said, at, closes))
        yield Act(closes, partial(self._count, key, closes))

    def _ask(self, key: str, said: Mapping[str, Any], at: datetime, closes: datetime) -> None:
        world = self.world
        decision = world.decision(key)
        procedure = procedures.start_procedure(
            group=world.seats.groups[said["group"]],
            verb=decision.verb,
            text=decision.text,
            confirms=decision,
            opens_at=at,
            closes_at=closes,
            by=world.secretary,
            at=at,
        )
        world.made_up(procedure.record)
        number = 0
        for answer, people in said["answers"].items():
            for who in people:
                number += 1
                procedures.cast_vote(
                    procedure=procedure,
                    answer=ProcedureAnswer(answer),
                    by=world.seats.person(who),
                    at=at + timedelta(hours=5 * number),
                )

    def _count(self, key: str, at: datetime) -> None:
        procedure = self.world.decision(key).confirmed_by.get()
        procedures.close_procedure(procedure=procedure, by=self.world.secretary, at=at)

    def _end_other(self, key: str, row: Mapping[str, Any], at: datetime) -> None:
        world = self.world
        if former := row.get("supersedes"):
            names_known(world.decisions, former, key)
            decision_steps.supersede_decision(
                decision=world.decision(former),
                replaced_by=world.decision(key),
                by=world.secretary,
                at=at,
            )
        if former := row.get("revokes"):
            names_known(world.decisions, former, key)
            decision_steps.revoke_decision(
                decision=world.decision(former),
                reason=row["revoke_reason"],
                by=world.secretary,
                at=at,
            )

    # --- in the text ------------------------------------------------------------------------

    def after_freeze(self, version: Version, at: datetime) -> None:
        """Link conclusions with the changes the files say they led to in a version.

        A change of the files: the label of the version, the printed numbers, and the document unless it is the concept.
        """
        former = version.previous
        went = lineage_map(former, version) if former is not None else {}
        slug = version.document.slug
        for file in self.world.seats.files.meetings:
            for _item, row in rows_of(file, "conclusion"):
                for label, passages, *document in row.get("changes", ()):
                    if (label, *(document or [DOCUMENT])) == (version.label, slug):
                        key = f"{file.key}/{row['key']}"
                        names_known(self.world.decisions, key, f"version {label}")
                        self._link(key, version, went, passages, at)

    def _link(
        self,
        key: str,
        version: Version,
        went: Mapping[str, list[str]],
        passages: list[str],
        at: datetime,
    ) -> None:
        rows = VersionPassage.objects.filter(version=version, label__in=passages)
        found = {label: str(uid) for label, uid in rows.values_list("label", "passage_uid")}
        if missing := set(passages) - set(found):
            raise ContentError(f"{key}: {version.label} has no {', '.join(sorted(missing))}")
        new = set(found.values())
        try:
            change = thread.record_change(
                from_version=version.previous,
                to_version=version,
                old_uids=[uid for uid, heirs in went.items() if new & set(heirs)],
                new_uids=sorted(new),
                by=self.world.rounds.people["editor"],
                at=at,
            )
        except thread.NothingChanged as error:
            raise ContentError(f"{key} in {version.label}: {error}") from error
        thread.record_influence(
            contribution=self.world.decision(key).contribution,
            change=change,
            relation=InfluenceRelation.MANDATES,
            by=self.world.rounds.people["editor"],
            at=at,
        )
