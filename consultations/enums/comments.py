"""Values of comments: what they are about, their weight, and whether their words are shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommentType(models.TextChoices):
    """What a comment is about."""

    SUBSTANTIVE = "substantive", _("To the substance")
    WORDING = "wording", _("To the wording")
    FACTUAL = "factual", _("An error in facts")
    QUESTION = "question", _("A question")
    SUPPORT = "support", _("Support")
    GENERAL = "general", _("To the whole text")


class CommentNature(models.TextChoices):
    """Which way a comment is settled: formal ones by the editor alone."""

    FORMAL = "formal", pgettext_lazy("comment", "Formal")
    SUBSTANTIVE = "substantive", pgettext_lazy("comment", "Substantive")


class Weight(models.TextChoices):
    """Refusing an essential comment opens a dispute; only entitled bodies may make one."""

    ADVISORY = "advisory", _("Advisory")
    ESSENTIAL = "essential", _("Essential")


class Moderation(models.TextChoices):
    """Whether a comment's words are shown to others."""

    WAITING = "waiting", _("Waiting for a check")
    VISIBLE = "visible", pgettext_lazy("comment", "Shown")
    HIDDEN = "hidden", pgettext_lazy("comment", "Hidden")


class HiddenReason(models.TextChoices):
    """The published list of reasons why words are not shown."""

    PERSONAL_DATA = "personal_data", _("Personal data of other people")
    ABUSE = "abuse", _("Insults or threats")
    HATE = "hate", _("Hatred against a group of people")
    ADVERTISING = "advertising", _("Advertising")
    SPAM = "spam", _("Machine-made or repeated text")
    UNRELATED = "unrelated", _("Does not concern the text")
    PERSONAL_CASE = "personal_case", _("A personal case")


class ContentFlag(models.TextChoices):
    """What the automatic check of words noticed, in the order in which it matters."""

    BIRTH_NUMBER = "birth_number", _("A birth number")
    PHONE = "phone", _("A telephone number")
    EMAIL = "email", _("An e-mail address")
    ACCOUNT = "account", _("A bank account number")
    INSULT = "insult", _("Rude words")
    LINK = "link", pgettext_lazy("in a text", "A link")
    REPEATED = "repeated", _("Repeated text")


class Satisfaction(models.TextChoices):
    """What a respondent says of the new text, once per point."""

    YES = "yes", pgettext_lazy("new text meets the comment", "Yes")
    PARTLY = "partly", pgettext_lazy("new text meets the comment", "Partly")
    NO = "no", pgettext_lazy("new text meets the comment", "No")


class PersonalCase(models.TextChoices):
    """A comment that tells somebody's own story: never published."""

    NO = "", _("No")
    KEPT = "kept", _("Kept apart")
    HANDED_OVER = "handed_over", _("Handed over to the contact point")
    ERASED = "erased", _("Erased")
