"""What files say of the demonstration: the banner, and of each row whether it is real or made up."""

from collections.abc import Iterable

from concept.actions import demo_notice
from core.enums import DemoOrigin


def notice_of(origins: Iterable[str]) -> str:
    """The banner when any of the rows belongs to the demonstration, else ""."""
    return demo_notice() if any(origins) else ""


def origin_text(origin: str, source: str = "") -> str:
    """Where a row of the demonstration is from, in the active language; "" for one of a city."""
    label = str(DemoOrigin(origin).label) if origin else ""
    return f"{label} ({source})" if label and source else label
