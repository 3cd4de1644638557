"""Terms explained in place for readers."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.search import index

from core.czech import sort_key


class GlossaryTerm(index.Indexed, models.Model):
    """A word a resident may not know, its plain meaning and the inflected forms to recognise."""

    term = models.CharField(
        _("term"), max_length=120, unique=True, help_text=_("In the singular, as in a dictionary.")
    )
    forms = models.TextField(
        _("other forms"),
        blank=True,
        help_text=_("Inflected forms, one on each line. Readers see the explanation at each."),
    )
    definition = models.TextField(
        _("meaning in plain words"),
        help_text=_("One or two sentences without other terms, as you would say it at a counter."),
    )
    english = models.CharField(_("in English"), max_length=120, blank=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("A law or a document, if any.")
    )
    sort_key = models.CharField(max_length=300, editable=False, blank=True)

    panels = [
        HelpPanel(
            content=_(
                "A term is underlined at its first place in each section of every version. "
                "The explanation is not part of the frozen text."
            )
        ),
        FieldPanel("term"),
        FieldPanel("forms"),
        FieldPanel("definition"),
        FieldPanel("english"),
        FieldPanel("source"),
    ]
    search_fields = [
        index.SearchField("term"),
        index.AutocompleteField("term"),
        index.SearchField("forms"),
        index.SearchField("definition"),
    ]

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        """Fold the forms: one on each line, each once, none equal to the term itself."""
        super().clean()
        self.term = " ".join(self.term.split())
        lines = dict.fromkeys(" ".join(line.split()) for line in self.forms.splitlines())
        self.forms = "\n".join(line for line in lines if line and line != self.term)
        if any(len(line) < 3 for line in (self.term, *self.forms.splitlines())):
            raise ValidationError(_("A form must have at least three letters."))
        self.sort_key = sort_key(self.term)

    def all_forms(self) -> list[str]:
        """The term and its other forms."""
        return [self.term, *self.forms.splitlines()]
