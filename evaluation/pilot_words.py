"""Figures of the pilot in plain words, in the order in which they are read."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

from evaluation.pilot_sets import MONTHS

FLATS, CRISIS_FLATS = "flats_social_affordable", "flats_crisis"

_OF_MONTHS: Mapping[str, Mapping[int, Any]] = {
    "reached": {
        6: pgettext_lazy("figure", "Households that moved in at least 6 months ago"),
        12: pgettext_lazy("figure", "Households that moved in at least 12 months ago"),
        24: pgettext_lazy("figure", "Households that moved in at least 24 months ago"),
    },
    "housed": {
        6: pgettext_lazy("figure", "of these housed after 6 months"),
        12: pgettext_lazy("figure", "of these housed after 12 months"),
        24: pgettext_lazy("figure", "of these housed after 24 months"),
    },
    "not_housed": {
        months: pgettext_lazy("figure", "of these not housed, or it is not known")
        for months in MONTHS
    },
    "lost": {months: pgettext_lazy("figure", "not housed") for months in MONTHS},
    "died": {months: pgettext_lazy("figure", "died") for months in MONTHS},
    "unknown": {months: pgettext_lazy("figure", "not known") for months in MONTHS},
}

WORDS: Mapping[str, Any] = {
    FLATS: pgettext_lazy("figure", "Social and affordable flats at the end of the half-year"),
    CRISIS_FLATS: pgettext_lazy("figure", "Crisis flats at the end of the half-year"),
    "living": pgettext_lazy("figure", "Households that live in social and affordable flats"),
    "crisis_stays": pgettext_lazy("figure", "Stays in crisis flats altogether"),
    "entered": pgettext_lazy("figure", "Households that moved into a social or affordable flat"),
    "without_housing": pgettext_lazy("figure", "before that without housing"),
    "badly_housed": pgettext_lazy("figure", "before that in insecure or inadequate housing"),
    "people": pgettext_lazy("figure", "People in these households when they moved in"),
    "adults": pgettext_lazy("figure", "of these adults"),
    "children": pgettext_lazy("figure", "of these children"),
    "moved_between_flats": pgettext_lazy(
        "figure", "Households that moved from one flat to another"
    ),
    "decision_due": pgettext_lazy("figure", "Households whose support was to be decided by now"),
    "decided_in_time": pgettext_lazy("figure", "decided within three months"),
    "decided_late": pgettext_lazy("figure", "not decided within three months"),
    "level_decided": pgettext_lazy("figure", "Households whose support is decided"),
    "intensive": pgettext_lazy("figure", "intensive support (social flat)"),
    "light": pgettext_lazy("figure", "light support (affordable flat)"),
    "intensive_without": pgettext_lazy("figure", "intensive, before that without housing"),
    "intensive_badly": pgettext_lazy(
        "figure", "intensive, before that in insecure or inadequate housing"
    ),
    "light_without": pgettext_lazy("figure", "light, before that without housing"),
    "light_badly": pgettext_lazy("figure", "light, before that in insecure or inadequate housing"),
    "left": pgettext_lazy("figure", "Households that left the pilot"),
    "left_stable": pgettext_lazy("figure", "to stable housing"),
    "left_elsewhere": pgettext_lazy("figure", "elsewhere, or it is not known"),
    "left_temporary": pgettext_lazy("figure", "to temporary housing"),
    "left_institution": pgettext_lazy("figure", "to an institution"),
    "left_homeless": pgettext_lazy("figure", "without housing"),
    "left_deceased": pgettext_lazy("figure", "died"),
    "left_unknown": pgettext_lazy("figure", "not known"),
    **{
        f"{name}_{months}": words for name, of in _OF_MONTHS.items() for months, words in of.items()
    },
}
# Seen by evaluators and pilot officers only.
INSIDE_WORDS: Mapping[str, Any] = {
    "from_crisis": pgettext_lazy("figure", "Households that came from crisis housing"),
    "to_crisis": pgettext_lazy(
        "figure", "Households that came to crisis housing from a social or affordable flat"
    ),
    "crisis_households": pgettext_lazy("figure", "Households in crisis housing altogether"),
}

SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        pgettext_lazy("section of figures", "Flats"),
        (FLATS, "living", "moved_between_flats", CRISIS_FLATS, "crisis_stays"),
    ),
    (
        pgettext_lazy("section of figures", "Households and people"),
        ("entered", "without_housing", "badly_housed", "people", "adults", "children"),
    ),
    (
        pgettext_lazy("section of figures", "Who kept their housing"),
        tuple(
            f"{name}_{months}"
            for months in MONTHS
            for name in ("reached", "housed", "not_housed", "lost", "died", "unknown")
        ),
    ),
    (
        pgettext_lazy("section of figures", "Support"),
        (
            "decision_due",
            "decided_in_time",
            "decided_late",
            "level_decided",
            "intensive",
            "light",
            "intensive_without",
            "intensive_badly",
            "light_without",
            "light_badly",
        ),
    ),
    (
        pgettext_lazy("section of figures", "Who left and where to"),
        (
            "left",
            "left_stable",
            "left_elsewhere",
            "left_temporary",
            "left_institution",
            "left_homeless",
            "left_deceased",
            "left_unknown",
        ),
    ),
)
