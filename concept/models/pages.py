"""The live side: where editors write. Live sections are never public."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page

from concept.admin.forms import DocumentPageForm, TextCopyForm
from concept.blocks import INLINE_FEATURES, SectionBody
from concept.copying import renew_copied_identity
from concept.enums import DocumentKind
from core.enums import DemoOrigin
from core.forms import PageCopyForm

RESERVED_ADDRESSES = frozenset(
    {
        "verze",
        "porovnani",
        "tisk",
        "hledat",
        "slovnik",
        "stahnout",
        "overeni",
        "cele",
        "zmeny",
        "puvod",
        "proc",
    }
)


PLAIN_FEATURES = [*INLINE_FEATURES, "h2", "h3", "ol", "ul", "document-link"]


class LivePage(Page):
    """A page that only editors see: readers get frozen versions from ``concept.views``.

    Wagtail's own ways of showing, hiding and timing a page play no part here.
    """

    private_page_options: list[str] = []
    promote_panels: list = []
    settings_panels: list = []
    admin_default_ordering = "ord"  # in the order of the text, not of the last edit
    readers_see_versions = True
    copy_form_class = TextCopyForm

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        raise Http404

    def serve(self, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict]:
        return []

    def copy(self, *args: Any, **kwargs: Any) -> Page:
        """Copy with a new identity of everything inside (Wagtail keeps the ids of blocks)."""
        page = super().copy(*args, **kwargs)
        renew_copied_identity(page)
        return page


class ProjectPage(Page):
    """A funded project with its publicity, shown on its documents and their exports."""

    registration_number = models.CharField(_("registration number"), max_length=60)
    programme = models.CharField(
        _("programme"), max_length=200, help_text=_("The programme that pays for the project.")
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    publicity_sentence = models.CharField(
        _("publicity sentence"),
        max_length=500,
        help_text=_("The sentence the rules of the programme ask for, word for word."),
    )
    introduction = RichTextField(_("introduction"), blank=True, features=INLINE_FEATURES)
    body = RichTextField(_("text"), blank=True, features=PLAIN_FEATURES)
    demo_origin = models.CharField(
        max_length=10, choices=DemoOrigin.choices, default=DemoOrigin.NONE, blank=True
    )
    demo_source = models.CharField(max_length=200, blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("registration_number"),
                FieldPanel("programme"),
                FieldPanel("starts_on"),
                FieldPanel("ends_on"),
            ],
            heading=_("Project card"),
        ),
        MultiFieldPanel(
            [FieldPanel("publicity_sentence"), InlinePanel("logos", label=_("Logo"))],
            heading=_("Publicity"),
            help_text=_("Shown on every page of the project's documents and in their exports."),
        ),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    promote_panels = [FieldPanel("slug"), FieldPanel("show_in_menus")]
    copy_form_class = PageCopyForm
    private_page_options: list[str] = []
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    page_description = _("A funded project with its card and the publicity its programme asks for.")
    template = "concept/project_page.html"
    shows_media = True

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="project_ends_after_it_starts",
            ),
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from concept import shelf  # noqa: PLC0415 it reads these models
        from core import extension  # noqa: PLC0415 so does what fills it
        from core.permissions import allowed  # noqa: PLC0415 so do the rules

        own = [
            found for found in shelf.shelves(request.user) if found.document.project_id == self.pk
        ]
        return {
            **super().get_context(request, *args, **kwargs),
            "documents": shelf.document_cards(own),
            "panels": [
                panel.render(request, self)
                for panel in extension.panels("concept.project")
                if allowed(request.user, panel.permission, self)
            ],
            "publicity": {
                "sentence": self.publicity_sentence,
                "registration_number": self.registration_number,
                "logos": [
                    {
                        "url": shown.url,
                        "alt": logo.alt,
                        "width": shown.width,
                        "height": shown.height,
                    }
                    for logo, shown in self.shown_logos()
                ],
            },
            "breadcrumbs": [{"title": self.title, "url": ""}],
        }

    def shown_logos(self) -> list[tuple["ProjectLogo", Any]]:
        """Logos with the pictures that are shown of them, which are made when the page is published."""
        return [
            (logo, logo.image.get_rendition("max-480x160"))
            for logo in self.logos.select_related("image")
        ]

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The project cannot end before it starts.")})


class ProjectLogo(Orderable):
    """A logo the funder's publicity rules ask for."""

    project = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="logos")
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("image"),
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=200,
        help_text=_("The words in the logo, for those who cannot see it."),
    )

    panels = [FieldPanel("image"), FieldPanel("alt")]


