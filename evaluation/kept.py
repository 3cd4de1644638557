"""On what kept pages of results depend besides their own: on what they cite, and on the texts they changed."""

from collections.abc import Mapping, Sequence

from core.pagecache import add_dependence

RESULTS, PILOT = "hodnoceni", "pilot"
# First parts of the addresses of whatever can be evidence; what shaped a text is kept with the comments.
CITED = (
    "pripominky", "opatreni", "fokusni-skupiny", "zavery", "skupiny", "jednani", RESULTS, PILOT,
)  # fmt: skip
CITING = frozenset({"zjisteni", "doporuceni", "rizika"})
DATA: Mapping[str, tuple[str, ...]] = {
    "indicators": (RESULTS,),
    "findings": CITED,
    "recommendations": CITED,
    "risks": CITED,
    "pilot": (PILOT,),
}


def keys_of_results(parts: Sequence[str]) -> tuple[str, ...]:
    """Further generation keys of a page by the parts of its address."""
    if parts[:2] == ["api", "v1"]:
        return DATA.get("".join(parts[2:3]), ())
    if parts == ["feeds", "vysledky.atom"]:
        return (RESULTS, PILOT)
    return CITED if parts[:1] == [RESULTS] and CITING.issuperset(parts[1:2] or [""]) else ()


def register() -> None:
    """Called once the apps are ready."""
    add_dependence(keys_of_results)
