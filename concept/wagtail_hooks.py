"""The concept in Wagtail's administration."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages as admin_messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry

from concept.admin.actions_menu import is_section, rename_actions
from concept.admin.bulk_actions import ReleaseBulkAction, TakeOutBulkAction
from concept.admin.dashboard import DocumentsPanel
from concept.admin.history import rename_log_actions
from concept.admin.viewsets import DocumentListing, GlossaryViewSet
from concept.copying import renew_copied_identity
from concept.drafts import documents_of_projects, documents_with_versions
from concept.models import DocumentPage, GlossaryTerm, SectionPage, VersionSection
from concept.versions_desk import menu  # noqa: F401  registers the desk of versions
from core.actions import raise_generation
from core.pagecache import SITE
from core.permissions import allowed

HIDDEN_REPORTS = {"aging-pages", "page-types-usage"}


@hooks.register("register_admin_viewset")
def documents_viewset() -> DocumentListing:
    """Documents in the menu."""
    return DocumentListing()


@hooks.register("register_admin_viewset")
def glossary_viewset() -> GlossaryViewSet:
    """Glossary in the menu."""
    return GlossaryViewSet()


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    """Our additions to the look of the administration."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_js() -> str:
    """Names for fields that Wagtail leaves without one; days as they were typed."""
    return format_html(
        '<script type="module" src="{}" data-progress-name="{}"></script>'
        '<script type="module" src="{}"></script>',
        static("js/admin/names.js"),
        _("Progress of the upload"),
        static("js/admin/days.js"),
    )


@hooks.register("insert_editor_js")
def footnotes_js() -> str:
    """The editor's footnotes by keyboard and in our words."""
    return format_html(
        '<script type="module" data-to-mark="{}" data-to-note="{}" src="{}"></script>',
        _("To the mark in the text"),
        _("To the note"),
        static("js/admin/footnotes.js"),
    )


@hooks.register("register_rich_text_features", order=100)
def name_of_footnotes(features: FeatureRegistry) -> None:
    """Footnotes in the toolbar under a name that is translated; the rest is as wagtail-footnotes has it."""
    features.plugins_by_editor["draftail"]["footnotes"].data["description"] = gettext_lazy(
        "Footnote"
    )


@hooks.register("construct_page_action_menu")
def release_instead_of_publish(items: list, _request: HttpRequest, context: dict[str, Any]) -> None:
    """In the editor of a section."""
    if is_section(context):
        rename_actions(items)


@hooks.register("register_log_actions", order=100)
def sections_are_released(registry: LogActionRegistry) -> None:
    """In the history; after Wagtail has registered its own words."""
    rename_log_actions(registry)


# After Wagtail's actions of the same names, which they replace.
hooks.register("register_bulk_action", ReleaseBulkAction, order=100)
hooks.register("register_bulk_action", TakeOutBulkAction, order=100)


@hooks.register("construct_homepage_panels")
def documents_on_front_page(request: HttpRequest, panels: list) -> None:
    """How far each document is, for those who may know of the desk of versions."""
    if allowed(request.user, "concept.view_versions_desk"):
        panels.append(DocumentsPanel(request))


@hooks.register("construct_homepage_summary_items", order=100)
def hide_numbers(_request: HttpRequest, items: list) -> None:
    """How many pages, images and files there are helps nobody on."""
    items.clear()


@hooks.register("construct_reports_menu")
def hide_reports(_request: HttpRequest, items: list) -> None:
    """Reports that say nothing about texts which are frozen as versions."""
    items[:] = [item for item in items if item.name not in HIDDEN_REPORTS]


@hooks.register("construct_main_menu")
def tidy_main_menu(_request: HttpRequest, items: list) -> None:
    """Without Wagtail's own help; files are not called documents; in the order of daily work."""
    order = {"explorer": 150, "images": 160, "documents": 170}
    items[:] = [item for item in items if item.name != "help"]
    for item in items:
        item.order = order.get(item.name, item.order)
        if item.name == "documents":
            item.label = _("Files")


