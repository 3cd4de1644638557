"""Files of a round's settlement that were given out."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from consultations.desk.page import RoundPage
from core.issued_files import issued_files

PAGE_SIZE = 50


class IssuedFileListView(RoundPage, TemplateView):
    """Which files were given out, and which of them hold words removed since."""

    page_title = gettext_lazy("Files given out")
    template_name = "consultations/desk/issued_files.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = Paginator(issued_files(self.round.record), PAGE_SIZE)
        return super().get_context_data(page=files.get_page(self.request.GET.get("p")), **kwargs)


urlpatterns = [
    path(
        "kola/<int:round_pk>/vydane-soubory/",
        IssuedFileListView.as_view(),
        name="issued-file-list",
    ),
]
