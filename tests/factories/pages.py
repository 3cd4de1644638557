"""Pages, blocks, images, terms."""

from typing import Any
from uuid import uuid4

import factory
import wagtail_factories
from wagtail_footnotes.models import Footnote

from concept.enums import DocumentKind
from concept.models import DocumentPage, GlossaryTerm, ProjectPage, SectionPage
from website.models import HomePage, StandardPage


def home_page() -> HomePage:
    """The front page every database has."""
    return HomePage.objects.get()


def text_block(html: str, block_id: str | None = None) -> dict[str, Any]:
    """A block of running text, raw as it is stored."""
    return {"type": "text", "value": html, "id": block_id or str(uuid4())}


def block(kind: str, value: Any, block_id: str | None = None) -> dict[str, Any]:
    """Any block, raw as it is stored."""
    return {"type": kind, "value": value, "id": block_id or str(uuid4())}


class ImageFactory(wagtail_factories.ImageFactory):
    title = factory.Sequence(lambda n: f"Obrázek {n}")


class StandardPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = StandardPage

    parent = factory.LazyFunction(home_page)
    title = factory.Sequence(lambda n: f"Stránka {n}")
    body = "<p>Text stránky.</p>"


class ProjectPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ProjectPage

    parent = factory.LazyFunction(home_page)
    title = "Koncepce bydlení a její pilotní ověření"
    slug = factory.Sequence(lambda n: f"projekt-{n}")
    registration_number = "CZ.00.0/0"
    programme = "Operační program"
    starts_on = "2016-10-01"
    ends_on = "2019-09-30"
    publicity_sentence = "Projekt je spolufinancován Evropskou unií."


class DocumentPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = DocumentPage

    parent = factory.LazyFunction(home_page)
    title = "Koncepce sociálního bydlení"
    slug = factory.Sequence(lambda n: f"dokument-{n}")
    kind = DocumentKind.CONCEPT


class SectionPageFactory(wagtail_factories.PageFactory):
    """A section that is released; ``live=False`` for one that is not. ``body``: raw blocks.

    ``notes`` maps uuid of a footnote to its rich text.
    """

    class Meta:
        model = SectionPage
        skip_postgeneration_save = True

    parent = factory.SubFactory(DocumentPageFactory)
    title = factory.Sequence(lambda n: f"Oddíl {n}")
    slug = factory.Sequence(lambda n: f"oddil-{n}")
    code = factory.Sequence(str)
    body = factory.LazyFunction(lambda: [text_block("<p>První odstavec.</p>")])

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        body = kwargs.pop("body")
        page = model_class(**kwargs)
        page.body = page._meta.get_field("body").to_python(body)
        return parent.add_child(instance=page)

    @factory.post_generation
    def notes(self, create, extracted, **_kwargs):
        for order, (uuid, text) in enumerate((extracted or {}).items()):
            Footnote.objects.create(page=self, uuid=uuid, text=text, sort_order=order)


class GlossaryTermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GlossaryTerm

    term = factory.Sequence(lambda n: f"pojem {n}")
    definition = "Co to znamená."
    sort_key = factory.LazyAttribute(lambda made: made.term)
