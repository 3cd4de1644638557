"""The administration speaks Czech: what Wagtail leaves untranslated stands in ``locale/wagtail``."""

import re
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import translation

from config import catalogues

DOMAINS = ("django", "djangojs")
# The administration of Django is not served; only parts of its code are used.
NOT_SHOWN = {"django.contrib.admin"}
# Words of ours that stand, on purpose or without harm, before the Czech of a library.
PREFERRED = {
    "Administration",
    "Administrator",
    "Choose",
    "Duration",
    "Next",
    "Public",
    "Recovery codes",
    "Remove",
    "Summary",
    "name",
}


def locale_folders() -> list[Path]:
    """Folders with the catalogues of the installed libraries."""
    installed = [app for app in apps.get_app_configs() if app.name not in NOT_SHOWN]
    folders = [Path(django.__file__).parent / "conf" / "locale"]
    folders += [Path(app.path) / "locale" for app in installed]
    return [folder for folder in folders if folder.is_dir()]


def read(folder: Path, language: str, domain: str) -> dict:
    """Whole messages of one catalogue by (id, context); for English all messages."""
    path = folder / language / "LC_MESSAGES" / f"{domain}.po"
    if not path.is_file():
        return {}
    messages = [message for message in catalogues.read_file(path, language) if message.id]
    return {
        catalogues.message_key(message): message
        for message in messages
        if language == "en" or (is_whole(message) and not message.fuzzy)
    }


def is_whole(message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def ours() -> dict:
    return {catalogues.message_key(m): m for m in catalogues.read("cs") if m.id}


def filled() -> dict[str, dict]:
    return {
        path.stem: {catalogues.message_key(m): m for m in catalogues.read_file(path, "cs") if m.id}
        for path in catalogues.library_paths("cs")
    }


@pytest.mark.parametrize("path", catalogues.library_paths("cs"), ids=lambda path: path.name)
def test_catalogue_for_the_libraries_is_whole(path):
    assert catalogues.library_problems(path, "cs") == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_of_the_installed_libraries_has_a_czech_text(domain):
    used, czech = {}, set()
    for folder in locale_folders():
        used |= read(folder, "en", domain)
        czech |= read(folder, "cs", domain).keys()
    czech |= filled()[domain].keys()
    if domain == "django":
        czech |= ours().keys()
    assert len(used) > {"django": 1500, "djangojs": 50}[domain]
    assert sorted(used.keys() - czech, key=str) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_filled_messages_are_used_by_a_library_and_have_its_plural(domain):
    used = {}
    for folder in locale_folders():
        used |= read(folder, "en", domain)
    wrong = [
        key
        for key, message in filled()[domain].items()
        if key not in used or used[key].id != message.id
    ]
    assert wrong == []


def test_our_words_do_not_change_the_screens_of_the_libraries():
    """A word that needs other Czech in our code than in a library carries a context (pgettext)."""
    mine = ours()
    changed = {
        key[0]
        for folder in locale_folders()
        for key, message in read(folder, "cs", "django").items()
        if key in mine and mine[key].string != message.string
    }
    assert changed - PREFERRED == set()


def test_scripts_of_the_administration_get_czech_texts_by_one_plural_rule():
    """Asked of the view itself: through the client the conventions alone would need a database."""
    address = reverse("wagtailadmin_javascript_catalog")
    view, args, kwargs = resolve(address)
    request = RequestFactory().get(address)
    request.user = AnonymousUser()
    with translation.override("cs"):
        script = view(request, *args, **kwargs).content.decode()
    assert '"Collapse all": "Sbalit v\\u0161e"' in script
    assert re.search(
        r'"%\(num\)s error": \[\s*'
        r'"%\(num\)s chyba",\s*"%\(num\)s chyby",\s*"%\(num\)s chyby",\s*"%\(num\)s chyb"\s*\]',
        script,
    )
    assert re.search(r"const v = \(n == 1 && n % 1 == 0\) \? 0", script)
