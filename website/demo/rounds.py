"""Rounds of comments of the demonstration: acts in the order of their dates, as people would have done them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from concept.models import Version, VersionPassage
from consultations.actions import comments as comment_actions
from consultations.actions import (
    issuing,
    reactions,
    reports,
    round_steps,
    rounds,
    seals,
)
from consultations.anchors import check_quotes
from consultations.enums import (
    RESPONDENT_KIND_OF,
    Channel,
    Moderation,
    PublishConsent,
    RespondentKind,
    StatementState,
)
from consultations.models import (
    Comment,
    Respondent,
    Round,
    Statement,
)
from core.enums import DemoOrigin
from people import actions as people_actions
from people.enums import Role
from people.models import Organisation, User
from people.personas import DEMO_DOMAIN
from people.tokens import token_digest
from website.demo.acts import DOCUMENT, Act, Entry
from website.demo.content import ContentError, read_list
from website.demo.crowd import let_crowd_comment
from website.demo.settling import SettlingLoader
from working_groups.models import Group

# The only body of the demonstration with accounts of its own; the others write by data box or e-mail.
ON_THE_SITE = "Městský obvod Lípa"
FOCUS_GROUP = "Fokusní skupina"
EXPERT = "Odborník přizvaný skupinou"


@dataclass(slots=True)
class RoundsLoader:
    """Everything the demonstration's rounds refer to. ``groups``: by their code, filled as they are founded.

    ``meeting_days`` are the days of the meetings that settle comments, by the number of the round; ``resolved_keys``
    the comments whose dispute a meeting resolves.
    """

    folder: Path
    people: Mapping[str, User]
    groups: Mapping[str, Group]
    meeting_days: Mapping[int, frozenset[date]]
    resolved_keys: frozenset[str]
    crowd: int = 0
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)

    # --- what is done when ------------------------------------------------------------------

    def acts(self) -> Iterator[Act]:
        """All acts of rounds; the caller sorts them among the freezes of versions."""
        for number, row in enumerate(read_list(self.folder / "rounds.toml", "round"), start=1):
            if number == 1:
                at = datetime.fromisoformat(row["prepared_at"])
                yield Act(at, lambda at=at: self._let_send(ON_THE_SITE, at))
            yield from self._round_acts(number, row)

    def _round_acts(self, number: int, row: Mapping[str, Any]) -> Iterator[Act]:
        comments = read_list(self.folder / f"round-{number}.toml", "comment")
        self.entries[number] = [Entry(data, number) for data in comments]
        days = self.meeting_days.get(number, frozenset())
        settling = SettlingLoader(self.people, days, self.resolved_keys)
        prepared = datetime.fromisoformat(row["prepared_at"])
        opens = datetime.fromisoformat(row["opens_at"])
        closes = datetime.fromisoformat(row["closes_at"])
        settled = datetime.fromisoformat(row["settled_at"])
        yield Act(prepared, lambda: self._open(number, row, prepared))
        yield from self._statement_acts(number, row, opens, closes)
        if self.crowd and row.get("is_public"):
            yield Act(
                opens + timedelta(days=9),
                lambda: let_crowd_comment(self.rounds[number], self.crowd, opens),
            )
        yield Act(closes, lambda: self._seal(number, closes))
        yield Act(closes + timedelta(days=3), lambda: settling.join(self.entries[number], closes))
        for entry in self.entries[number]:
            yield from settling.acts(entry, closes)
        if not self.crowd or not row.get("is_public"):  # a crowd's comments wait to be settled
            yield Act(max(settled, closes), lambda: self._settle(number, max(settled, closes)))
            reported = datetime.fromisoformat(row["reported_at"])
            yield Act(reported, lambda: self._report(number, row, reported))

    # --- rounds ------------------------------------------------------------------------

    def _let_send(self, organisation: str, at: datetime) -> None:
        """Its authorised person may send its statements, as somebody who tries the site wants to see."""
        people_actions.grant_role(
            user=self.people["authorised_person"],
            role=Role.AUTHORISED_PERSON,
            organisation=Organisation.objects.get(name=organisation),
            by=self.people["secretary"],
            at=at,
        )

    def _open(self, number: int, row: Mapping[str, Any], at: datetime) -> None:
        version = Version.objects.get(document__slug=DOCUMENT, label=row["version"])
        essential = set(row["essential"])
        made = rounds.create_round(
            title=row["title"],
            slug=row["slug"],
            kind=row["kind"],
            versions=[version],
            opens_at=datetime.fromisoformat(row["opens_at"]),
            closes_at=datetime.fromisoformat(row["closes_at"]),
            answer_promised_on=date.fromisoformat(row["answer_promised_on"]),
            groups=[self.groups[code] for code in row["groups"]],
            bodies=[
                (Organisation.objects.get(name=name), name in essential) for name in row["bodies"]
            ],
            is_public=row.get("is_public", False),
            deciding_day=row["deciding_day"],
            late_policy=row["late_policy"],
            others_visible=row["others_visible"],
            introduction=row["introduction"],
            questions=row["questions"],
            easy_text=row["easy_text"],
            record_number=row["record_number"],
            file_number=row["file_number"],
            by=self.people["editor"],
            at=at,
            demo_origin=DemoOrigin.INVENTED,
            demo_source="kola připomínek a jejich data jsou smyšlená",
        )
        if made.is_public:
            made = round_steps.propose_opening(round=made, by=self.people["editor"], at=at)
        self.rounds[number] = round_steps.announce_round(round=made, by=self.people["chair"], at=at)

    def _seal(self, number: int, at: datetime) -> None:
        seals.seal_round(round=self.rounds[number], at=at)

    def _settle(self, number: int, at: datetime) -> None:
        """Settle the round. What is still to be decided there is decided by now, else the files are wrong."""
        round_steps.settle_round(round=self.rounds[number], by=self.people["editor"], at=at)

    def _report(self, number: int, row: Mapping[str, Any], at: datetime) -> None:
        """Publish the report with all answers; authors say whether the new text meets them."""
        reports.publish_report(
            round=self.rounds[number],
            summary=row["summary"],
            easy_summary=row["easy_summary"],
            by=self.people["editor"],
            at=at,
        )
        for entry in self.entries[number]:
            if "reaction" in entry.data and entry.comment is not None:
                satisfaction, text = entry.data["reaction"]
                reactions.react(
                    comment=entry.comment,
                    satisfaction=satisfaction,
                    text=text,
                    by=None,
                    at=at + timedelta(days=2),
                )

    # --- statements -------------------------------------------------------------------------

    def _statement_acts(
        self, number: int, row: Mapping[str, Any], opens: datetime, closes: datetime
    ) -> Iterator[Act]:
        by_respondent: dict[tuple[str, bool], list[Entry]] = defaultdict(list)
        for entry in self.entries[number]:
            if "submitted_at" in entry.data:
                continue  # facilitators send it themselves (``website.demo.focus``)
            by_respondent[entry.data["by"], entry.data.get("late", False)].append(entry)
        for name in row["no_comments"]:
            by_respondent[name, False] = []
        span = closes - opens - timedelta(days=1)
        total = len(by_respondent)
        for index, ((name, is_late), entries) in enumerate(by_respondent.items()):
            at = opens + timedelta(hours=2) + span * index / total
            if entries and "sent_at" in entries[0].data:
                at = datetime.fromisoformat(entries[0].data["sent_at"])
            if is_late:
                at = closes + timedelta(days=2, hours=9)
            yield Act(at, self._statement(number, name, entries, at, is_late=is_late))

    def _statement(
        self, number: int, name: str, entries: list[Entry], at: datetime, *, is_late: bool
    ) -> Callable[[], None]:
        def send() -> None:
            made = Round.objects.select_related("record", "document").get(pk=self.rounds[number].pk)
            person = self._person(name)
            respondent = self._respondent(made, name, entries, person, at)
            statement = Statement(
                round=made,
                respondent=respondent,
                channel=self._channel(name, is_late),
                created_by=person or self.people["secretary"],
                created_at=at,
                submitted_by=person or self.people["secretary"],
                submitted_at=at,
                received_on=at.date(),
                sent_on=at.date(),
                is_late=is_late,
                late_reason="Podle pravidel kola se opožděné připomínky přijímají s označením."
                if is_late
                else "",
                has_no_comments=not entries,
                state=StatementState.DRAFT,
            )
            statement.save()
            issuing.number_statement(statement, by=statement.submitted_by, at=at)
            comments = [
                self._comment(made, statement, entry, order, at)
                for order, entry in enumerate(entries, start=1)
            ]
            issuing.issue_comments(statement, comments, by=statement.submitted_by, at=at)
            for entry, comment in zip(entries, comments, strict=True):
                entry.comment = comment

        return send

    def _person(self, name: str) -> User | None:
        """The account that sends: of a member, or of the authorised person of the one body with accounts."""
        if name.startswith("člen "):
            return User.objects.get(email=f"{name.removeprefix('člen ')}@{DEMO_DOMAIN}")
        return self.people["authorised_person"] if name == ON_THE_SITE else None

    @staticmethod
    def _channel(name: str, is_late: bool) -> str:
        if name == FOCUS_GROUP:
            return Channel.HEARING
        if is_late:
            return Channel.LETTER
        if name.startswith(("Městský obvod", "Odbor")) and name != ON_THE_SITE:
            return Channel.DATA_BOX
        if name.startswith(("člen ", "veřejnost")) or name == ON_THE_SITE:
            return Channel.WEB
        return Channel.EMAIL

    def _respondent(
        self, made: Round, name: str, entries: list[Entry], person: User | None, at: datetime
    ) -> Respondent:
        fields: dict[str, Any] = {"round": made, "created_at": at}
        if name.startswith("veřejnost"):
            data = entries[0].data
            return Respondent.objects.create(
                kind=RespondentKind.PUBLIC_PERSON if "name" in data else RespondentKind.ANONYMOUS,
                name=data.get("name", ""),
                publish_consent=data.get("consent", PublishConsent.ANONYMOUS),
                token_digest=token_digest(f"ukazka-{made.number}-{name}"),
                **fields,
            )
        if name.startswith("člen "):
            return Respondent.objects.create(
                kind=RespondentKind.MEMBER,
                user=person,
                name=person.name,
                email=person.email,
                wants_mail=True,
                **fields,
            )
        if name in (FOCUS_GROUP, EXPERT):
            kind = RespondentKind.FOCUS_GROUP if name == FOCUS_GROUP else RespondentKind.EXPERT
            return Respondent.objects.create(kind=kind, represents=name, **fields)
        organisation = Organisation.objects.get(name=name)
        found, _made = Respondent.objects.get_or_create(
            round=made,
            organisation=organisation,
            user=None,
            token_digest="",
            defaults={
                "kind": RESPONDENT_KIND_OF[organisation.kind],
                "publish_consent": PublishConsent.ORGANISATION_ONLY,
                "mandate_checked": True,
                "created_at": at,
            },
        )
        return found

    def _comment(
        self, made: Round, statement: Statement, entry: Entry, order: int, at: datetime
    ) -> Comment:
        data = entry.data
        version = made.versions.get()
        comment = Comment(
            statement=statement,
            round=made,
            order=order,
            created_by=statement.created_by,
            updated_by=statement.created_by,
            created_at=at,
            updated_at=at,
            moderation=Moderation.VISIBLE,
        )
        comment_actions.write_words(
            comment,
            {
                "text": data["text"],
                "reason": data.get("reason", ""),
                "proposed_wording": data.get("wording", ""),
                "type": data.get("type", "substantive"),
                "nature": data.get("nature", "substantive"),
                "weight": data.get("weight", "advisory"),
            },
        )
        places = [self._place(version, label, quote, entry) for label, quote in data["places"]]
        comment_actions.set_quotes(comment, version, check_quotes(version, places or [{}]))
        if reason := data.get("hidden"):
            comment.moderation, comment.hidden_reason = Moderation.HIDDEN, reason
        if data.get("personal_case"):
            comment.personal_case, comment.personal_case_at = "kept", at
        return comment

    @staticmethod
    def _place(version: Version, label: str, quote: str, entry: Entry) -> dict[str, Any]:
        found = VersionPassage.objects.filter(version=version, label=label)
        row = found.values_list("passage_uid", "content__text").first()
        # The files are written with plain blanks where the text has hard ones.
        words = row[1].replace("\u00a0", " ") if row else ""
        if row is None or quote not in words:
            raise ContentError(f"{entry.place}: {label} of {version.label} does not say {quote!r}")
        start = words.index(quote) if quote else 0
        end = start + len(quote)
        return {"passage_uid": str(row[0]), "start": start, "end": end, "exact": row[1][start:end]}
