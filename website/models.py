"""Pages that belong to no other app."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel, FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from core.enums import DemoOrigin
from core.forms import PageCopyForm
from core.pagecache import keep_for_anonymous
from website import queries

INTRODUCTION_FEATURES = ["bold", "italic", "link"]
TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class KeptPage(Page):
    """A page that is the same for every anonymous visitor."""

    copy_form_class = PageCopyForm

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        return response if request.is_preview else keep_for_anonymous(response)


class HomePage(KeptPage):
    """The front page."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=INTRODUCTION_FEATURES,
        help_text=_("What is being written, why, and how anyone can take part."),
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction"), CommentPanel()]
    promote_panels = [FieldPanel("search_description")]
    private_page_options: list[str] = []
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "website/home_page.html"
    shows_media = True

    class Meta:
        verbose_name = _("home page")

    @classmethod
    def find(cls) -> "HomePage | None":
        """The released front page: one query."""
        return cls.objects.live().first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            **queries.home_facts(request.user, timezone.now()),
        }


class StandardPage(KeptPage):
    """An ordinary page: privacy, accessibility, help, about."""

    introduction = models.CharField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences under the title."),
    )
    body = RichTextField(_("text"), features=TEXT_FEATURES)
    demo_origin = models.CharField(
        max_length=10, choices=DemoOrigin.choices, default=DemoOrigin.NONE, blank=True
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        CommentPanel(),
    ]
    promote_panels = [
        FieldPanel("slug"),
        FieldPanel("show_in_menus"),
        FieldPanel("search_description"),
    ]
    private_page_options: list[str] = []
    parent_page_types = ["website.HomePage", "website.StandardPage"]
    subpage_types = ["website.StandardPage"]
    page_description = _("A page such as Privacy, Accessibility or How to take part.")
    template = "website/standard_page.html"
    shows_media = True

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "breadcrumbs": [{"title": self.title, "url": ""}]}
