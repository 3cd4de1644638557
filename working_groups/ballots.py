"""What comes out of a written procedure, counted from its votes whenever it is asked."""

from dataclasses import dataclass

from working_groups.enums import ProcedureAnswer
from working_groups.models import WrittenProcedure


@dataclass(frozen=True, slots=True)
class Count:
    """Votes of a written procedure. Its quorum is counted over the seats that answered.

    Worked example: of 9 seats 5 must answer. 4 for and 1 against: 5 answered, 4 is more than half of them, adopted.
    """

    for_count: int
    against_count: int
    abstained_count: int
    silent_count: int
    quorum_count: int

    @property
    def answered_count(self) -> int:
        """Seats that voted."""
        return self.for_count + self.against_count + self.abstained_count

    @property
    def has_quorum(self) -> bool:
        """Enough seats voted."""
        return self.answered_count >= self.quorum_count

    @property
    def is_adopted(self) -> bool:
        """Enough seats voted, and more than half of them for it."""
        return self.has_quorum and self.for_count * 2 > self.answered_count


def count_votes(procedure: WrittenProcedure) -> Count:
    """The votes as they are stored now: one query."""
    answers = list(procedure.voters.values_list("answer", flat=True))
    return Count(
        for_count=answers.count(ProcedureAnswer.FOR),
        against_count=answers.count(ProcedureAnswer.AGAINST),
        abstained_count=answers.count(ProcedureAnswer.ABSTAINED),
        silent_count=answers.count(ProcedureAnswer.NONE),
        quorum_count=procedure.quorum_count,
    )
