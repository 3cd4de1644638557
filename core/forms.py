"""Forms that pages of every app share in the administration."""

from typing import Any

from wagtail.admin.forms.pages import CopyForm


class PageCopyForm(CopyForm):
    """Wagtail's copy without the alias: a page that mirrors another one can neither be edited nor frozen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
