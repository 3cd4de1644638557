"""What staff are told of records, events and mails: names of kinds, verbs and states, and which kinds concern
accounts. Filled in ``AppConfig.ready``.

Upper apps name their own here, so that the log speaks Czech without knowing them.
An unnamed one is shown as it is stored, with blanks.
"""

from collections.abc import Mapping
from typing import Any

_kind_names: dict[str, Any] = {}
_verb_names: dict[str, Any] = {}
_state_names: dict[tuple[str, str], Any] = {}
_mail_names: dict[str, Any] = {}
_account_kinds: set[str] = set()


def name_kinds(names: Mapping[str, Any], *, about_accounts: bool = False) -> None:
    """Names (lazy translations) of record kinds. Kinds about accounts are shown to whoever keeps
    the accounts.
    """
    _kind_names.update(names)
    if about_accounts:
        _account_kinds.update(names)


def name_verbs(names: Mapping[str, Any]) -> None:
    """Names (lazy translations) of verbs of events."""
    _verb_names.update(names)


def name_states(kind: str, names: Mapping[str, Any]) -> None:
    """Names (lazy translations) of the states records of a kind go through."""
    _state_names.update({(kind, state): name for state, name in names.items()})


def name_mails(names: Mapping[str, Any]) -> None:
    """Names (lazy translations) of kinds of mails."""
    _mail_names.update(names)


def mail_name(kind: str) -> str:
    """The kind of mail in the active language."""
    return str(_mail_names.get(kind, kind.replace("_", " ")))


def kind_name(kind: str) -> str:
    """The kind in the active language."""
    return str(_kind_names.get(kind, kind.replace("_", " ")))


def verb_name(verb: str) -> str:
    """The verb in the active language."""
    return str(_verb_names.get(verb, verb.replace("_", " ")))


def state_name(kind: str, state: str) -> str:
    """The state in the active language."""
    return str(_state_names.get((kind, state), state.replace("_", " ")))


def account_kinds() -> frozenset[str]:
    """Kinds of records about accounts."""
    return frozenset(_account_kinds)
