"""Every text of the code has a Czech translation: whole, not fuzzy, in all plural forms."""

from gettext import GNUTranslations

import pytest

from config import catalogues


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_catalogue_is_complete(locale):
    assert catalogues.problems(locale) == []


def test_catalogue_has_the_three_czech_plural_forms():
    assert catalogues.read("cs").num_plurals == 3


def test_messages_of_python_are_found_with_plural_and_context():
    source = """
_("One " "sentence")
ngettext_lazy("%(count)s page", "%(count)s pages", "count")
pgettext("verb", "Open")
other("not a message")
"""
    found = [
        (m.id, m.plural, m.context, m.place) for m in catalogues.messages_of_python(source, "a.py")
    ]
    assert found == [
        ("One sentence", None, None, "a.py:2"),
        ("%(count)s page", "%(count)s pages", None, "a.py:3"),
        ("Open", None, "verb", "a.py:4"),
    ]


def test_message_that_is_not_a_plain_string_is_refused():
    with pytest.raises(catalogues.NotTranslatable, match="must be one plain string"):
        list(catalogues.messages_of_python('_(f"{count} pages")', "a.py"))


def test_messages_of_templates_are_found_with_plural_and_context():
    source = """{% load i18n %}{% translate "It's open" %} {{ _("Close")|upper }}
    {% translate "Open" context "verb" %} <p title="don't">{{ x|default:_("none") }}</p>
    {% blocktranslate count count=n trimmed %}
      {{ count }} page of "{{ title }}"
    {% plural %}
      {{ count }} pages of "{{ title }}"
    {% endblocktranslate %}{# {% translate "Not this" %} #}"""
    found = [(m.id, m.plural, m.context) for m in catalogues.messages_of_template(source, "a.html")]
    assert found == [
        ("It's open", None, None),
        ("Close", None, None),
        ("Open", None, "verb"),
        ("none", None, None),
        ('%(count)s page of "%(title)s"', '%(count)s pages of "%(title)s"', None),
    ]


def test_compiled_catalogue_gives_every_text_in_every_plural_form():
    with catalogues.compiled_path("cs").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in filter(lambda message: message.id, catalogues.read("cs")):
        context = f"{message.context}\x04" if message.context else ""
        if isinstance(message.id, str):
            assert compiled.gettext(context + message.id) == message.string
        else:
            singular, plural = message.id
            forms = tuple(compiled.ngettext(context + singular, plural, n) for n in (1, 2, 5))
            assert forms == message.string
