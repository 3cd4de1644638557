"""Recommendations of the focus group on their way into the rounds of comments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from consultations.actions import moderation
from consultations.actions.focus_recommendations import (
    link_recommendation,
    submit_recommendation,
)
from website.demo.acts import Act, Entry
from website.demo.content import ContentError
from website.demo.focus.analysis import PANEL
from website.demo.focus.world import FocusWorld


@dataclass(frozen=True, slots=True)
class SubmittingLoader:
    """Sends recommendations, or tells which comment of the rounds is one that was said at a meeting."""

    world: FocusWorld

    def acts(self) -> Iterator[Act]:
        """One act for each recommendation. The comments of the rounds are read before."""
        for row in self.world.files.recommendations:
            entry = self._entry(row)
            if "submitted_at" in entry.data:
                at = datetime.fromisoformat(entry.data["submitted_at"])
                yield Act(at, partial(self._submit, row["key"], entry, at))
                shown = at + timedelta(hours=2)
                yield Act(shown, partial(self._show, entry, shown))
            else:
                at = datetime.fromisoformat(entry.data["sent_at"]) + timedelta(hours=1)
                yield Act(at, partial(self._link, row["key"], entry, at))

    def _entry(self, row: Mapping[str, Any]) -> Entry:
        number, key = row["sent"]
        for entry in self.world.rounds.entries[number]:
            if entry.data.get("key") == key:
                return entry
        raise ContentError(f"focus: no comment of round {number} is called {key}")

    def _submit(self, key: str, entry: Entry, at: datetime) -> None:
        sent = submit_recommendation(
            recommendation=self.world.recommendations[key],
            round=self.world.rounds.rounds[entry.number],
            by=self.world.lead(PANEL),
            at=at,
        )
        entry.comment = sent.comment

    def _show(self, entry: Entry, at: datetime) -> None:
        if entry.comment is None:
            raise ContentError(f"{entry.place}: it was not sent by then")
        moderation.show_comment(comment=entry.comment, by=self.world.people["editor"], at=at)

    def _link(self, key: str, entry: Entry, at: datetime) -> None:
        if entry.comment is None:
            raise ContentError(f"{entry.place}: it was not sent by then")
        link_recommendation(
            recommendation=self.world.recommendations[key],
            comment=entry.comment,
            by=self.world.lead(PANEL),
            at=at,
        )
