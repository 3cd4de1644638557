"""Rounds in plain words: their rules, and what happened to them. No query but for what is loaded already."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from consultations.enums import (
    AskedFor,
    DecidingDay,
    LatePolicy,
    OthersVisible,
    RoundStage,
    RoundState,
    RoundStepKind,
)
from consultations.models import Round, RoundStep
from core.templatetags.osnova import deadline

RULE_NAMES = {
    "answer_promised_on": gettext_lazy("Answer promised by"),
    "deciding_day": gettext_lazy("Letters"),
    "late_policy": gettext_lazy("Late comments"),
    "others_visible": gettext_lazy("Comments of others are shown"),
}
RULE_VALUES = {
    "deciding_day": DecidingDay,
    "late_policy": LatePolicy,
    "others_visible": OthersVisible,
}


def when_in_words(round: Round, state: str) -> str:
    """From when to when, as the state asks for: until when when it is open, from when when it is planned."""
    if state == RoundState.OPEN:
        return _("Comments are taken until %(moment)s.") % {"moment": deadline(round.closes_at)}
    if state in (RoundState.PLANNED, RoundState.PREPARED):
        return _("It opens on %(opens)s and closes on %(closes)s.") % {
            "opens": date_format(timezone.localtime(round.opens_at), "SHORT_DATETIME_FORMAT"),
            "closes": deadline(round.closes_at),
        }
    return _("It was open from %(opens)s to %(closes)s.") % {
        "opens": date_format(timezone.localtime(round.opens_at), "SHORT_DATETIME_FORMAT"),
        "closes": deadline(round.closes_at),
    }


def state_in_words(round: Round, state: str) -> str:
    """What the state means for a reader, in a sentence or two."""
    promise = (
        _("We promise the answers by %(day)s.")
        % {"day": date_format(round.answer_promised_on, "SHORT_DATE_FORMAT")}
        if round.answer_promised_on
        else ""
    )
    said = {
        RoundState.PREPARED: _("The round is being prepared. Only staff can see this page."),
        RoundState.PLANNED: _("Comments are not taken yet; the text can be read already."),
        RoundState.OPEN: _("Comments are taken now."),
        RoundState.CLOSED: _("The round is over. What came in time is being sealed."),
        RoundState.SETTLING: _("The round is over. Every comment is being settled now."),
        RoundState.SETTLED: _("Every comment is settled. The report is being prepared."),
        RoundState.REPORTED: _("Every comment is settled and the report is published."),
        RoundState.CANCELLED: _("The round was called off. What was sent stays."),
    }
    wants_promise = state in (RoundState.OPEN, RoundState.CLOSED, RoundState.SETTLING)
    return " ".join(filter(None, [said[RoundState(state)], promise if wants_promise else ""]))


def rules_in_words(round: Round) -> list[str]:
    """The rules of a round, one sentence each, as residents read them. Groups are not named: pages link to them."""
    return [
        *_who(round),
        _("Comments are taken until %(moment)s, time in the Czech Republic.")
        % {"moment": deadline(round.closes_at)},
        *_letters(round),
        *_others(round),
        *_promises(round),
    ]


def _who(round: Round) -> list[str]:
    found = [
        _("Anyone may comment, also without an account.")
        if round.is_public
        else _("Invited groups and bodies may comment.")
    ]
    if round.is_public:
        found.append(_contact(round))
    elif round.members_may_comment_alone:
        found.append(
            _(
                "Members of invited groups may comment for themselves, besides what their body sends."
            )
        )
    return found


def _contact(round: Round) -> str:
    if round.name_asked == round.email_asked == AskedFor.NOTHING:
        return _("Nobody is asked for a name or an e-mail address.")
    if AskedFor.REQUIRED in (round.name_asked, round.email_asked):
        asked = {
            (True, True): _("A name and an e-mail address must be given; only we see them."),
            (True, False): _("A name must be given; it is published only if you agree."),
            (False, True): _("An e-mail address must be given; only we see it."),
        }
        return asked[round.name_asked == AskedFor.REQUIRED, round.email_asked == AskedFor.REQUIRED]
    return _("A name and an e-mail address are optional. A name is published only if you agree.")


def _letters(round: Round) -> list[str]:
    deciding = {
        DecidingDay.SENT: _("For a letter the day on which it was sent decides."),
        DecidingDay.DELIVERED: _("For a letter the day on which it was delivered to us decides."),
    }
    late = {
        LatePolicy.REJECT: _("Comments that come later are not accepted."),
        LatePolicy.ACCEPT_FLAGGED: _("Comments that come later are accepted and marked as late."),
    }
    return [deciding[DecidingDay(round.deciding_day)], late[LatePolicy(round.late_policy)]]


def _others(round: Round) -> list[str]:
    shown = {
        OthersVisible.AT_ONCE: _("Comments are shown as soon as they are sent."),
        OthersVisible.AFTER_CHECK: _(
            "Comments are shown after a check that they hold no personal data and no insults."
        ),
        OthersVisible.AFTER_CLOSING: _("Comments of others are shown after the round closes."),
    }
    return [shown[OthersVisible(round.others_visible)]]


def _promises(round: Round) -> list[str]:
    found = [_("Every comment gets an answer: what was done with it, and why.")]
    if round.answer_promised_on:
        found.append(
            _("We promise the answers by %(day)s.")
            % {"day": date_format(round.answer_promised_on, "SHORT_DATE_FORMAT")}
        )
    if round.publishes_settlement:
        found.append(_("The overview of all comments and answers is published on this site."))
    return found


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step of a round as it is told: what happened, the details in a sentence (or ""), the reason given (or "")."""

    pk: int
    kind: str
    label: str
    detail: str
    note: str
    by: str
    at: datetime


