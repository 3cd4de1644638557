"""Writes of what devices send: each item on its own, once however often and in whatever order it comes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from focus_groups.actions import people, sessions, statements, withdrawals
from focus_groups.enums import FacilitatorRole
from focus_groups.models import Consent, Participant, Series, Session
from focus_groups.queries.entry import PinnedPassage, passages_of

STORED, STALE, ERASED, REFUSED, LATER = "stored", "stale", "erased", "refused", "later"


class NotHereYet(Exception):
    """What the item belongs to has not arrived: it may come later, so that the item is kept on the device."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an item: ``stored`` (under which id and version), ``stale`` (``current`` is what is stored now),
    ``erased``, ``refused`` or ``later``, with a sentence. ``proposal`` is a free pseudonym in the place of a taken one.
    """

    uid: str
    result: str
    id: int | None = None
    lock_version: int | None = None
    message: str = ""
    current: Mapping[str, Any] = field(default_factory=dict)
    proposal: str = ""


@transaction.atomic
def note_presence(
    *, session: Session, participant: Participant, is_present: bool, by: Any, at: datetime
) -> Session:
    """Say of one participant whether they were there; the others stay. A repeat changes nothing.

    Raises NotOfThisSeries.
    """
    session = (
        Session.objects.select_for_update(of=("self",)).select_related("record").get(pk=session.pk)
    )
    if participant.series_id != session.series_id:
        raise people.NotOfThisSeries(_("This belongs to another series."))
    if session.participants.filter(pk=participant.pk).exists() != is_present:
        change = session.participants.add if is_present else session.participants.remove
        change(participant)
        log_event(record=session.record, verb="session_edited", by=by, at=at)
    return session


@transaction.atomic
def keep_recovery_key(*, series: Series, key: str, by: Any, at: datetime) -> Series:
    """Keep the public half of the key the lead holds on paper. What was sealed for a former one stays so."""
    series = Series.objects.select_for_update().select_related("inside").get(pk=series.pk)
    if series.recovery_key != key:
        series.recovery_key = key
        series.save(update_fields=["recovery_key"])
        log_event(record=series.inside, verb="recovery_key_kept", by=by, at=at)
    return series


class Batch:
    """Items of one series sent by one facilitator. Each is committed before its receipt is given."""

    def __init__(self, *, series: Series, by: Any, at: datetime) -> None:
        self.series, self.by, self.at = series, by, at
        self._sessions: dict[UUID, Session] = {}
        self._participants: dict[UUID, Participant] = {}
        self._passages: dict[str, PinnedPassage] | None = None

    def store(self, item: Any) -> Receipt:
        """Store one item (``forms.items``); what is wrong with it stands in its receipt."""
        uid = str(item.uid)
        try:
            row = getattr(self, f"_{item.kind}")(item)
        except statements.StaleStatement as error:
            return Receipt(uid, STALE, message=str(error), current=shown(error.current))
        except statements.StatementErased as error:
            return Receipt(uid, ERASED, message=str(error))
        except NotHereYet as error:
            return Receipt(uid, LATER, message=str(error))
        except people.PseudonymTaken as error:
            free = people.draw_pseudonym(self.series)
            return Receipt(uid, REFUSED, message=str(error), proposal=free)
        except ValidationError as error:
            return Receipt(uid, REFUSED, message=" ".join(error.messages))
        except (
            people.NotOfThisSeries,
            people.PseudonymWrong,
            people.ScopesWrong,
            statements.StatementRefused,
            statements.NotesNotAllowed,
        ) as error:
            return Receipt(uid, REFUSED, message=str(error))
        return Receipt(uid, STORED, row.pk, getattr(row, "lock_version", 1))

    @property
    def _common(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}

    def _session(self, item: Any) -> Session:
        data = dict(item.data)
        number = data.pop("guide")
        guide = self.series.guides.filter(number=number).first() if number else None
        seats = self.series.facilitators.filter(user=self.by, valid_to=None)
        if not seats:
            seats = self.series.facilitators.filter(role=FacilitatorRole.LEAD)
        return sessions.open_session(
            series=self.series,
            facilitators=seats[:1],
            guide=guide,
            uid=item.uid,
            **data,
            **self._common,
        )

    def _participant(self, item: Any) -> Participant:
        return people.add_participant(series=self.series, uid=item.uid, **item.data, **self._common)

    def _consent(self, item: Any) -> Consent:
        data = dict(item.data)
        sheet = self.series.sheets.filter(number=data.pop("sheet")).first()
        if sheet is None:
            raise NotHereYet(_("There is no such edition of the information sheet."))
        participant = self._find_participant(data.pop("participant"))
        return people.record_consent(
            participant=participant, sheet=sheet, uid=item.uid, **data, **self._common
        )

    def _limit(self, item: Any) -> Any:
        data = dict(item.data)
        consent = (
            Consent.objects.select_related("participant__series__inside")
            .filter(uid=data.pop("consent"), participant__series=self.series)
            .first()
        )
        if consent is None:
            raise NotHereYet(_("The consent this takes back has not arrived yet."))
        return withdrawals.withdraw_consent(consent=consent, uid=item.uid, **data, **self._common)

    def _presence(self, item: Any) -> Session:
        return note_presence(
            session=self._find_session(item.data["session"]),
            participant=self._find_participant(item.data["participant"]),
            is_present=item.data["present"],
            **self._common,
        )

    def _statement(self, item: Any) -> Any:
        data = dict(item.data)
        session = self._find_session(data.pop("session"))
        said_by = data.pop("participant")
        data["participant"] = self._find_participant(said_by) if said_by else None
        passage = self._find_passage(data.pop("passage"))
        data["version"] = passage.version if passage else None
        data["passage_uid"] = passage.uid if passage else None
        if data["position"] is None:
            del data["position"]
        return statements.store_statement(
            session=session,
            uid=item.uid,
            fields=data,
            base_version=item.base_version,
            device_at=item.device_at,
            **self._common,
        )

    def _find_session(self, uid: UUID) -> Session:
        if uid not in self._sessions:
            found = Session.objects.filter(uid=uid, series=self.series).first()
            if found is None:
                raise NotHereYet(_("The session this belongs to has not arrived yet."))
            self._sessions[uid] = found
        return self._sessions[uid]

    def _find_participant(self, uid: UUID) -> Participant:
        if uid not in self._participants:
            found = (
                Participant.objects.select_related("series__inside")
                .filter(uid=uid, series=self.series)
                .first()
            )
            if found is None:
                raise NotHereYet(_("The pseudonym this belongs to has not arrived yet."))
            self._participants[uid] = found
        return self._participants[uid]

    def _find_passage(self, key: str) -> PinnedPassage | None:
        if not key:
            return None
        if self._passages is None:
            self._passages = {pin.key: pin for pin in passages_of(self.series.guides.all())}
        if key not in self._passages:
            raise statements.StatementRefused(
                _("No guide of the series holds this part of a text.")
            )
        return self._passages[key]


def shown(statement: Any) -> dict[str, Any]:
    """What is stored of a statement now, for whoever edited an older text of it."""
    return {
        "words": statement.words,
        "working_text": statement.working_text,
        "lock_version": statement.lock_version,
    }


def store_items(*, series: Series, items: list[Any], by: Any, at: datetime) -> list[Receipt]:
    """Store items in the order in which they depend on each other; receipts come in the order of the items.

    What comes before a fault of the server is stored, and nothing of it is stored again by a repeat.
    """
    order = ("session", "participant", "consent", "limit", "presence", "statement")
    batch = Batch(series=series, by=by, at=at)
    receipts: dict[int, Receipt] = {}
    for place in sorted(range(len(items)), key=lambda place: order.index(items[place].kind)):
        receipts[place] = batch.store(items[place])
    return [receipts[place] for place in range(len(items))]
