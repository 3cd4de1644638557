"""Statements spoken in sessions."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Speaker(models.TextChoices):
    """Who said it. What a facilitator thinks of it is never mixed with what people said."""

    PARTICIPANT = "participant", pgettext_lazy("speaker", "One participant")
    SEVERAL = "several", pgettext_lazy("speaker", "Several people")
    WHOLE_GROUP = "whole_group", pgettext_lazy("speaker", "The whole group")
    OBSERVER = "observer", pgettext_lazy("speaker", "Note of the facilitator")
    NOT_KNOWN = "not_known", pgettext_lazy("speaker", "One participant, no longer known who")


class StatementKind(models.TextChoices):
    """What sort of statement it is."""

    NEED = "need", pgettext_lazy("statement", "Need")
    BARRIER = "barrier", pgettext_lazy("statement", "Barrier")
    EXPERIENCE = "experience", pgettext_lazy("statement", "Experience")
    PROPOSAL = "proposal", pgettext_lazy("statement", "Proposal")
    REACTION = "reaction", pgettext_lazy("statement", "Reaction to the text")
    AGREEMENT = "agreement", pgettext_lazy("statement", "Agreement")
    DISAGREEMENT = "disagreement", pgettext_lazy("statement", "Disagreement")
    NON_VERBAL = "non_verbal", pgettext_lazy("statement", "Without words")


class Agreement(models.TextChoices):
    """How many in the room agreed, as the facilitator saw it."""

    UNKNOWN = "", pgettext_lazy("agreement", "Not noted")
    ONE = "one", pgettext_lazy("agreement", "One person")
    SOME = "some", pgettext_lazy("agreement", "Some")
    MOST = "most", pgettext_lazy("agreement", "Most")
    ALL = "all", pgettext_lazy("agreement", "All")
    DISPUTED = "disputed", pgettext_lazy("agreement", "Disputed")


class Sensitivity(models.TextChoices):
    """How far a statement may point at somebody."""

    NORMAL = "normal", pgettext_lazy("sensitivity", "Ordinary")
    SENSITIVE = "sensitive", pgettext_lazy("sensitivity", "Sensitive")
    IDENTIFYING = "identifying", pgettext_lazy("sensitivity", "Could tell who said it")


class Publication(models.TextChoices):
    """What of a statement may leave the circle of facilitators, once it is checked."""

    INTERNAL = "internal", pgettext_lazy("publication", "Nothing")
    PARAPHRASE = "paraphrase", pgettext_lazy("publication", "In other words")
    QUOTE = "quote", pgettext_lazy("publication", "As it was said")


class TranslatorKind(models.TextChoices):
    """Who translated a statement."""

    NONE = "", pgettext_lazy("translator", "Nobody")
    PROFESSIONAL = "professional", pgettext_lazy("translator", "An interpreter")
    COMMUNITY = "community", pgettext_lazy("translator", "Somebody of the community")
    RELATIVE = "relative", pgettext_lazy("translator", "A relative")


class SpokenLanguage(models.TextChoices):
    """In which language it was said. Only the facilitators of the series read it; nothing is filtered by it."""

    CZECH = "cs", pgettext_lazy("language", "Czech")
    SLOVAK = "sk", pgettext_lazy("language", "Slovak")
    ROMANI = "rom", pgettext_lazy("language", "Romani")
    UKRAINIAN = "uk", pgettext_lazy("language", "Ukrainian")
    RUSSIAN = "ru", pgettext_lazy("language", "Russian")
    POLISH = "pl", pgettext_lazy("language", "Polish")
    VIETNAMESE = "vi", pgettext_lazy("language", "Vietnamese")
    OTHER = "und", pgettext_lazy("language", "Another one")