def step_in_words(step: RoundStep, *, with_names: bool = False) -> ToldStep:
    """A step in words; the name of who did it (``by`` loaded) is for staff only."""
    return ToldStep(
        pk=step.pk,
        kind=step.step,
        label=str(RoundStepKind(step.step).label),
        detail=_detail(step),
        note=step.note,
        by=str(step.by or _("the system")) if with_names else "",
        at=step.at,
    )


def moments_passed(round: Round, at: datetime) -> list[ToldStep]:
    """The opening and the closing of an announced round as steps, as far as they have come."""
    found = []
    if round.opens_at <= at:
        until = _("Comments are taken until %(moment)s.") % {"moment": deadline(round.closes_at)}
        found.append(
            ToldStep(
                0,
                "opened",
                pgettext("what happened to a round", "Opened"),
                until,
                "",
                "",
                round.opens_at,
            )
        )
    if round.closes_at <= at:
        found.append(
            ToldStep(
                0,
                f"closed-{round.closes_at:%Y%m%d%H%M}",
                pgettext("what happened to a round", "Closed"),
                "",
                "",
                "",
                round.closes_at,
            )
        )
    return found


def _detail(step: RoundStep) -> str:
    match step.step:
        case RoundStepKind.EXTENDED:
            return _("Comments are taken until %(new)s instead of %(former)s.") % {
                "new": deadline(datetime.fromisoformat(step.new)),
                "former": deadline(datetime.fromisoformat(step.former)),
            }
        case RoundStepKind.RULES_CHANGED:
            name = step.new.partition("=")[0]
            return _("%(rule)s: “%(new)s” instead of “%(former)s”.") % {
                "rule": RULE_NAMES[name],
                "new": _value(step.new),
                "former": _value(step.former),
            }
        case RoundStepKind.SEALED:
            return _("Fingerprint of the seal: %(digest)s") % {"digest": step.new}
        case _:
            return ""


def _value(stored: str) -> str:
    name, _sign, value = stored.partition("=")
    if not value:
        return _("not stated")
    if name in RULE_VALUES:
        return str(RULE_VALUES[name](value).label)
    return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")


def next_step(round: Round, at: datetime) -> str:
    """What the people who run the round have to do next, in a sentence; "" when nothing is left."""
    state = round.stage
    if state == RoundStage.PREPARED:
        if round.is_public:
            return _("When it is complete, propose to open it. A second person must agree.")
        return _("When it is complete, announce it. It opens by itself at its time.")
    if state == RoundStage.PROPOSED:
        return _("A second person must agree, or return it to be changed.")
    if state == RoundStage.ANNOUNCED and at < round.opens_at:
        return _("It opens by itself at its time.")
    if state == RoundStage.ANNOUNCED and at < round.closes_at:
        return _("It closes by itself at its time and is sealed within a minute.")
    if state == RoundStage.ANNOUNCED:
        return _("It is over and waits to be sealed. If that does not happen by itself, seal it.")
    if state == RoundStage.SEALED:
        return _("Every comment must be settled.")
    if state == RoundStage.SETTLED:
        return _("Publish the report on the round.")
    return ""
