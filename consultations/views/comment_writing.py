"""The form of a comment: a light page with the passage quoted; the same form opens in place by script."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from concept import reading
from concept.models import Version
from consultations import content_checks, protection, queries
from consultations.actions import (
    attachments,
    comment_words,
    comments,
    issuing,
    personal_cases,
    statements,
)
from consultations.anchors import QuoteDoesNotMatch
from consultations.enums import CommentType
from consultations.forms import MOST_FILES, CommentForm, voice_name
from consultations.models import Attachment, Comment, Statement
from consultations.places import Place, read_places
from consultations.queries import statements as written
from consultations.queries import texts
from consultations.queries.texts import QuotedText
from consultations.views.comment_quotes import comparison_of, present_words, quote_facts
from consultations.views.speaking import (
    InRound,
    code_of,
    keep_code,
    page_was_open_too_long,
    remember_voice,
)
from core.uploads import (
    ATTACHMENTS,
    LARGEST_ATTACHMENT,
    MIB,
    FileRefused,
    kinds_in_words,
    read_upload,
)
from people.tokens import new_code

SAVE, SHOW_DIFF, START_WORDING = "ulozit", "rozdil", "zneni"
MOST_LABELS = 10


class CommentWriting(InRound):
    """What the form for a new comment and that for a written one share."""

    comment: Comment | None = None
    stale: Comment | None = None

    @cached_property
    def version(self) -> Version:
        """The version the comment is on: named in the address, or the only one of the round."""
        versions = texts.versions_of_round(self.round)
        wanted = self.request.POST.get("verze") or self.request.GET.get("verze")
        for version in versions:
            if version.slug == wanted or (not wanted and version is versions[0]):
                return version
        raise Http404

    # --- from the request to a form

    def places(self) -> list[Place]:
        """Places named in the form, or in the address."""
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        return read_places(data.getlist("odstavec"), data.getlist("oddil"))

    def texts(self, places: list[Place]) -> list[QuotedText]:
        """The texts commented on; what is not in this version is not found."""
        found = texts.quoted_texts(self.version, places or [Place()])
        if not found:
            raise Http404
        return found

    def form(self, texts: list[QuotedText], **kwargs: Any) -> CommentForm:
        """The form for these places."""
        voice = self.voice
        return CommentForm(
            texts=texts,
            voices=self.voices,
            voice=voice,
            guarded=self.is_guarded,
            purpose=f"comment-{self.round.pk}",
            **kwargs,
        )

    def initial(self, texts: list[QuotedText]) -> dict[str, Any]:
        """What a form starts with; the proposed wording is the present one."""
        values: dict[str, Any] = {"type": CommentType.SUBSTANTIVE}
        first = texts[0]
        if not first.is_passage:
            values["type"] = CommentType.GENERAL
        else:
            values |= present_words(first, first.place.range)
        return values

    # --- answers

    def page(self, form: CommentForm, *, status: int = 200, **more: Any) -> HttpResponse:
        """The form as a page, or its inside for a script."""
        is_open = self.round.is_open(self.now)
        context = {
            "form": form,
            "round": self.round,
            "facts": queries.round_facts(self.round, self.now),
            "version": self.version,
            "comment": self.comment,
            "stale": self.stale,
            "heading": self.heading(form.texts),
            "quotes": [quote_facts(form, number, text) for number, text in enumerate(form.texts)],
            "voice": self.voice,
            "voice_name": voice_name(self.voice) if self.voice else "",
            "voice_key": self.voice.key if self.voice else "",
            "can_change_voice": len(self.voices) > 1,
            "is_open": is_open,
            "files": self.files(),
            "file_rules": _("At most %(count)d files of %(size)d MB each: %(kinds)s.")
            % {
                "count": MOST_FILES,
                "size": LARGEST_ATTACHMENT // MIB,
                "kinds": kinds_in_words(ATTACHMENTS),
            },
            "case_days": settings.PERSONAL_CASE_DAYS,
            "own_url": self.own_url,
            "action_url": self.action_url,
            "back_url": self.back_url(form.texts),
            "is_fragment": self.is_fragment,
            "breadcrumbs": self.crumbs((_("My comments"), self.own_url), (self.title(), "")),
            **more,
        }
        template = "_comment_form.html" if self.is_fragment else "comment_write.html"
        return render(self.request, f"consultations/{template}", context, status=status)

    @property
    def action_url(self) -> str:
        """Where the form is sent."""
        if self.comment is None:
            return reverse("consultations:comment-new", args=[self.round.slug])
        return reverse("consultations:comment-edit", args=[self.round.slug, self.comment.pk])

    def title(self) -> str:
        """Name of the page in its trail."""
        return _("New comment") if self.comment is None else _("Edit the comment")

    def heading(self, texts: list[QuotedText]) -> str:
        """The heading: what is commented on."""
        if len(texts) > 1:
            return _("Comment on several places")
        text = texts[0]
        if text.label and text.is_passage:
            return _("Comment on paragraph %(label)s") % {"label": text.label}
        if text.is_passage:
            return _("Comment on a part of section %(label)s") % {"label": text.section_label}
        if text.place.section:
            return _("Comment on section %(label)s") % {"label": text.section_label}
        return _("Comment on the whole text")

    def back_url(self, texts: list[QuotedText]) -> str:
        """Where the text is read."""
        text = texts[0]
        base = reading.version_base(self.version)
        if not text.section_address:
            return base
        mark = f"#p-{text.place.passage}" if text.is_passage else ""
        return f"{base}{text.section_address}/{mark}"

    def files(self) -> list[Attachment]:
        """Files that wait with the draft or belong to the comment already."""
        return []

    # --- what the buttons do

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Save, or show the form again with more places, the present words or a comparison."""
        button = request.POST.get("akce", SAVE)
        places, data, is_refused = self.without_dropped(self.places())
        places, unknown = self.with_labels(places)
        texts = self.texts(places)
        if data.get("wording_for", "") != texts[0].place.passage:
            data.update(present_words(texts[0], data.get("cast-0", "")))
        form = self.form(texts, data=data, files=request.FILES)
        if self.token_missing:
            form.add_error(None, page_was_open_too_long())
            return self.page(form)
        if unknown or is_refused:
            return self.again(form, unknown_labels=", ".join(unknown), place_refused=is_refused)
        if button == SAVE:
            return self.save_draft(form)
        if button == START_WORDING:
            data.update(present_words(texts[0], data.get("cast-0", "")))
            return self.again(form, wording_open=True)
        if button == SHOW_DIFF:
            return self.again(form, comparison=comparison_of(form), wording_open=True)
        return self.again(form)

    def without_dropped(self, places: list[Place]) -> tuple[list[Place], QueryDict, bool]:
        """Places but those marked to be left out, and what was typed, numbered anew.

        One place always stays, and so does the one for which other words are proposed; then the last answer is True.
        """
        data = self.request.POST.copy()
        dropped = {int(n) for n in data.getlist("bez-mista") if n.isdecimal()}
        if not dropped:
            return places, data, False
        is_refused = False
        if 0 in dropped:
            form = self.form(self.texts(places), data=data)
            form.full_clean()
            is_refused = bool(form.cleaned_data["wording"])
        kept = [n for n in range(len(places)) if n not in dropped or (n == 0 and is_refused)]
        kept = kept or list(range(len(places)))
        for new, old in enumerate(kept):
            for name in ("cast", "slova"):
                data[f"{name}-{new}"] = self.request.POST.get(f"{name}-{old}", "")
        return [places[n] for n in kept], data, is_refused

    def again(self, form: CommentForm, **more: Any) -> HttpResponse:
        """The form as typed, without a word about what is still missing."""
        form.full_clean()
        form.errors.clear()
        return self.page(form, **more)

    def with_labels(self, places: list[Place]) -> tuple[list[Place], list[str]]:
        """Places with those added by their printed numbers; and the numbers that are not in the version."""
        typed = self.request.POST.get("cisla", "").replace(";", ",").split(",")
        labels = [label.strip() for label in typed if label.strip()][:MOST_LABELS]
        if not labels:
            return places, []
        found = texts.places_by_label(self.version, labels)
        new = [found[label] for label in labels if label in found]
        all_places = [*places, *(place for place in new if place not in places)]
        # Passages first, as a form names them: what was chosen in each keeps its number.
        all_places.sort(key=lambda place: not place.passage)
        return all_places, [label for label in labels if label not in found]

    def save_draft(self, form: CommentForm) -> HttpResponse:
        """Store the comment in the draft; whatever stands against it is said above what was typed."""
        if not form.is_valid():
            return self.page(form)
        if self.voice is None:
            form.add_error("za", _("Choose for whom you write."))
            return self.page(form)
        if self.is_guarded and not protection.may_save(self.request):
            form.add_error(
                None,
                _(
                    "Many comments came from your network within an hour. What you wrote is still here: "
                    "copy it, or press the button again later."
                ),
            )
            return self.page(form, status=429)
        try:
            statement = self.statement()
            kept = self.keep_files(statement, form)
            if form.errors:
                return self.page(form)
            comment = self.store(statement, form)
            if kept or self.keys("bez-souboru"):
                attachments.bind_files(comment=comment, keys=kept, removed=self.keys("bez-souboru"))
            self.keep_choice(comment, form)
        except comments.StaleComment as error:
            self.stale = error.current
            form.data = form.data.copy()
            form.data["lock_version"] = error.current.lock_version
            return self.page(form, status=409)
        except (comment_words.TextTooLong, comments.EssentialNotAllowed) as error:
            form.add_error(getattr(error, "field", "weight"), str(error))
        except comments.NothingWritten as error:
            form.add_error("text", str(error))
        except attachments.TooManyFiles as error:
            form.add_error("files", str(error))
        except (
            statements.RoundClosed,
            issuing.StatementAlreadySent,
            statements.NotInvited,
            comments.CommentIsGone,
            QuoteDoesNotMatch,
        ) as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return self.saved(comment, form)
        return self.page(form)

    def statement(self) -> Statement:
        """The draft; its code is kept in the session of those without an account."""
        if len(self.voices) > 1:
            remember_voice(self.request, self.round, self.voice)
        known = written.draft_of(self.round, self.speaker, self.voice)
        if known is not None:
            return known
        code = ""
        if self.by is None:
            code = code_of(self.request, self.round) or new_code()
        statement = statements.begin_statement(
            round=self.round,
            by=self.by,
            at=self.now,
            organisation=self.voice.organisation,
            token=code,
            language=self.request.LANGUAGE_CODE,
            voices=self.voices,
        )
        if code:
            keep_code(self.request, self.round, code)
        return statement

    def store(self, statement: Statement, form: CommentForm) -> Comment:
        """Call the action."""
        said = form.cleaned_data
        return comments.save_comment(
            statement=statement,
            version=self.version,
            places=said["places"],
            by=self.by,
            at=self.now,
            comment=self.comment,
            lock_version=said.get("lock_version") or 0,
            text=said["text"],
            reason=said["reason"],
            proposed_wording=said["wording"],
            type=said["type"],
            nature=said["nature"],
            weight=said.get("weight") or "",
        )

    def keep_choice(self, comment: Comment, form: CommentForm) -> None:
        """Whether the comment is a personal case, where that was ticked or is no longer so."""
        chosen, may_pass = form.cleaned_data["personal"], form.cleaned_data["handover"]
        if chosen != bool(comment.personal_case) or may_pass != bool(comment.handover_consent_at):
            personal_cases.choose_personal_case(
                comment=comment,
                by=self.by,
                at=self.now,
                is_personal=chosen,
                may_be_handed_over=may_pass,
            )

    def keys(self, name: str) -> list[int]:
        """Primary keys named by the form."""
        return [int(key) for key in self.request.POST.getlist(name) if key.isdecimal()]

    def keep_files(self, statement: Statement, form: CommentForm) -> list[int]:
        """Store what was uploaded, so that nobody chooses it again; keys of all files of this comment."""
        kept = self.keys("soubor")
        uploaded = form.cleaned_data["files"]
        if len(uploaded) + len(set(kept) - set(self.keys("bez-souboru"))) > MOST_FILES:
            form.add_error(
                "files", _("A comment may have at most %(count)d files.") % {"count": MOST_FILES}
            )
            return kept
        for file in uploaded:
            try:
                upload = read_upload(file.name, file.read(LARGEST_ATTACHMENT + 1))
                stored = attachments.attach_file(
                    statement=statement, upload=upload, by=self.by, at=self.now
                )
            except FileRefused as error:
                form.add_error("files", str(error))
            else:
                kept.append(stored.pk)
        self.kept = kept
        return kept

    def saved(self, comment: Comment, form: CommentForm) -> HttpResponse:
        """Back to the statement, or a word to the script."""
        words = _("The comment is saved. It is not sent yet.")
        if form.is_widened:
            words = _(
                "The comment is saved. It is not sent yet. The proposed wording changes more than the part you chose, "
                "so the comment is on all of that text."
            )
        hints = content_checks.hints(comment.text, comment.reason, comment.proposed_wording)
        if self.is_fragment:
            context = {
                "words": words,
                "hints": hints,
                "own_url": f"{self.own_url}#pripominka-{comment.pk}",
                "comment": comment,
            }
            return render(self.request, "consultations/_comment_saved.html", context)
        messages.success(self.request, words)
        for hint in hints:
            messages.warning(self.request, hint)
        return redirect(f"{self.own_url}#pripominka-{comment.pk}")
