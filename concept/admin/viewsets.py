"""Listings of the concept in the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet

from concept.models import DocumentPage, GlossaryTerm


class WritersMenuItem(MenuItem):
    """Shown to whoever may write pages; the listing sends everyone else away."""

    def is_shown(self, request: HttpRequest) -> bool:
        return page_permission_policy.explorable_root_instance(request.user) is not None


class DocumentListing(PageListingViewSet):
    """All documents; a click opens the sections below one."""

    model = DocumentPage
    name = "texts"  # "documents" are Wagtail's files
    icon = "list-ol"
    menu_label = _("Concept")
    menu_order = 100
    menu_item_class = WritersMenuItem
    add_to_admin_menu = True
    columns = [
        PageTitleColumn("title", label=_("Document"), sort_key="title", classname="title"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        PageStatusColumn("status", label=_("Status")),
    ]


class GlossaryViewSet(SnippetViewSet):
    """Terms of the glossary in Czech order."""

    model = GlossaryTerm
    icon = "help"
    menu_label = _("Glossary")
    menu_name = "glossary"
    menu_order = 130
    add_to_admin_menu = True
    list_display = ["term", "english", "definition"]
    ordering = ["sort_key", "term"]
    list_per_page = 100
