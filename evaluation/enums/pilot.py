"""The housing pilot: flats, households, stays, support. Everything is chosen from a list: there is no room for words
about anybody.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Programme(models.TextChoices):
    """What a flat is for. Whether a household lives in a social or an affordable flat is said by its support."""

    CRISIS = "crisis", _("Crisis housing")
    SOCIAL_AFFORDABLE = "social_affordable", _("Social and affordable housing")


class FlatSize(models.TextChoices):
    """Size of a flat by rooms."""

    ONE = "1", pgettext_lazy("size of a flat", "One room")
    TWO = "2", pgettext_lazy("size of a flat", "Two rooms")
    THREE = "3", pgettext_lazy("size of a flat", "Three rooms")
    FOUR = "4", pgettext_lazy("size of a flat", "Four rooms or more")


class EnergyHolder(models.TextChoices):
    """Who has the contract for electricity, gas and water."""

    DISTRICT = "district", pgettext_lazy("energy contract", "City district")
    CITY = "city", pgettext_lazy("energy contract", "City")
    HOUSEHOLD = "household", pgettext_lazy("energy contract", "Household")
    OWNER = "owner", pgettext_lazy("energy contract", "Owner of the flat")


class OutageReason(models.TextChoices):
    """Why a flat cannot be used for a time."""

    REPAIR = "repair", pgettext_lazy("flat", "Repair")
    DAMAGE = "damage", pgettext_lazy("flat", "Damage")
    OTHER = "other", pgettext_lazy("flat", "Other reason")


class FlatState(models.TextChoices):
    """How a flat is on a day: computed from its days, never stored."""

    PREPARING = "preparing", pgettext_lazy("flat", "Being prepared")
    AVAILABLE = "available", pgettext_lazy("flat", "Free")
    OCCUPIED = "occupied", pgettext_lazy("flat", "Occupied")
    REPAIR = "repair", pgettext_lazy("flat", "Out of service")
    WITHDRAWN = "withdrawn", pgettext_lazy("flat", "Not in the pilot any more")


class EntrySituation(models.TextChoices):
    """Housing of a household before it entered: the four groups of ETHOS."""

    ROOFLESS = "roofless", _("Roofless")
    HOUSELESS = "houseless", _("Houseless")
    INSECURE = "insecure", _("Insecure housing")
    INADEQUATE = "inadequate", _("Inadequate housing")


class EntryRoute(models.TextChoices):
    """How a household came to the pilot."""

    APPLICATION = "application", pgettext_lazy("way into the pilot", "Own application")
    DISTRICT = "district", pgettext_lazy("way into the pilot", "Through a city district")
    SERVICE = "service", pgettext_lazy("way into the pilot", "Through a social service")
    OUTREACH = "outreach", pgettext_lazy("way into the pilot", "Found by outreach")
    INSTITUTION = "institution", pgettext_lazy("way into the pilot", "Leaving an institution")
    SPLIT = "split", pgettext_lazy("way into the pilot", "Split from another household")


class EndReason(models.TextChoices):
    """Why a stay ended."""

    MOVED_WITHIN = "moved_within_system", _("Moved to another flat of the pilot")
    OWN_TENANCY = "own_or_market_tenancy", _("Own tenancy elsewhere")
    FAMILY_FRIENDS = "family_friends", _("To family or friends")
    HEALTH = "institution_health", _("To a health institution")
    PRISON = "institution_prison", _("To prison")
    ARREARS = "rent_arrears", _("Rent owed")
    BREACH = "breach_other", _("Other breach of the contract")
    ABANDONED = "abandoned", _("Flat abandoned")
    DEATH = "death", pgettext_lazy("end of a stay", "Death")
    LIMIT = "limit_no_onward_housing", _("Limit of crisis housing, nothing to move on to")
    OTHER = "other", pgettext_lazy("end of a stay", "Other reason")
    UNKNOWN = "unknown", pgettext_lazy("end of a stay", "Not known")


class Destination(models.TextChoices):
    """Where a household went when its stay ended, in classes; values are those of ``retention.Whereabouts``."""

    STABLE = "stable", pgettext_lazy("after a stay", "Stable housing")
    TEMPORARY = "temporary", pgettext_lazy("after a stay", "Temporary housing")
    INSTITUTION = "institution", pgettext_lazy("after a stay", "Institution")
    HOMELESS = "homeless", pgettext_lazy("after a stay", "Without housing")
    DECEASED = "deceased", pgettext_lazy("after a stay", "Died")
    UNKNOWN = "unknown", pgettext_lazy("after a stay", "Not known")


# Reasons that leave no choice where the household went.
ONLY_DESTINATION = {
    EndReason.OWN_TENANCY: Destination.STABLE,
    EndReason.HEALTH: Destination.INSTITUTION,
    EndReason.PRISON: Destination.INSTITUTION,
    EndReason.DEATH: Destination.DECEASED,
}


class Level(models.TextChoices):
    """How much a household is supported. The first is what holds while nobody decided: it is not chosen."""

    ASSESSMENT = "assessment", pgettext_lazy("support", "Assessment")
    INTENSIVE = "intensive", pgettext_lazy("support", "Intensive (social flat)")
    LIGHT = "light", pgettext_lazy("support", "Light (affordable flat)")


class LevelReason(models.TextChoices):
    """Why a level was decided."""

    ASSESSED = "assessed", pgettext_lazy("support", "Result of the assessment")
    KNOWN_BEFORE = "known_before", pgettext_lazy("support", "Known before moving in")
    NEEDS_GREW = "needs_grew", pgettext_lazy("support", "More support is needed")
    NEEDS_FELL = "needs_fell", pgettext_lazy("support", "Less support is enough")
    ASKED = "asked", pgettext_lazy("support", "The household asked for it")


class Decider(models.TextChoices):
    """In what role somebody decided. Who it was stands in the files of the department, not here."""

    SOCIAL_WORKER = "social_worker", _("Social worker")
    COORDINATOR = "coordinator", _("Coordinator of social work")
    DEPARTMENT_HEAD = "department_head", _("Head of the department")
    COMMISSION = "commission", pgettext_lazy("who decides", "Commission")


class ReviewKind(models.TextChoices):
    """What a review is about. ``CRISIS`` and ``CHECK`` say of which month."""

    ASSESSMENT = "assessment", pgettext_lazy("review", "After the assessment")
    CRISIS = "crisis", pgettext_lazy("review", "Crisis stay")
    INTERIM = "interim", pgettext_lazy("review", "In between")
    EXIT = "exit", pgettext_lazy("review", "At the end")
    CHECK = "check", pgettext_lazy("review", "Look at how housing lasted")


class ReviewResult(models.TextChoices):
    """What came of a review."""

    GOES_ON = "goes_on", pgettext_lazy("review", "Goes on as it is")
    LEVEL_DECIDED = "level_decided", pgettext_lazy("review", "Level of support decided")
    ONWARD_PLAN = "onward_plan", pgettext_lazy("review", "Plan of moving on")
    EXCEPTION = "exception", pgettext_lazy("review", "Exception asked for")
    ENDS = "ends", pgettext_lazy("review", "The stay ends")
    NOT_MET = "not_met", pgettext_lazy("review", "The household was not met")


class LimitAnswer(models.TextChoices):
    """What is said of a stay over the limit."""

    EXCEPTION = "exception", pgettext_lazy("over the limit", "Exception")
    PLAN = "plan", pgettext_lazy("over the limit", "Plan of moving on")


class LimitReason(models.TextChoices):
    """Why a crisis stay lasts longer than its limit."""

    FLAT_PROMISED = "flat_promised", pgettext_lazy("over the limit", "The next flat is promised")
    NO_FLAT = "no_flat", pgettext_lazy("over the limit", "There is no flat to move to")
    SERVICE = "service", pgettext_lazy("over the limit", "A place in a social service is awaited")
    OTHER = "other", pgettext_lazy("over the limit", "Other reason")


class HousedHow(models.TextChoices):
    """How a household lives when it is looked at after so many months."""

    SAME_FLAT = "same_flat", pgettext_lazy("after some months", "In the same flat")
    OTHER_HOUSING = "other_housing", pgettext_lazy("after some months", "In other housing")
    NO_HOUSING = "no_housing", pgettext_lazy("after some months", "Without housing")
    INSTITUTION = "institution", pgettext_lazy("after some months", "In an institution")
    DECEASED = "deceased", pgettext_lazy("after some months", "Died")
    UNKNOWN = "unknown", pgettext_lazy("after some months", "Not known")


# Months after moving in at which it is looked at how a household lives.
STATUS_MONTHS = (6, 12, 18, 24)


class ChangeReason(models.TextChoices):
    """Why a stored fact was changed."""

    MISTAKE = "mistake", pgettext_lazy("change of a fact", "It was entered wrongly")
    REPORTED_LATE = "reported_late", pgettext_lazy("change of a fact", "It was learnt later")
    AGREED = "agreed", pgettext_lazy("change of a fact", "It was agreed anew")


class Inside(models.TextChoices):
    """Kinds of pages with rows of households whose reading is logged."""

    MONTH = "month", pgettext_lazy("read page", "What is on this month")
    FLATS = "flats", pgettext_lazy("read page", "Flats of the pilot")
    HOUSEHOLDS = "households", pgettext_lazy("read page", "Households of the pilot")
    STORY = "story", pgettext_lazy("read page", "Story of a household")
    FIGURES = "figures", pgettext_lazy("read page", "Figures of the pilot that are not published")
