"""Wagtail's actions on many pages under the names of what they do to sections, in place of its own."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction, UnpublishBulkAction


class DescendantsForm(forms.Form):
    """Wagtail's form with a name for its field."""

    include_descendants = forms.BooleanField(required=False, label=_("With everything below them"))


class ReleaseBulkAction(PublishBulkAction):
    """Publish: sections among the pages are only released."""

    display_name = pgettext_lazy("many pages", "Release")
    form_class = DescendantsForm


class TakeOutBulkAction(UnpublishBulkAction):
    """Unpublish: sections among the pages are taken out of the next version."""

    form_class = DescendantsForm