class DocumentPage(LivePage):
    """A document made of sections: the concept, the action plan, an analysis, a methodology."""

    doc_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    level_names = models.JSONField(_("names of levels"), default=list, blank=True)
    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("Two or three plain sentences: what the document decides and for whom."),
    )
    project = models.ForeignKey(
        ProjectPage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("project"),
        help_text=_("The project whose publicity the document must carry, if any."),
    )
    demo_origin = models.CharField(
        max_length=10, choices=DemoOrigin.choices, default=DemoOrigin.NONE, blank=True
    )
    demo_source = models.CharField(max_length=200, blank=True)

    content_panels = [
        HelpPanel(template="concept/admin/document_help.html"),
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("level_names"),
        FieldPanel("project"),
        CommentPanel(),
    ]
    promote_panels = [FieldPanel("slug")]
    base_form_class = DocumentPageForm
    exclude_fields_in_copy = ["doc_uid"]
    parent_page_types = ["website.HomePage"]
    subpage_types = ["concept.SectionPage"]
    page_description = _("A concept, an action plan, an analysis or another text made of sections.")

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def keeps_address(self, slug: str) -> bool:
        """Whether the address is the present one, or no version was frozen under that: one query."""
        frozen = DocumentPage.objects.filter(pk=self.pk, versions__isnull=False)
        return not frozen.exclude(slug=slug).exists()

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("document", _("As the next version would look"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return _preview(request, self, mode=None, edited=None)


class SectionPage(LivePage):
    """One section of a document. Its identity is ``node_uid``; code and title are labels."""

    node_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(
        _("code"),
        max_length=20,
        blank=True,
        help_text=_(
            "The number printed before the title, such as A2 or 3.1. It may be left out, and "
            "codes may have gaps: citations do not depend on it."
        ),
    )
    address = models.SlugField(_("address"), max_length=80, blank=True, editable=False)
    body = StreamField(SectionBody(), verbose_name=_("text"), blank=True)
    demo_origin = models.CharField(
        max_length=10, choices=DemoOrigin.choices, default=DemoOrigin.NONE, blank=True
    )
    demo_source = models.CharField(max_length=200, blank=True)
    is_section = True  # for templates, which cannot ask for the class

    content_panels = [
        FieldPanel("code"),
        FieldPanel(
            "title",
            classname="title",
            widget=forms.TextInput(attrs={"placeholder": _("Title of the section")}),
        ),
        FieldPanel("body"),
        InlinePanel(
            "footnotes",
            label=_("Footnote"),
            heading=_("Footnotes"),
            help_text=_(
                "Write the note here, then put its mark into the text with the button Fn. "
                "A note without a mark is not printed."
            ),
        ),
        CommentPanel(),
    ]
    exclude_fields_in_copy = ["node_uid", "address"]
    parent_page_types = ["concept.DocumentPage", "concept.SectionPage"]
    subpage_types = ["concept.SectionPage"]
    page_description = _("A chapter or a part of it, with its own text.")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    def with_content_json(self, content: dict[str, Any]) -> "SectionPage":
        """A draft takes the address and identity of its page: a freeze may have given the address since."""
        page = super().with_content_json(content)
        page.node_uid, page.address = self.node_uid, self.address
        return page

    def get_admin_display_title(self) -> str:
        return f"{self.code} {super().get_admin_display_title()}".strip()

    @property
    def status_string(self) -> Any:
        """Words of glossary section 8: a section is released, never published."""
        if not self.live:
            return _("not released")
        return _("released, newer draft") if self.has_unpublished_changes else _("released")

    def get_document(self) -> DocumentPage:
        """The document the section belongs to (one query)."""
        return DocumentPage.objects.ancestor_of(self).get()

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The public address, once a version has given one: that of the document plus our own."""
        if not self.address:
            return None
        parts = self.get_document().get_url_parts(request)
        if parts is None or parts[2] is None:
            return None
        site, root, path = parts
        return site, root, f"{path}{self.address}/"

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [
            ("section", _("This section as the next version would show it")),
            ("document", _("The whole document as the next version would look")),
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        # A section that is being created has no place in the tree yet: it is shown alone.
        document = self.get_document() if self.path else None
        return _preview(request, document, mode=mode_name, edited=self)


def _preview(
    request: HttpRequest,
    document: DocumentPage | None,
    *,
    mode: str | None,
    edited: SectionPage | None,
) -> HttpResponse:
    from concept.drafts import draft_document  # noqa: PLC0415  drafts read these models

    draft = draft_document(document, edited=edited, alone=mode == "section")
    return TemplateResponse(request, "concept/preview.html", {"draft": draft, "request": request})
