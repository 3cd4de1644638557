"""Small builders of rounds, statements and comments for the tests of consultations."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from concept.models import DocumentPage, SectionPage, Version
from consultations.actions import answers, round_steps, rounds, settlements, statements
from consultations.actions import comments as comment_actions
from consultations.enums import OthersVisible, RoundKind
from consultations.models import Comment, Round, StandardAnswer, Statement
from consultations.tasks import follow_comments
from people.enums import OrganisationKind, Role
from people.models import Organisation, RoleGrant, User
from tests.concept import build
from tests.concept.build import user
from working_groups import actions as group_actions
from working_groups.models import Group

PARAGRAPHS = (
    "Město nabízí sociální bydlení domácnostem v bytové nouzi. Podpora trvá šest měsíců.",
    "Žádost podá domácnost na kontaktním místě. O žádosti rozhodne komise do třiceti dnů.",
    "Obvody sdělí městu počet volných bytů jednou za rok.",
)
OPENED_BEFORE = timedelta(days=1)
OPEN_FOR = timedelta(days=14)


def editor() -> User:
    """Who prepares rounds and settles."""
    return user("editor", Role.EDITOR)


def chair() -> User:
    """The second person; decides advisory comments."""
    return user("chair", Role.CHAIR)


def secretary() -> User:
    """Who enters letters and records what meetings decided."""
    return user("secretary", Role.SECRETARY)


def text(slug: str = "koncepce", paragraphs: Sequence[str] = PARAGRAPHS) -> SectionPage:
    """A document with one released section."""
    return build.section(build.document(slug), "Sociální bydlení", *paragraphs, code="3.2")


def version(section: SectionPage, label: str = "0.1", *, at: datetime | None = None) -> Version:
    """Freeze the section's document."""
    document = DocumentPage.objects.get(pk=section.get_parent().pk)
    return build.freeze(document, label, at=at)


def follow(version: Version) -> Version:
    """Do what follows a freeze: place comments, look for accepted changes."""
    follow_comments.function(version_id=version.pk)
    return version


def body(name: str, kind: str = OrganisationKind.DISTRICT) -> Organisation:
    """An organisation by name, made when it is not there."""
    found, _made = Organisation.objects.get_or_create(
        name=name, defaults={"kind": kind, "sort_key": name.lower()}
    )
    return found


def colleague(name: str, organisation: Organisation, *, authorised: bool = False) -> User:
    """Somebody who speaks for an organisation; ``authorised``: may send its joint statement."""
    person = user(name)
    RoleGrant.objects.get_or_create(
        user=person,
        role=Role.AUTHORISED_PERSON if authorised else Role.MEMBER,
        organisation=organisation,
        defaults={"valid_from": date(2016, 1, 1), "granted_at": timezone.now()},
    )
    return person


def group(code: str = "PS1", *members: User, on_behalf_of: Organisation | None = None) -> Group:
    """A working group with members since long ago."""
    made = group_actions.create_group(
        name=f"Pracovní skupina {code}", code=code, by=editor(), at=timezone.now()
    )
    for member in members:
        group_actions.add_member(
            group=made,
            user=member,
            valid_from=date(2016, 1, 1),
            on_behalf_of=on_behalf_of,
            by=editor(),
            at=timezone.now(),
        )
    return made


def prepared_round(
    *versions: Version,
    bodies: Iterable[tuple[Organisation, bool]] = (),
    groups: Iterable[Group] = (),
    at: datetime | None = None,
    **fields: Any,
) -> Round:
    """A round that opened a day ago and closes in two weeks, prepared only."""
    at = at or timezone.now()
    values = {
        "title": "Připomínky k návrhu",
        "kind": RoundKind.PUBLIC if fields.get("is_public") else RoundKind.DEPARTMENTS_DISTRICTS,
        "opens_at": at - OPENED_BEFORE,
        "closes_at": at + OPEN_FOR,
        "others_visible": OthersVisible.AT_ONCE,
        **fields,
    }
    return rounds.create_round(
        versions=versions, bodies=bodies, groups=groups, by=editor(), at=at, **values
    )


def open_round(*versions: Version, at: datetime | None = None, **fields: Any) -> Round:
    """A round that takes comments now."""
    at = at or timezone.now()
    made = prepared_round(*versions, at=at, **fields)
    if made.is_public:
        made = round_steps.propose_opening(round=made, by=editor(), at=at)
    return round_steps.announce_round(round=made, by=chair(), at=at)


def draft(
    round: Round, person: User | None = None, *, organisation: Any = None, token: str = ""
) -> Statement:
    """The draft statement of a person, a body or the holder of a token."""
    return statements.begin_statement(
        round=round, by=person, organisation=organisation, token=token, at=timezone.now()
    )


def written(
    statement: Statement, words: str = "Doplnit lhůtu.", *, quote: str = "", **fields: Any
) -> Comment:
    """A draft comment; ``quote`` are words of one passage of the round's first version."""
    version = statement.round.versions.order_by("pk").first()
    return comment_actions.save_comment(
        statement=statement,
        version=version,
        places=[place(version, quote)] if quote else [],
        by=statement.created_by,
        at=timezone.now(),
        text=words,
        **fields,
    )


def place(version: Version, quote: str) -> dict[str, Any]:
    """Where words stand in the only passage that has them."""
    uid = build.uid_of(version, quote)
    words = next(text for found, _label, text in build.passages(version) if found == uid)
    start = words.index(quote)
    return {"passage_uid": uid, "start": start, "end": start + len(quote), "exact": quote}


def sent(
    round: Round,
    *comments: str | dict[str, Any],
    person: User | None = None,
    organisation: Organisation | None = None,
    token: str = "kod",
    **contact: Any,
) -> list[Comment]:
    """Send a statement with comments (words, or fields of ``written``); answers them in order."""
    statement = draft(round, person, organisation=organisation, token="" if person else token)
    for comment in comments:
        fields = {"words": comment} if isinstance(comment, str) else dict(comment)
        written(statement, **fields)
    statements.submit_statement(
        statement=statement,
        by=person,
        at=timezone.now(),
        has_no_comments=not comments,
        **contact,
    )
    return list(Comment.objects.filter(statement=statement).order_by("order"))


def standard_answer(title: str = "Díky", text: str = "Děkujeme za podnět.") -> StandardAnswer:
    """A standard answer that is offered."""
    return answers.create_answer(title=title, text=text, by=editor(), at=timezone.now())


def decided(comment: Comment, outcome: str = "accepted", reason: str = "") -> Comment:
    """A comment whose settlement the editor proposed and the chair decided."""
    settlements.propose_settlement(
        settlement=comment.settlement,
        outcome=outcome,
        reason=reason,
        by=editor(),
        at=timezone.now(),
    )
    settlements.decide_settlement(
        settlement=comment.settlement, decided_as="chair", by=chair(), at=timezone.now()
    )
    return Comment.objects.get(pk=comment.pk)


def followed_version(section: SectionPage, label: str) -> Version:
    """The next version with what follows a freeze done: places, wordings taken over, re-tests."""
    made = version(section, label)
    follow_comments.function(version_id=made.pk)
    return made
