"""What rows of the permission table about indicators speak of."""

from datetime import datetime

from tests.evaluation import build as evaluation


def build(at: datetime) -> dict[str, str | int]:
    """Indicators ``V1``, public with a published value 1 and a draft 2, and ``N1`` of the pilot, for staff, with an
    approved value 1; a period ``1-pololeti-2018``.
    """
    eva, other = evaluation.evaluator(), evaluation.evaluator("Jiná Evaluátorka")
    first, second = (evaluation.half_year(half, 2018, eva, at=at) for half in (1, 2))
    public = evaluation.indicator("V1", eva, at=at)
    staff = evaluation.indicator("N1", eva, at=at, is_public=False, is_pilot=True)
    evaluation.published(
        evaluation.entered(public, first, eva, at=at, value=439), eva, other, at=at
    )
    evaluation.approved(evaluation.entered(staff, first, eva, at=at, value=92), eva, other, at=at)
    evaluation.entered(public, second, eva, at=at, value=440)
    return {}
