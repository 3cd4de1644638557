"""What may be done with a round, when and by whom, and the words of its forms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from consultations.desk import round_forms
from consultations.enums import RoundStage, RoundState
from consultations.models import Round


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with a round: when it fits, who may, and how it is offered."""

    name: str
    form_class: Any
    permission: str
    heading: Any
    lead: Any
    fits: Callable[[Round, str], bool]
    is_grave: bool = False
    is_open: bool = False


def _at(*states: str) -> Callable[[Round, str], bool]:
    return lambda round, state: state in states


def _stage(stage: str, *, is_public: bool | None = None) -> Callable[[Round, str], bool]:
    return lambda round, state: (
        round.stage == stage and (is_public is None or round.is_public is is_public)
    )


REPORTABLE = (RoundStage.SEALED, RoundStage.SETTLED, RoundStage.REPORTED)
OVER = (RoundState.CLOSED, RoundState.SETTLING, RoundState.SETTLED, RoundState.REPORTED)
ACTS = (
    Act(
        "agree",
        round_forms.PlainForm,
        "consultations.agree_round",
        gettext_lazy("Agree and announce the round"),
        gettext_lazy(
            "Everyone can read the versions at once. The round opens and closes by itself at its times."
        ),
        _stage(RoundStage.PROPOSED),
        is_open=True,
    ),
    Act(
        "return",
        round_forms.NoteForm,
        "consultations.return_round",
        gettext_lazy("Return to be changed"),
        gettext_lazy("The round can be edited again and must be proposed anew."),
        _stage(RoundStage.PROPOSED),
    ),
    Act(
        "propose",
        round_forms.PlainForm,
        "consultations.prepare_round",
        gettext_lazy("Propose to open the round"),
        gettext_lazy(
            "Another person, an editor or a chair, must agree. Until then nobody outside is told."
        ),
        _stage(RoundStage.PREPARED, is_public=True),
    ),
    Act(
        "announce",
        round_forms.PlainForm,
        "consultations.announce_round",
        gettext_lazy("Announce the round"),
        gettext_lazy(
            "Invited people are told by mail and can read the versions. "
            "From then on rules change only publicly."
        ),
        _stage(RoundStage.PREPARED, is_public=False),
    ),
    Act(
        "seal",
        round_forms.PlainForm,
        "consultations.seal_round",
        gettext_lazy("Seal the round"),
        gettext_lazy(
            "The list of everything that came is closed with a fingerprint of each comment."
        ),
        _at(RoundState.CLOSED),
        is_open=True,
    ),
    Act(
        "settle",
        round_forms.PlainForm,
        "consultations.settle_round",
        gettext_lazy("Declare every comment settled"),
        gettext_lazy("It is refused while anything is still open."),
        _at(RoundState.SETTLING),
    ),
    Act(
        "resume",
        round_forms.NoteForm,
        "consultations.settle_round",
        gettext_lazy("Resume settling"),
        gettext_lazy("When an answer must still change. The report cannot be published meanwhile."),
        _at(RoundState.SETTLED),
    ),
    Act(
        "extend",
        round_forms.ExtendForm,
        "consultations.announce_round",
        gettext_lazy("Give more time"),
        gettext_lazy(
            "The former and the new time and the reason are shown publicly; invited people are told in "
            "their daily digest. A round cannot be shortened."
        ),
        _at(RoundState.PLANNED, RoundState.OPEN),
    ),
    Act(
        "rules",
        round_forms.RulesForm,
        "consultations.announce_round",
        gettext_lazy("Change rules"),
        gettext_lazy(
            "The former and the new rule and the reason are shown publicly with the time. "
            "After closing only the day of the promised answer may change."
        ),
        _at(
            RoundState.PLANNED,
            RoundState.OPEN,
            RoundState.CLOSED,
            RoundState.SETTLING,
            RoundState.SETTLED,
        ),
    ),
    Act(
        "supplement",
        round_forms.SupplementForm,
        "consultations.prepare_round",
        gettext_lazy("Prepare a supplementary round"),
        gettext_lazy(
            "A closed round is never opened again. A supplementary one takes over its versions, rules "
            "and people, and gives its comments numbers of its own."
        ),
        _at(*OVER),
    ),
    Act(
        "cancel",
        round_forms.CancelForm,
        "consultations.announce_round",
        gettext_lazy("Call the round off"),
        gettext_lazy(
            "What was sent stays. If the round was announced, invited people are told in their daily digest."
        ),
        _at(
            RoundState.PREPARED,
            RoundState.PLANNED,
            RoundState.OPEN,
            RoundState.CLOSED,
        ),
        is_grave=True,
    ),
)
ACT_BY_NAME = {act.name: act for act in ACTS}
