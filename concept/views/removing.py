"""The page on which personal data are removed from approved texts of a record, whatever it is of."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept import actions
from core.forms import RemovalForm
from core.models import Record
from core.pages import About, FormMixin
from core.queries import record_by_uid
from core.removals import row_of, source_of
from core.templatetags.osnova import local_path


class RemoveWordsView(FormMixin, About):
    """``/odstranit-udaje/<uid>/``: words go for good from every text of a record; who may not know of it: 404."""

    permission = "core.remove_words"
    form_class = RemovalForm
    heading = gettext_lazy("Remove personal data")
    button = gettext_lazy("Remove for good")
    told = gettext_lazy("The words were removed everywhere.")
    is_danger = True
    problems = (actions.RemovalRefused, actions.WordsNotFound)

    def find(self, uid: UUID) -> Record | None:
        """The record, of something the person may know of."""
        record = record_by_uid(uid)
        return record if record is not None and row_of(record, self.request.user) else None

    @property
    def lead(self) -> str:
        """Where is looked, and what is left."""
        return _(
            "The words are looked for %(where)s. A text that says them gives way as a whole: the day and the reason "
            "stand in its place. Files, mails and the search lose them too. What was right in it can be said again "
            "by a correction."
        ) % {"where": source_of(self.object).where}

    def subject(self) -> str:
        """Its number, or its title."""
        return self.object.reference or self.object.title

    def address(self) -> str:
        """Its page."""
        return local_path(self.object.path)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        rows = [(self.subject(), self.address()), *further]
        return [{"title": title, "url": url} for title, url in rows]

    def act(self, form: forms.Form) -> None:
        """Remove them."""
        actions.remove_words(
            record=self.object,
            words=form.cleaned_data["words"].splitlines(),
            reason=form.cleaned_data["reason"],
            **self.common(),
        )
