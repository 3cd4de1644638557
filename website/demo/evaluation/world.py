"""What the files about the plan and the evaluation have become so far, for the parts of the loader."""

from collections.abc import Mapping
from dataclasses import dataclass

from concept.models import Measure
from people.models import User
from website.demo.content import ContentError
from website.demo.evaluation.files import EvaluationFiles


@dataclass(slots=True)
class EvaluationWorld:
    """Rows by the names the files give them. ``people``: accounts of the personas by their key."""

    files: EvaluationFiles
    people: Mapping[str, User]

    def measure(self, code: str) -> Measure:
        """A measure by its permanent code: one query. Raises ContentError."""
        found = Measure.objects.select_related("record", "document").filter(code=code).first()
        if found is None:
            raise ContentError(f"evaluation: no measure has the code {code} by then")
        return found
