"""Shape of input about outputs of meetings."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from working_groups import themes
from working_groups.forms.meetings import UploadField
from working_groups.queries.outputs import SectionPlace


class ThemesField(forms.CharField):
    """Nested themes as lines; cleans to a list of ``themes.Theme``."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"rows": 14, "lang": "cs", "spellcheck": "true"}
        super().__init__(widget=forms.Textarea(attrs=attrs), required=False, strip=False, **kwargs)

    def clean(self, value: Any) -> list[themes.Theme]:
        found = themes.read(super().clean(value))
        wrong = []
        if len(found) > themes.MOST:
            wrong.append(
                gettext("There are %(count)d themes, but at most %(most)d fit into one output.")
                % {"count": len(found), "most": themes.MOST}
            )
        wrong += [
            gettext("Theme no. %(place)d has more than %(most)d characters: %(beginning)s…")
            % {
                "place": place,
                "most": themes.LONGEST,
                "beginning": found[place - 1].text[:40],
            }
            for place in themes.too_long(found)
        ]
        wrong += [
            ngettext(
                "Theme “%(text)s” stands too deep: there may be at most %(most)d level below the top one.",
                "Theme “%(text)s” stands too deep: there may be at most %(most)d levels below the top one.",
                themes.DEEPEST,
            )
            % {"text": found[place - 1].text[:40], "most": themes.DEEPEST}
            for place in themes.too_deep(found)
        ]
        if wrong:
            raise ValidationError(wrong)
        return found


class OutputForm(forms.Form):
    """A new output of a meeting."""

    title = forms.CharField(label=pgettext_lazy("of an output", "Title"), max_length=200)
    themes = ThemesField(
        label=_("Themes"),
        help_text=_(
            "Each theme on a line of its own. Put a dash or two spaces in front of a theme that belongs under the one "
            "above it, two dashes or four spaces for the next level."
        ),
    )
    upload = UploadField(
        label=_("File"),
        required=False,
        help_text=_("For example a picture of a mind map. 10 MB at most."),
    )
    is_public = forms.BooleanField(
        label=_("Everybody who may know of the meeting may read it"),
        required=False,
        help_text=_("Otherwise only members of its groups and the staff of the city do."),
    )


class OutputEditForm(OutputForm):
    """The same of one that is stored."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, filename: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if filename:
            self.fields["upload"].label = _("Another file")
            self.fields["upload"].help_text = gettext(
                "It takes the place of the file that is kept now: %(name)s."
            ) % {"name": filename}


class CarryOutputForm(forms.Form):
    """Which outputs of earlier meetings are taken over."""

    outputs = forms.MultipleChoiceField(
        label=_("Outputs of earlier meetings"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outputs"].choices = choices


class ThemeSectionForm(forms.Form):
    """To which section a theme belongs."""

    section = forms.TypedChoiceField(
        label=_("Section of a document"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, *args: Any, places: Iterable[SectionPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [
            ("", _("None: it belongs to no section")),
            *(
                (document, [(str(place.node_uid), place.title) for place in rows])
                for document, rows in groupby(places, key=lambda place: place.document)
            ),
        ]
