"""Forms of minutes."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from working_groups.actions.corrections import ItemTexts
from working_groups.enums import ApprovedHow
from working_groups.minutes_content import Content
from working_groups.models import AgendaItem, Minutes, MinutesSection
from working_groups.queries import minutes as queries

WORDS = {"rows": 6, "lang": "cs"}


def digest_of(public: str, internal: str) -> str:
    """By which it is known whether somebody changed the texts of an item they were shown."""
    plain = "\n\x1f".join(text.replace("\r\n", "\n").strip() for text in (public, internal))
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


class SectionForm(forms.Form):
    """The texts of one item on the screen of the secretary; ``base`` tells what they were shown."""

    public_text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs=WORDS),
    )
    internal_text = forms.CharField(
        label=_("Internal text (never leaves the group)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "cs"}),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, item: AgendaItem, section: MinutesSection | None
    ) -> None:
        public = section.public_text if section else ""
        internal = section.internal_text if section else ""
        super().__init__(
            data,
            prefix=f"b{item.pk}",
            initial={
                "public_text": public,
                "internal_text": internal,
                "lock_version": section.lock_version if section else 1,
                "base": digest_of(public, internal),
            },
        )
        self.item, self.section = item, section

    @property
    def is_touched(self) -> bool:
        """Whether the person changed what they were shown."""
        typed = self.cleaned_data
        return typed["base"] != digest_of(typed["public_text"], typed["internal_text"])


class PeopleForm(forms.Form):
    """Who takes the minutes and who verifies them."""

    written_by = forms.ModelChoiceField(label=_("Minute-taker"), queryset=None)
    verifier = forms.ModelChoiceField(
        label=_("Verifier"),
        required=False,
        queryset=None,
        empty_label=pgettext_lazy("no verifier of minutes", "none"),
        help_text=_("If you name one, the minutes are sent only when they confirm the text."),
    )

    def __init__(self, data: Any = None, *, minutes: Minutes) -> None:
        super().__init__(
            data,
            initial={"written_by": minutes.written_by_id, "verifier": minutes.verifier_id},
        )
        self.fields["written_by"].queryset = queries.minute_takers(minutes)
        self.fields["verifier"].queryset = queries.entitled(minutes.meeting).order_by("sort_key")


class ObjectionForm(forms.Form):
    """A remark to circulated minutes."""

    item = forms.ModelChoiceField(
        label=_("Item"),
        required=False,
        queryset=None,
        empty_label=_("The minutes as a whole"),
    )
    text = forms.CharField(label=_("What is wrong"), widget=forms.Textarea(attrs=WORDS))
    proposed_wording = forms.CharField(
        label=_("Proposed wording"),
        required=False,
        widget=forms.Textarea(attrs=WORDS),
        help_text=_("How the text should read."),
    )

    def __init__(self, data: Any = None, *, items: Any) -> None:
        super().__init__(data)
        self.fields["item"].queryset = items
        self.fields["item"].label_from_instance = lambda item: f"{item.label} {item.title}"


class AnswerForm(forms.Form):
    """An answer to a remark."""

    answer = forms.CharField(
        label=_("Answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "cs"}),
        help_text=_("Needed when the remark is not accepted."),
    )


class ApprovalForm(forms.Form):
    """How the minutes were approved."""

    how = forms.ChoiceField(
        label=_("How the minutes were approved"),
        choices=ApprovedHow.choices,
        widget=forms.RadioSelect,
    )
    item = forms.ModelChoiceField(
        label=_("Item of the later meeting"),
        required=False,
        queryset=None,
        help_text=_("Only when a meeting approved them."),
    )

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = queries.approval_items(minutes)
        self.fields["item"].label_from_instance = lambda item: (
            f"{item.meeting.record.reference}, {item.label} {item.title}"
        )


class PublicationForm(forms.Form):
    """Names of people in the public text are looked at before it goes out."""

    names_checked = forms.BooleanField(
        label=_("I have checked the names of people in the public text: they may stand there."),
        required=False,
    )


class CorrectionForm(forms.Form):
    """Right texts of approved minutes; a conclusion of a later meeting for what is more than a slip of the pen."""

    reason = forms.CharField(
        label=_("What is corrected and why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "cs"}),
        help_text=_("Everybody who reads the minutes reads this too."),
    )
    decided_in = forms.ModelChoiceField(
        label=_("Conclusion of a later meeting"),
        required=False,
        queryset=None,
        empty_label=_("None: a slip of the pen"),
        help_text=_(
            "A correction of substance needs one; a slip of the pen is mended by the chair."
        ),
    )
    from_number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, minutes: Minutes, content: Content, number: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"from_number": number}, **kwargs)
        self.fields["decided_in"].queryset = queries.later_decisions(minutes)
        self.fields["decided_in"].label_from_instance = lambda row: (
            f"{row.record.reference}: {row.text[:80]}"
        )
        self.conclusions = {
            row.record.reference: row.pk
            for row in minutes.meeting.decisions.select_related("record")
        }
        self.items = [item for item in content["items"] if item["item"]]
        for item in content["items"]:
            self._add(item)

    def _add(self, item: Content) -> None:
        head = f"{item['label']} {item['title']}".strip()
        if item["item"]:
            for key, label in (("text", _("Text")), ("internal", _("Internal text"))):
                self.fields[f"{key}-{item['item']}"] = forms.CharField(
                    label=f"{head}: {label}",
                    required=False,
                    initial=item[key],
                    widget=forms.Textarea(attrs=WORDS),
                )
        for conclusion in item["conclusions"]:
            if conclusion["reference"] in self.conclusions:
                self.fields[f"z-{self.conclusions[conclusion['reference']]}"] = forms.CharField(
                    label=_("Conclusion %(reference)s") % {"reference": conclusion["reference"]},
                    initial=conclusion["text"],
                    widget=forms.Textarea(attrs={"rows": 3, "lang": "cs"}),
                )

    def clean(self) -> dict[str, Any]:
        """The wording of a conclusion is more than a slip of the pen."""
        typed = super().clean()
        if typed.get("decided_in") is None:
            for pk in self.conclusions.values():
                if f"z-{pk}" in self.changed_data:
                    self.add_error(
                        "decided_in",
                        _("The wording of a conclusion is corrected only by a later conclusion."),
                    )
                    break
        return typed

    def texts(self) -> dict[int, ItemTexts]:
        """Texts of the items as typed."""
        typed = self.cleaned_data
        return {
            item["item"]: ItemTexts(
                typed[f"text-{item['item']}"], typed[f"internal-{item['item']}"]
            )
            for item in self.items
        }

    def wordings(self) -> dict[int, str]:
        """Wordings of the conclusions as typed."""
        return {
            pk: self.cleaned_data[f"z-{pk}"]
            for pk in self.conclusions.values()
            if f"z-{pk}" in self.cleaned_data
        }
