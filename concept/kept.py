"""On what kept pages of the thread depend: on the documents, and on every comment they tell of."""

from collections.abc import Sequence

from django.utils import timezone

COMMENTS = "pripominky"
MEASURES = "opatreni"


def keys_of_thread(parts: Sequence[str]) -> tuple[str, ...]:
    """Further generation keys of a page by the parts of its address: reasons, measures and figures tell of comments,
    so that a name taken back or an erased word is gone from them at once.
    """
    tells_reasons = parts[3:4] == ["proc"] or parts[1:2] == ["puvod"]
    if parts[:3] == ["api", "v1", "measures"]:
        return (MEASURES, _today())
    if parts == ["feeds", "opatreni.atom"]:
        return (MEASURES,)
    if parts[:1] == [MEASURES]:
        return (COMMENTS, _today())
    return (COMMENTS,) if tells_reasons else ()


def _today() -> str:
    """A key without a generation: what is past its deadline changes at midnight by itself."""
    return f"{timezone.localdate():%Y-%m-%d}"
