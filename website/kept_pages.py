"""Pages of editors that are kept for visitors: whatever changes one makes all of them out of date."""

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from concept.models import DocumentPage, ProjectPage, SectionPage
from concept.search import refresh_search
from consultations.models import HousingContact
from core.actions import raise_generation
from core.pagecache import SITE, add_dependence
from evaluation.kept import CITED


def keys_of_results(parts: Sequence[str]) -> tuple[str, ...]:
    """The page of results tells of measures and of voices too; reports on measures cite whatever has a number."""
    if parts == ["hodnoceni"]:
        return ("opatreni", "pripominky", "fokusni-skupiny")
    return CITED if parts[:1] == ["opatreni"] else ()


def forget(instance: Any, **_kwargs: Any) -> None:
    """Sections are never public themselves, so their release changes nothing."""
    if not isinstance(instance.specific_deferred, SectionPage):
        raise_generation(SITE)


def make_pictures(instance: Any, **_kwargs: Any) -> None:
    """Pictures of logos are made once here, so that no visitor waits for them."""
    if isinstance(instance.specific_deferred, ProjectPage):
        instance.specific.shown_logos()


def find_under_new_address(instance: Any, **_kwargs: Any) -> None:
    """What is found of a document leads to its present address."""
    if isinstance(instance.specific, DocumentPage):
        refresh_search(instance.specific)


def forget_contact(**_kwargs: Any) -> None:
    """The contact point for housing stands on the front page and on forms to print."""
    raise_generation(SITE)


def connect() -> None:
    """Listen to Wagtail and to its settings (called from ``WebsiteConfig.ready``)."""
    add_dependence(keys_of_results)
    page_slug_changed.connect(
        find_under_new_address, dispatch_uid="website.kept_pages.find_under_new_address"
    )
    post_save.connect(
        forget_contact, sender=HousingContact, dispatch_uid="website.kept_pages.forget_contact"
    )
    page_published.connect(make_pictures, dispatch_uid="website.kept_pages.make_pictures")
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(forget, dispatch_uid="website.kept_pages")
