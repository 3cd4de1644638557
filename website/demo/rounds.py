"""Rounds of comments of the demonstration: acts in the order of their dates, as people would have done them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from concept.actions import record_original_wording, record_source
from concept.enums import LineageRelation, SourceKind
from concept.models import Lineage, Version, VersionPassage
from consultations.actions import (
    checks,
    disputes,
    implementing,
    issuing,
    placements,
    reactions,
    reports,
    round_steps,
    rounds,
    seals,
    settlements,
)
from consultations.actions import clusters as cluster_actions
from consultations.actions import comments as comment_actions
from consultations.anchors import check_quotes
from consultations.enums import (
    DOUBTFUL_PLACEMENTS,
    RESPONDENT_KIND_OF,
    Channel,
    CheckDecision,
    CheckResult,
    DecidedBy,
    DisputeLevel,
    Moderation,
    PlacementDecision,
    PlacementStatus,
    PublishConsent,
    RespondentKind,
    RoundStage,
    SettlementState,
    StatementState,
)
from consultations.models import (
    AnchorPlacement,
    Comment,
    Dispute,
    Respondent,
    Round,
    Settlement,
    SettlementCheck,
    Statement,
)
from core.enums import DemoOrigin
from people import actions as people_actions
from people.enums import Role
from people.models import Organisation, User
from people.personas import DEMO_DOMAIN
from people.tokens import token_digest
from website.demo.content import ContentError, read_list
from working_groups import actions as group_actions
from working_groups.models import Group

ZONE = ZoneInfo("Europe/Prague")
DOCUMENT = "koncepce"
ANALYSIS = "podkladova-analyza"
# The only body of the demonstration with accounts of its own; the others write by data box or e-mail.
ON_THE_SITE = "Městský obvod Lípa"
FOCUS_GROUP = "Fokusní skupina"
CROWD_SUBJECTS = (
    "Tady bych uvedl konkrétní lhůtu.",
    "Věta je příliš dlouhá.",
    "Není jasné, kdo za to odpovídá.",
    "Chybí, kolik to bude stát.",
    "V našem domě to tak nefunguje.",
    "Slovo, které tu stojí, nikdo nezná.",
    "S tímto odstavcem souhlasím.",
    "Odkud tento údaj pochází?",
    "Obvody to samy nezvládnou.",
    "Nezapomeňte na seniory.",
    "Nezapomeňte na rodiny s dětmi.",
)
CROWD_WISHES = (
    "Prosím doplnit.",
    "Prosím vysvětlit.",
    "Navrhuji větu rozdělit.",
    "Navrhuji větu vypustit.",
    "Uveďte prosím příklad.",
    "Uveďte prosím pramen.",
    "Uveďte, komu se má člověk ozvat.",
    "Napište to jednodušeji.",
    "Přesuňte to na začátek kapitoly.",
    "Zeptejte se těch, kterých se to týká.",
    "Děkuji za odpověď.",
    "Stačí jedno slovo navíc.",
    "Bez toho opatření nebude k ničemu.",
)
CROWD_TYPES = ("substantive", "wording", "factual", "question", "general")
EXPERT = "Odborník přizvaný skupinou"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done at a moment of the demonstration's past."""

    at: datetime
    do: Callable[[], None]


def noon(day: str) -> datetime:
    """Noon in Prague on a day from the files."""
    return datetime.combine(date.fromisoformat(day), time(12), ZONE)


@dataclass(slots=True)
class Entry:
    """A comment of the files with the row made of it."""

    data: Mapping[str, Any]
    number: int
    comment: Comment | None = None

    @property
    def place(self) -> str:
        """Where an error of the files is."""
        return f"round {self.number}: {self.data['by']}, {self.data['text'][:40]!r}"


