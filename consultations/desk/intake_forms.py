"""Shape of what is typed at the intake desk."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from concept.versions_desk.forms import DateInput
from consultations.actions.intake import (
    KINDS_OF_PERSONS,
    LONGEST_ORIGINAL,
    Arrival,
    Sender,
)
from consultations.enums import (
    Channel,
    CommentNature,
    CommentType,
    DecidingDay,
    PublishConsent,
    RespondentKind,
    Weight,
)
from consultations.models import Comment, Round, Statement
from consultations.originals import chosen_range
from consultations.place_words import Place, PlaceFinder
from core.uploads import (
    LARGEST_ORIGINAL,
    MIB,
    ORIGINALS,
    FileRefused,
    Upload,
    kinds_in_words,
    read_upload,
    words_in,
)
from people.models import Organisation

BODY, PERSON = "body", "person"
MOST_FILES = 10
ENTERED_CHANNELS = [
    choice for choice in Channel.choices if choice[0] not in {Channel.WEB, Channel.SPREADSHEET}
]


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, looked at by content; cleans to a list of ``Upload``."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("At most %(count)s files can be added at once.") % {"count": MOST_FILES}
            )
        found = []
        for file in files:
            try:
                if file.size > LARGEST_ORIGINAL:
                    raw = b"\x00" * (LARGEST_ORIGINAL + 1)  # refused by its size, never read
                else:
                    raw = file.read()
                found.append(
                    read_upload(file.name, raw, allowed=ORIGINALS, largest=LARGEST_ORIGINAL)
                )
            except FileRefused as error:
                raise forms.ValidationError(str(error)) from error
        return found


class StatementForm(forms.Form):
    """A letter, an e-mail, a message of a data box, or what was said at a hearing."""

    channel = forms.ChoiceField(label=_("How it came"), choices=ENTERED_CHANNELS)
    received_on = forms.DateField(label=_("Delivered on"), widget=DateInput)
    sent_on = forms.DateField(label=_("Sent on"), widget=DateInput, required=False)
    record_number = forms.CharField(label=_("record number (č. j.)"), max_length=80, required=False)
    who = forms.ChoiceField(
        label=_("Who sent it"),
        choices=[(BODY, _("A body or an organisation")), (PERSON, _("A person"))],
        widget=forms.RadioSelect,
    )
    organisation = forms.ChoiceField(label=_("Body"), required=False)
    represents = forms.CharField(
        label=_("Who signed it and for whom"),
        max_length=200,
        required=False,
        help_text=_("Such as “mayor” or “on behalf of the department, authorised on 3 March”."),
    )
    mandate_checked = forms.BooleanField(
        label=_("The signer may speak for the body, it was checked"), required=False
    )
    kind = forms.ChoiceField(
        label=_("The person is"),
        choices=[(kind.value, kind.label) for kind in KINDS_OF_PERSONS],
        initial=RespondentKind.PUBLIC_PERSON,
        required=False,
    )
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=150,
        required=False,
        help_text=_(
            "Leave empty if the letter is not signed. It is never published without consent."
        ),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("The receipt and the answers are sent there."),
    )
    publish_consent = forms.ChoiceField(
        label=_("Under which name it may be published"),
        choices=[
            choice
            for choice in PublishConsent.choices
            if choice[0] != PublishConsent.ORGANISATION_ONLY
        ],
        initial=PublishConsent.ANONYMOUS,
        required=False,
        help_text=_(
            "Only what the letter itself says; without that it is published without a name."
        ),
    )
    original_text = forms.CharField(
        label=_("Text of the original"),
        widget=forms.Textarea(attrs={"rows": 14}),
        required=False,
        strip=False,
        max_length=LONGEST_ORIGINAL,
        help_text=_(
            "Copied as it stands. From an e-mail (.eml) or a text file it is taken by itself when this stays empty."
        ),
    )
    files = FilesField(label=_("Scan, e-mail or data message"), required=False)
    has_no_comments = forms.BooleanField(
        label=_("It says that there are no comments"), required=False
    )
    late_reason = forms.CharField(
        label=_("If it came late: why it is taken"), max_length=300, required=False
    )
    known = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect, required=False)

    def __init__(
        self,
        *args: Any,
        round: Round,
        senders: Sequence[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(body.pk): body for body in senders}
        self.fields["organisation"].choices = [
            ("", _("Choose")),
            *((key, body.name) for key, body in self.organisations.items()),
        ]
        self.fields["received_on"].initial = timezone.localdate()
        self.fields["files"].help_text = _("Kept as it is. Up to %(size)s MB each: %(kinds)s.") % {
            "size": LARGEST_ORIGINAL // MIB,
            "kinds": kinds_in_words(ORIGINALS),
        }
        day = str(DecidingDay(round.deciding_day).label)
        self.fields["sent_on"].help_text = _(
            "In this round: %(rule)s. The postmark, or the day of the e-mail."
        ) % {"rule": day[:1].lower() + day[1:]}
        del self.fields["known"]

    def ask_about(self, known: Sequence[Statement]) -> None:
        """Ask whether it repeats one of the statements that came already."""
        field = forms.ChoiceField(
            label=_("What is it?"),
            widget=forms.RadioSelect,
            choices=[
                *(
                    (
                        str(row.pk),
                        _("The same as %(reference)s: enter it as its repetition")
                        % {"reference": row.reference},
                    )
                    for row in known
                    if row.has_same_original
                ),
                *(
                    (
                        str(row.pk),
                        _("It repeats %(reference)s of the same body")
                        % {"reference": row.reference},
                    )
                    for row in known
                    if not row.has_same_original
                ),
                ("new", _("Something else: enter it on its own")),
            ],
        )
        self.fields["known"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("who") == BODY and not cleaned.get("organisation"):
            self.add_error("organisation", _("Choose the body."))
        files = cleaned.get("files") or []
        if not (cleaned.get("original_text") or "").strip() and files:
            cleaned["original_text"] = "\n\n".join(filter(None, map(words_in, files)))
        return cleaned

    def sender(self) -> Sender:
        """Who sent it."""
        data = self.cleaned_data
        if data["who"] == BODY:
            return Sender(
                organisation=self.body(),
                represents=data["represents"],
                mandate_checked=data["mandate_checked"],
            )
        kind = data["kind"] or RespondentKind.ANONYMOUS
        if kind == RespondentKind.PUBLIC_PERSON and not data["name"]:
            kind = RespondentKind.ANONYMOUS
        return Sender(
            kind=kind,
            name=data["name"],
            email=data["email"],
            publish_consent=data["publish_consent"] or PublishConsent.ANONYMOUS,
            represents=data["represents"],
            mandate_checked=data["mandate_checked"],
        )

    def body(self) -> Organisation | None:
        """The chosen body."""
        return self.organisations.get(self.cleaned_data.get("organisation", ""))

    def arrival(self) -> Arrival:
        """How and when it came."""
        data = self.cleaned_data
        return Arrival(
            channel=data["channel"],
            received_on=data["received_on"],
            sent_on=data["sent_on"],
            record_number=data["record_number"],
            late_reason=data["late_reason"],
        )


class PointForm(forms.Form):
    """One point of an entered statement."""

    place = forms.CharField(
        label=_("Place in the text"),
        max_length=200,
        required=False,
        help_text=_(
            "Such as “3.2/2”, “3.2, odst. 2” or the name of the section. Empty: the whole text."
        ),
    )
    is_without_place = forms.BooleanField(
        label=_("The place cannot be found: take it as a comment on the whole text"),
        required=False,
    )
    type = forms.ChoiceField(label=_("What it is about"), choices=CommentType.choices)
    nature = forms.ChoiceField(
        label=pgettext_lazy("of a comment", "Kind"),
        choices=CommentNature.choices,
        initial=CommentNature.SUBSTANTIVE,
    )
    weight = forms.ChoiceField(label=_("Weight"), choices=Weight.choices, initial=Weight.ADVISORY)
    text = forms.CharField(
        label=_("Words of the comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Empty: the marked words of the original."),
    )
    proposed_wording = forms.CharField(
        label=_("Proposed wording"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    version = forms.ChoiceField(label=_("Version"))
    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        versions: Sequence[Any],
        finders: dict[str, PlaceFinder],
        may_be_essential: bool,
        has_original: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(version.pk): version for version in versions}
        self.finders = finders
        self.has_original = has_original
        self.fields["version"].choices = [(key, str(v)) for key, v in self.versions.items()]
        if len(self.versions) == 1:
            self.fields["version"].widget = forms.HiddenInput()
            self.fields["version"].initial = next(iter(self.versions))
        if not may_be_essential:
            self.fields["weight"].widget = forms.HiddenInput()
        if not has_original:
            self.fields["text"].help_text = ""
        self.fields["place"].widget.attrs["list"] = "places"

    def marked(self) -> tuple[int, int] | None:
        """The marked passage: exact words if a script says so, else whole sentences."""
        if not self.is_bound or not self.has_original:
            return None
        values = self.data.getlist("marked")
        return chosen_range(values) or chosen_range(self.data.getlist("sentence"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        words = cleaned.get("place", "")
        finder = self.finders.get(cleaned.get("version", ""))
        self.place: Place | None = Place()
        if finder is None or cleaned.get("is_without_place"):
            return cleaned
        self.place = finder.find(words)
        if self.place is None:
            self.add_error(
                "place",
                _(
                    "No passage or section fits. Correct it by the list of sections, or tick that it cannot be found."
                ),
            )
        return cleaned


def point_initial(point: Comment) -> dict[str, Any]:
    """What a form for a known point begins with."""
    names = ("type", "nature", "weight", "text", "proposed_wording", "reason", "lock_version")
    initial = {name: getattr(point, name) for name in names}
    return initial | {
        "place": point.place_words or point.place_label,
        "version": str(point.version_id),
        "is_without_place": bool(point.place_words) and point.section_uid is None,
    }


class MandateForm(forms.Form):
    """Who signed, once it was found out."""

    represents = forms.CharField(label=_("Who signed it and for whom"), max_length=200)


class DuplicateForm(forms.Form):
    """Which statement is repeated. With more of them than are offered, any other is named by its number."""

    first = forms.ChoiceField(label=_("It repeats"))
    number = forms.CharField(
        label=_("Or the number of another statement"), max_length=20, required=False
    )

    def __init__(
        self, *args: Any, firsts: Sequence[tuple[str, str]], more_count: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not more_count:
            del self.fields["number"]
            self.fields["first"].choices = firsts
            return
        self.fields["first"].required = False
        self.fields["first"].choices = [("", "---------"), *firsts]
        self.fields["number"].help_text = ngettext(
            "%(count)s further statement of the round is not in the list above. Write its number, such as P12.",
            "%(count)s further statements of the round are not in the list above. Write the number, such as P12.",
            more_count,
        ) % {"count": more_count}


class EmptyForm(forms.Form):
    """Nothing to fill in: pressing the button is the act."""
