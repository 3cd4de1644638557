"""The live side: where editors write. Live sections are never public; readers see frozen versions."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page

from concept.blocks import SectionBody
from concept.enums import DocumentKind
from core.enums import DemoOrigin

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
    }
)


class ProjectPage(Page):
    """A funded project with its publicity, shown on its documents and their exports."""

    registration_number = models.CharField(_("registration number"), max_length=60)
    programme = models.CharField(_("programme"), max_length=200)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    publicity_sentence = models.CharField(_("publicity sentence"), max_length=500)
    introduction = RichTextField(_("introduction"), blank=True)
    body = RichTextField(_("text"), blank=True)
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
        ),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("project")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="project_ends_after_it_starts",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError(
                {"ends_on": _("The project cannot end before it starts.")}
            )


class ProjectLogo(Orderable):
    """A logo the funder's publicity rules ask for."""

    project = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="logos")
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("image"),
    )
    alt = models.CharField(_("alternative text"), max_length=200)

    panels = [FieldPanel("image"), FieldPanel("alt")]


class DocumentPage(Page):
    """A document made of sections: the concept, the action plan, an analysis, a methodology, a report."""

    doc_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    level_names = models.JSONField(_("names of levels"), default=list, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    project = models.ForeignKey(
        ProjectPage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("project"),
    )
    demo_origin = models.CharField(
        max_length=10, choices=DemoOrigin.choices, default=DemoOrigin.NONE, blank=True
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("level_names"),
        FieldPanel("project"),
    ]
    exclude_fields_in_copy = ["doc_uid"]
    parent_page_types = ["website.HomePage"]
    subpage_types = ["concept.SectionPage"]

    class Meta:
        verbose_name = _("document")


class SectionPage(Page):
    """One section of a document. Its identity is ``node_uid``; code and title are labels."""

    node_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, blank=True)
    address = models.SlugField(_("address"), max_length=80, blank=True, editable=False)
    body = StreamField(SectionBody(), verbose_name=_("text"), blank=True)
    demo_origin = models.CharField(
        max_length=10, choices=DemoOrigin.choices, default=DemoOrigin.NONE, blank=True
    )
    demo_source = models.CharField(max_length=200, blank=True)

    content_panels = [
        FieldPanel("code"),
        *Page.content_panels,
        FieldPanel("body"),
        InlinePanel("footnotes", label=_("Footnotes")),
    ]
    exclude_fields_in_copy = ["node_uid", "address"]
    parent_page_types = ["concept.DocumentPage", "concept.SectionPage"]
    subpage_types = ["concept.SectionPage"]

    class Meta:
        verbose_name = _("section")

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()
