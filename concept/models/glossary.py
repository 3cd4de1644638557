"""Terms explained in place for readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class GlossaryTerm(models.Model):
    """A word a resident may not know, with its plain meaning and the inflected forms to recognise."""

    term = models.CharField(_("term"), max_length=120, unique=True)
    forms = models.TextField(
        _("other forms"),
        blank=True,
        help_text=_(
            "Inflected forms, one on each line. Readers see the explanation at each."
        ),
    )
    definition = models.TextField(_("meaning in plain words"))
    english = models.CharField(_("in English"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    sort_key = models.CharField(max_length=300, editable=False, blank=True)

    panels = [
        FieldPanel("term"),
        FieldPanel("forms"),
        FieldPanel("definition"),
        FieldPanel("english"),
        FieldPanel("source"),
    ]

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")

    def __str__(self) -> str:
        return self.term