@hooks.register("register_page_header_buttons")
def preview_button(page: Page, user: Any, *_args: Any, **_kwargs: Any):
    """Preview of the whole document from the document and from each of its sections."""
    if not isinstance(page.specific_deferred, DocumentPage | SectionPage):
        return
    document = page if isinstance(page.specific_deferred, DocumentPage) else None
    if document is None:
        document = page.specific_deferred.get_document()
    if not page.permissions_for_user(user).can_edit():
        return
    yield Button(
        gettext_lazy("Preview of the next version"),
        reverse("wagtailadmin_pages:view_draft", args=[document.pk]),
        icon_name="view",
        priority=5,
    )


@hooks.register("after_publish_page")
def tell_of_release(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A released section is not published yet, as Wagtail would say and show."""
    if not isinstance(page.specific_deferred, SectionPage):
        return None
    document = page.specific_deferred.get_document()
    _tell(
        request,
        _("“%(section)s” is released for the next version.") % {"section": page},
        (reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit the section")),
        (reverse("versions_desk:plan-detail", args=[document.pk]), _("Versions")),
    )
    return _back(request, page)


@hooks.register("after_unpublish_page")
def tell_of_taking_out(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A section that was taken out stays in the versions that hold it."""
    if not isinstance(page.specific_deferred, SectionPage):
        return None
    _tell(
        request,
        _("“%(section)s” is taken out of the next version.") % {"section": page},
        (reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit the section")),
    )
    return _back(request, page)


def _tell(request: HttpRequest, message: str, *links: tuple[str, str]) -> None:
    buttons = [admin_messages.button(address, label) for address, label in links]
    admin_messages.success(request, message, buttons=buttons)


def _back(request: HttpRequest, page: Page) -> HttpResponse:
    """Where Wagtail goes after a page has changed its status."""
    return redirect(
        get_valid_next_url_from_request(request)
        or reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    )


@hooks.register("after_edit_page")
def lead_reviewers_back(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Who may only review cannot open the list of pages, where Wagtail would lead."""
    if page_permission_policy.explorable_root_instance(request.user) is None:
        return redirect("wagtailadmin_home")
    return None


@hooks.register("after_copy_page")
def renew_copy(_request: HttpRequest, _page: Page, new_page: Page) -> None:
    """Wagtail's copy view does not call ``Page.copy``."""
    renew_copied_identity(new_page)


@hooks.register("before_delete_page")
def refuse_to_delete_versions(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A document with frozen versions stays; a section may go, since versions hold its text."""
    if refusal := _refusal([page]):
        messages.error(request, refusal)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    if request.method == "GET" and isinstance(page.specific, SectionPage):
        count = VersionSection.objects.filter(node_uid=page.specific.node_uid).count()
        if count:
            messages.info(
                request,
                ngettext(
                    "%(count)s version holds this section. It can still be read there.",
                    "%(count)s versions hold this section. It can still be read there.",
                    count,
                )
                % {"count": count},
            )
    return None


@hooks.register("before_bulk_action")
def refuse_to_delete_versions_in_bulk(
    request: HttpRequest, action_type: str, pages: list, action: Any
) -> HttpResponse | None:
    """The same rule for several pages at once."""
    if action_type != "delete" or not all(isinstance(page, Page) for page in pages):
        return None
    refusal = _refusal(pages)
    if not refusal:
        return None
    messages.error(request, refusal)
    return redirect(action.next_url)


def _refusal(pages: list[Page]) -> str:
    """Why the pages cannot be deleted; "" when they can."""
    if documents := documents_with_versions(pages):
        return _(
            "Frozen versions belong to “%(documents)s”. A document with versions cannot be deleted; "
            "withdraw the versions or take the sections out of the next one."
        ) % {"documents": _titles(documents)}
    if documents := documents_of_projects(pages):
        return _("The project belongs to “%(documents)s”. Choose another project there first.") % {
            "documents": _titles(documents)
        }
    return ""


def _titles(documents: list[DocumentPage]) -> str:
    return ", ".join(document.title for document in documents)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def explain_anew(_request: HttpRequest, instance: Any) -> None:
    """Terms are explained on every page: what is kept of them is out of date."""
    if isinstance(instance, GlossaryTerm):
        raise_generation(SITE)


@hooks.register("after_delete_snippet")
def explain_no_more(_request: HttpRequest, instances: list) -> None:
    """The same for terms that are gone."""
    if any(isinstance(instance, GlossaryTerm) for instance in instances):
        raise_generation(SITE)
