"""The front page of the administration: the documents and how far each is."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from concept.versions_desk import queries as desk
from core.permissions import allowed


class DocumentsPanel(Component):
    """Every document with its latest version, the text that is newer, and where to go on: five queries."""

    order = 50
    template_name = "concept/admin/dashboard_documents.html"

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {
            "rows": desk.document_rows(self.user),
            "may_write": allowed(self.user, "concept.freeze_version"),
        }