@dataclass(slots=True)
class RoundsLoader:
    """Everything the demonstration's rounds refer to."""

    folder: Path
    people: Mapping[str, User]
    crowd: int = 0
    groups: dict[str, Group] = field(default_factory=dict)
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)

    # --- what is done when ------------------------------------------------------------------

    def acts(self) -> Iterator[Act]:
        """All acts of groups and rounds; the caller sorts them among the freezes of versions."""
        for row in read_list(self.folder / "groups.toml", "group"):
            yield Act(noon(row["first_met_on"]), lambda row=row: self._found_group(row))
        for number, row in enumerate(read_list(self.folder / "rounds.toml", "round"), start=1):
            yield from self._round_acts(number, row)

    def _round_acts(self, number: int, row: Mapping[str, Any]) -> Iterator[Act]:
        comments = read_list(self.folder / f"round-{number}.toml", "comment")
        self.entries[number] = [Entry(data, number) for data in comments]
        prepared = datetime.fromisoformat(row["prepared_at"])
        opens = datetime.fromisoformat(row["opens_at"])
        closes = datetime.fromisoformat(row["closes_at"])
        settled = datetime.fromisoformat(row["settled_at"])
        yield Act(prepared, lambda: self._open(number, row, prepared))
        yield from self._statement_acts(number, row, opens, closes)
        if self.crowd and row.get("is_public"):
            yield Act(opens + timedelta(days=9), lambda: self._crowd(number, opens))
        yield Act(closes, lambda: self._seal(number, closes))
        yield Act(closes + timedelta(days=3), lambda: self._join(number, closes))
        for entry in self.entries[number]:
            yield from self._settlement_acts(entry, closes)
        if not self.crowd or not row.get("is_public"):  # a crowd's comments wait to be settled
            yield Act(max(settled, closes), lambda: self._settle(number, max(settled, closes)))
            reported = datetime.fromisoformat(row["reported_at"])
            yield Act(reported, lambda: self._report(number, row, reported))

    # --- groups and rounds ------------------------------------------------------------------

    def _found_group(self, row: Mapping[str, Any]) -> None:
        at = noon(row["first_met_on"])
        group = group_actions.create_group(
            name=row["name"],
            code=row["code"],
            mandate=row["mandate"],
            by=self.people["secretary"],
            at=at,
            demo_origin=row["origin"],
            demo_source=row["source"],
        )
        for local_part, role, organisation in row["members"]:
            group_actions.add_member(
                group=group,
                user=User.objects.get(email=f"{local_part}@{DEMO_DOMAIN}"),
                role=role,
                on_behalf_of=Organisation.objects.get(name=organisation),
                valid_from=at.date(),
                by=self.people["secretary"],
                at=at,
            )
            if organisation == ON_THE_SITE:
                self._let_send(organisation, at)
        self.groups[row["code"]] = group

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

    def _crowd(self, number: int, opens: datetime) -> None:
        """Let a crowd comment, for measuring, in statements of fifty."""
        made = rounds.lock_round(self.rounds[number])
        version = made.versions.get()
        passages = list(
            VersionPassage.objects.filter(version=version)
            .exclude(label="")
            .order_by("order")
            .values_list("passage_uid", "content__text")
        )
        at = opens + timedelta(days=9)
        for start in range(0, self.crowd, 50):
            respondent = Respondent.objects.create(
                round=made,
                kind=RespondentKind.ANONYMOUS,
                token_digest=token_digest(f"ukazka-dav-{start}"),
                created_at=at,
            )
            statement = Statement(
                round=made,
                respondent=respondent,
                channel=Channel.WEB,
                created_at=at,
                submitted_at=at,
                received_on=at.date(),
            )
            statement.save()
            issuing.number_statement(statement, by=None, at=at)
            comments = [
                self._crowd_comment(made, statement, version, passages, start + order, at)
                for order in range(min(50, self.crowd - start))
            ]
            issuing.issue_comments(statement, comments, by=None, at=at)

    @staticmethod
    def _crowd_comment(
        made: Round,
        statement: Statement,
        version: Version,
        passages: list[tuple[Any, str]],
        number: int,
        at: datetime,
    ) -> Comment:
        uid, text = passages[number * 7 % len(passages)]
        subject, wish = CROWD_SUBJECTS[number % 11], CROWD_WISHES[number % 13]
        comment = Comment(
            statement=statement,
            round=made,
            order=number % 50,
            created_at=at,
            updated_at=at,
            moderation=Moderation.VISIBLE,
        )
        words = {"text": f"{subject} {wish} ({number + 1})", "type": CROWD_TYPES[number % 5]}
        comment_actions.write_words(comment, words)
        end = max(text.find(" ", 40), 0) or len(text)
        place = {"passage_uid": str(uid), "start": 0, "end": end, "exact": text[:end]}
        comment_actions.set_quotes(comment, version, check_quotes(version, [place]))
        return comment

    # --- statements -------------------------------------------------------------------------

    def _statement_acts(
        self, number: int, row: Mapping[str, Any], opens: datetime, closes: datetime
    ) -> Iterator[Act]:
        by_respondent: dict[tuple[str, bool], list[Entry]] = defaultdict(list)
        for entry in self.entries[number]:
            by_respondent[entry.data["by"], entry.data.get("late", False)].append(entry)
        for name in row["no_comments"]:
            by_respondent[name, False] = []
        span = closes - opens - timedelta(days=1)
        total = len(by_respondent)
        for index, ((name, is_late), entries) in enumerate(by_respondent.items()):
            at = opens + timedelta(hours=2) + span * index / total
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

    # --- settling ---------------------------------------------------------------------------

    def _join(self, number: int, closes: datetime) -> None:
        clusters: dict[str, list[Comment]] = defaultdict(list)
        for entry in self.entries[number]:
            if title := entry.data.get("cluster"):
                clusters[title].append(entry.comment)
        for title, comments in clusters.items():
            cluster_actions.join_cluster(
                comments=comments,
                title=title,
                by=self.people["editor"],
                at=closes + timedelta(days=3),
            )

    def _settlement_acts(self, entry: Entry, closes: datetime) -> Iterator[Act]:
        data = entry.data
        if day := data.get("withdrawn_on"):
            at = noon(day)
            yield Act(at, lambda: self._withdraw(entry, at))
            return
        if "outcome" not in data:
            return  # answered with its cluster
        decided = noon(data["on"]) if "on" in data else closes + timedelta(days=9)
        if "dispute_opened_at" in data:
            yield from self._dispute_acts(entry, closes)
            return
        proposed = min(decided - timedelta(days=1), closes + timedelta(days=6))
        proposed = max(proposed, closes + timedelta(days=4))
        if decided <= proposed:
            decided = proposed + timedelta(hours=1)
        yield Act(proposed, lambda: self._propose(entry, proposed, data["outcome"], "answer"))
        yield Act(decided, lambda: self._decide(entry, decided))

    def _settlement(self, entry: Entry) -> Settlement:
        return Settlement.objects.select_related("comment").get(comment=entry.comment)

    def _withdraw(self, entry: Entry, at: datetime) -> None:
        comment_actions.withdraw_comment(comment=entry.comment, by=self.people["secretary"], at=at)

    def _propose(self, entry: Entry, at: datetime, outcome: str, answer: str) -> None:
        covered = entry.data.get("covered")
        version = entry.comment.version
        settlements.propose_settlement(
            settlement=self._settlement(entry),
            outcome=outcome,
            reason=entry.data.get(answer, ""),
            target_note=entry.data.get("target", ""),
            covered_passage_uid=self._uids(version, [covered], entry)[0] if covered else None,
            by=self.people["editor"],
            at=at,
        )
        if entry.data.get("author_agreed"):
            settlements.record_author_agreed(
                settlement=self._settlement(entry), by=self.people["secretary"], at=at
            )

    def _decide(self, entry: Entry, at: datetime) -> None:
        person = {
            DecidedBy.EDITOR: self.people["editor"],
            DecidedBy.CHAIR: self.people["chair"],
            DecidedBy.MEETING: self.people["secretary"],
        }
        decided_as = entry.data["decided"]
        settlements.decide_settlement(
            settlement=self._settlement(entry),
            decided_as=decided_as,
            decided_on=at.date(),
            decided_where=entry.data.get("where", ""),
            by=person[decided_as],
            at=at,
        )

    def _dispute_acts(self, entry: Entry, closes: datetime) -> Iterator[Act]:
        data = entry.data
        proposed = closes + timedelta(days=6)
        opened = datetime.fromisoformat(data["dispute_opened_at"])
        raised, resolved = noon(data["dispute_raised_on"]), noon(data["dispute_resolved_on"])
        yield Act(
            proposed,
            lambda: self._propose(entry, proposed, data["proposed_outcome"], "proposed_answer"),
        )
        yield Act(opened, lambda: self._open_dispute(entry, opened))
        yield Act(raised, lambda: self._raise_dispute(entry, raised))
        yield Act(resolved, lambda: self._resolve_dispute(entry, resolved))

    def _open_dispute(self, entry: Entry, at: datetime) -> None:
        disputes.open_dispute(
            settlement=self._settlement(entry),
            author_position=entry.data["dispute_author"],
            by=self.people["editor"],
            at=at,
        )

    def _raise_dispute(self, entry: Entry, at: datetime) -> None:
        dispute = Dispute.objects.get(settlement__comment=entry.comment)
        disputes.raise_dispute(
            dispute=dispute,
            level=DisputeLevel.JOINT_MEETING,
            lock_version=dispute.lock_version,
            occurred_on=at.date(),
            by=self.people["secretary"],
            at=at,
        )

    def _resolve_dispute(self, entry: Entry, at: datetime) -> None:
        disputes.resolve_dispute(
            dispute=Dispute.objects.get(settlement__comment=entry.comment),
            outcome=entry.data["outcome"],
            reason=entry.data["answer"],
            result=entry.data["dispute_result"],
            resolved_on=at.date(),
            decided_where=entry.data["where"],
            by=self.people["secretary"],
            at=at,
        )

    # --- what a frozen version brings -------------------------------------------------------

    def after_freeze(self, version: Version, at: datetime) -> None:
        """Prove in the version every accepted comment the files say was met there."""
        for entries in self.entries.values():
            for entry in entries:
                if entry.data.get("changed") == version.label and entry.comment is not None:
                    self._implement(entry, version, at)
        placements.place_comments(version=version, at=at)
        checks.check_settlements(version=version, at=at)
        self._look_at_places(version, at + timedelta(hours=1))
        self._look_at_lost_changes(version, at + timedelta(hours=1))
        self._record_sources(version, at + timedelta(hours=2))

    def _record_sources(self, version: Version, at: datetime) -> None:
        """New passages lean on the background analysis they link to; the others are the author's own wording."""
        analysis = Version.objects.filter(document__slug=ANALYSIS).order_by("number").last()
        if analysis is not None:
            link = f'data-document="{analysis.document.doc_uid}"'
            new = Lineage.objects.filter(to_version=version, relation=LineageRelation.NEW)
            passages = VersionPassage.objects.filter(
                version=version,
                passage_uid__in=new.values("to_uid"),
                content__html__contains=link,
            )
            for uid in passages.values_list("passage_uid", flat=True):
                record_source(
                    version=version,
                    passage_uid=str(uid),
                    kind=SourceKind.ANALYSIS,
                    citation=f"{analysis.title}, verze {analysis.label}",
                    source_version=analysis,
                    by=self.people["editor"],
                    at=at,
                )
        record_original_wording(version=version, by=self.people["editor"], at=at)

    def _look_at_places(self, version: Version, at: datetime) -> None:
        """Decide the doubtful places that keep a round from being settled."""
        doubtful = AnchorPlacement.objects.filter(
            version=version,
            status__in=DOUBTFUL_PLACEMENTS,
            decision=PlacementDecision.NONE,
            anchor__comment__round__stage=RoundStage.SEALED,
        )
        editor = self.people["editor"]
        for placement in doubtful.filter(status=PlacementStatus.AMBIGUOUS):
            placements.confirm_placement(placement=placement, by=editor, at=at)
        gone = doubtful.filter(status=PlacementStatus.ORPHANED)
        placements.confirm_dropped(placements=gone, by=editor, at=at)

    def _look_at_lost_changes(self, version: Version, at: datetime) -> None:
        """Decide what the files say of accepted changes that are no longer in the text."""
        lost = SettlementCheck.objects.filter(
            version=version, result=CheckResult.GONE, decision=CheckDecision.NONE
        )
        by_comment = {
            entry.comment.pk: entry
            for entries in self.entries.values()
            for entry in entries
            if entry.comment is not None
        }
        for check in lost.select_related("settlement__comment"):
            entry = by_comment[check.settlement.comment_id]
            decision, reason, where = entry.data.get("regression", ("", "", ""))
            if decision == CheckDecision.OVERRIDDEN:
                checks.override_settlement(
                    check=check,
                    reason=reason,
                    decided_where=where,
                    by=self.people["secretary"],
                    at=at,
                )
            elif decision == CheckDecision.STILL_MET:
                checks.keep_as_met(check=check, reason=reason, by=self.people["editor"], at=at)
            else:
                raise ContentError(f"{entry.place}: the change is gone in {version.label}")

    def _implement(self, entry: Entry, version: Version, at: datetime) -> None:
        try:
            implementing.implement_settlement(
                settlement=self._settlement(entry),
                to_version=version,
                new_uids=self._uids(version, entry.data.get("changes", []), entry),
                by=self.people["editor"],
                at=at,
            )
        except (implementing.NoRealChange, settlements.MoveRefused) as error:
            raise ContentError(f"{entry.place} in {version.label}: {error}") from error
        members = Settlement.objects.filter(
            comment__in=[entry.comment.pk], state=SettlementState.IMPLEMENTED
        )
        if cluster := Comment.objects.get(pk=entry.comment.pk).cluster_id:
            members = Settlement.objects.filter(
                comment__cluster=cluster, state=SettlementState.IMPLEMENTED
            )
        for settlement in members:
            implementing.verify_settlement(settlement=settlement, by=self.people["editor"], at=at)

    @staticmethod
    def _uids(version: Version, labels: list[str], entry: Entry) -> list[str]:
        rows = VersionPassage.objects.filter(version=version, label__in=labels)
        found = {label: str(uid) for label, uid in rows.values_list("label", "passage_uid")}
        if missing := set(labels) - set(found):
            raise ContentError(f"{entry.place}: {version.label} has no {', '.join(missing)}")
        return [found[label] for label in labels]
