"""Languages information sheets are written in."""

from django.utils.translation import pgettext_lazy

LANGUAGES = [
    ("cs", pgettext_lazy("language", "Czech")),
    ("sk", pgettext_lazy("language", "Slovak")),
    ("rom", pgettext_lazy("language", "Romani")),
    ("uk", pgettext_lazy("language", "Ukrainian")),
    ("vi", pgettext_lazy("language", "Vietnamese")),
    ("en", pgettext_lazy("language", "English")),
    ("other", pgettext_lazy("language", "another language")),
]


def name_of_language(code: str) -> str:
    """The language in words."""
    return str(dict(LANGUAGES).get(code, code))
