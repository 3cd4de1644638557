"""The fixed words of exported files. Templates hold no language; they take these by name."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from concept.enums import DocumentKind, Standing, StepKind, VersionPurpose


def labels(language: str) -> dict[str, str]:
    """Return every fixed word of an export in ``language``, by name.

    Words with a ``%(name)s`` in them are filled in by the writers.
    """
    with override(language):
        return {
            "language": language,
            **_choices("kind", DocumentKind),
            # the version
            "version": _("Version %(label)s"),
            "version_word": _("Version"),
            "purpose": _("Purpose"),
            **_choices("purpose", VersionPurpose),
            "standing": _("Standing"),
            **_choices("standing", Standing),
            **_choices("step", StepKind),
            "frozen_at": _("Frozen on"),
            "reason": _("Reason for the version"),
            "resolution": _("resolution %(number)s"),
            # the project
            "project": _("Project"),
            "registration_number": _("Registration number"),
            "programme": _("Programme"),
            "period": _("Project period"),
            # parts of the file
            "contents": _("Contents"),
            "about": _("About this version"),
            "notice": pgettext("banner on an export", "Notice"),
            "page_of": _("Page %(page)s of %(pages)s"),
            "digest": _("Digest of the version (SHA-256)"),
            "digest_short": _("Digest %(digest)s"),
            "verify": _(
                "The digest was computed from the text of this version when it was frozen. "
                "Anyone can check it: download the verification package of the version "
                "and follow the instructions inside."
            ),
            # passages
            # the words of a measure are those frozen in its text (concept/rendering.py: WORDS)
            "measure": _("Measure"),
            "responsible": pgettext("row of a measure", "Responsible"),
            "political": pgettext("row of a measure", "Political responsibility"),
            "partners": pgettext("row of a measure", "Partners"),
            "due": pgettext("row of a measure", "Deadline"),
            "due_ongoing": pgettext("deadline of a measure", "ongoing"),
            "budget": pgettext("row of a measure", "Budget"),
            "funding_sources": pgettext("row of a measure", "Funding sources"),
            "indicator": pgettext("row of a measure", "Indicator"),
            "source": _("Source: %(source)s"),
            "tone_note": pgettext("title of a call-out", "Note"),
            "tone_warning": pgettext("title of a call-out", "Warning"),
            "tone_example": pgettext("title of a call-out", "Example"),
            "footnotes": _("Footnotes"),
            "back_to_text": _("Back to the text"),
            "image": _("Image"),
            "image_missing": _("The image %(digest)s of this version is missing."),
            "image_unreadable": _("The image %(digest)s of this version cannot be read."),
            "redacted": _(
                "The text of this passage was removed for legal reasons. The removal is recorded."
            ),
        }


def _choices(name: str, choices: type[TextChoices]) -> dict[str, str]:
    return {f"{name}_{choice.value}": str(choice.label) for choice in choices}
