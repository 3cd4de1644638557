"""Comments of others beside the text, what members say under one, and files of one's own."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from concept import reading
from consultations import queries
from consultations.actions import comment_words, comments, discussion, personal_cases, statements
from consultations.forms import PersonalCaseForm, ReplyForm
from consultations.places import Place, comment_url, read_places
from consultations.queries import beside, texts
from consultations.queries import statements as written
from consultations.queries.sent_comments import comment_by_reference
from consultations.views.speaking import (
    asks_for_token_itself,
    page_was_open_too_long,
    speaker_of,
    token_is_missing,
)
from core.enums import Visibility
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.permissions import allowed
from core.templatetags.osnova import local_path

PER_PAGE = 50


@read_only
def section_comments(request: HttpRequest, round: str) -> HttpResponse:
    """Comments on a section, by place: ``/konzultace/<round>/k-textu/?verze=0-5&oddil=UID``.

    With ``vynatek`` the inside of the page, for the script that shows a few of them beside the text; ``odstavec`` lists
    those of one passage.
    """
    found = queries.round_by_slug(round, request.user)
    if found is None:
        raise Http404
    version = next(
        (
            version
            for version in texts.versions_of_round(found)
            if version.slug == request.GET.get("verze")
        ),
        None,
    )
    places = read_places(request.GET.getlist("odstavec"), request.GET.getlist("oddil"))
    here = texts.quoted_texts(version, places[:1]) if version and places else []
    if not here:
        raise Http404
    text, now = here[0], timezone.now()
    context: dict[str, Any] = {
        "round": found,
        "version": version,
        "text": text,
        "is_open": found.is_open(now),
        "others_visible": found.others_visible,
    }
    if "vynatek" in request.GET:
        context["passages"] = beside.comments_beside(found, version, text.section_uid, request.user)
        response = render(request, "consultations/_comments_beside.html", context)
    else:
        page = Paginator(beside.comments_at(found, version, text, request.user), PER_PAGE).get_page(
            request.GET.get("strana")
        )
        base = f"{reading.version_base(version)}{text.section_address}/"
        context |= {
            "rows": [beside.shown_comment(comment) for comment in page.object_list],
            "page_obj": page,
            "page_query": urlencode([("verze", version.slug), places[0].parameter]) + "&",
            "text_url": f"{base}#p-{text.place.passage}" if text.is_passage else base,
            "write_url": comment_url(found, version, Place(passage=text.place.passage))
            if text.is_passage
            else comment_url(found, version, Place(section=text.section_uid)),
            "breadcrumbs": [
                {"title": found.title, "url": queries.round_facts(found, now).url},
                {"title": _("Comments on the text"), "url": ""},
            ],
        }
        response = render(request, "consultations/section_comments.html", context)
    if found.record.visibility == Visibility.PUBLIC:
        keep_for_anonymous(response)
    return response


@never_cache
@read_only
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that came with a comment, always as a download; 404 for whom it is not, and once it was erased."""
    found = written.attachment(pk)
    if found is None or found.erased_at is not None:
        raise Http404
    if not allowed(
        speaker_of(request, found.statement.round), "consultations.view_attachment", found
    ):
        raise Http404
    response = HttpResponse(bytes(found.data), content_type=found.mime)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@asks_for_token_itself
class UnderComment(View):
    """Something done under a sent comment; 404 for a comment one may not know of, 403 for what one may not do."""

    permission = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the comment."""
        super().setup(request, *args, **kwargs)
        found = comment_by_reference(kwargs["reference"])
        if found is None:
            raise Http404
        self.comment = found
        self.speaker = speaker_of(request, found.round)
        self.now = timezone.now()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask first whether the person may know of it."""
        if not allowed(self.speaker, "consultations.view_comment", self.comment):
            raise Http404
        if not allowed(self.speaker, self.permission, self.comment):
            raise PermissionDenied
        self.token_missing = request.method == "POST" and token_is_missing(request)
        return super().dispatch(request, *args, **kwargs)

    def back(self, anchor: str = "#diskuse") -> HttpResponse:
        """To the comment's page."""
        return redirect(local_path(self.comment.path) + anchor)


class ReplyAdd(UnderComment):
    """``/pripominky/<ref>/odpovedet/``: a reply; on its own page when something stands against it."""

    permission = "consultations.reply"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """An empty reply."""
        return self.page(ReplyForm())

    def page(self, form: ReplyForm) -> HttpResponse:
        """The form with what was typed."""
        context = {
            "form": form,
            "comment": self.comment,
            "comment_url": local_path(self.comment.path),
            "breadcrumbs": [
                {"title": self.comment.reference, "url": local_path(self.comment.path)},
                {"title": _("Reply"), "url": ""},
            ],
        }
        return render(self.request, "consultations/reply_write.html", context)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Store it."""
        form = ReplyForm(request.POST)
        if self.token_missing:
            form.add_error(None, page_was_open_too_long())
        if not form.is_valid():
            return self.page(form)
        try:
            discussion.add_reply(
                comment=self.comment, text=form.cleaned_data["text"], by=request.user, at=self.now
            )
        except (
            discussion.NothingSaid,
            discussion.NoMoreReplies,
            comment_words.TextTooLong,
        ) as error:
            form.add_error("text", str(error))
            return self.page(form)
        return self.back()


class ReplyDelete(UnderComment):
    """Take one's own reply away."""

    permission = "consultations.view_comment"

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Do it; 404 for a reply that is not there, 403 for one of somebody else."""
        reply = beside.reply_of(self.comment.reference, kwargs["reply"])
        if reply is None:
            raise Http404
        if not allowed(request.user, "consultations.delete_reply", reply):
            raise PermissionDenied
        if not self.token_missing:
            discussion.delete_reply(reply=reply)
            messages.success(request, _("The reply was deleted."))
        return self.back()


class CommentSupport(UnderComment):
    """Support a comment, or take the support back."""

    permission = "consultations.support"

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Once per person; a repeat does no harm."""
        if self.token_missing:
            return self.back()
        act = (
            discussion.end_support
            if request.POST.get("akce") == "uz-ne"
            else discussion.support_comment
        )
        try:
            act(comment=self.comment, by=request.user, at=self.now)
        except (statements.RoundClosed, discussion.NoMoreReplies) as error:
            messages.error(request, str(error))
        return self.back()


class CommentPersonal(UnderComment):
    """Keep one's own sent comment apart as a personal case; asked again, the consent to hand it over can be added."""

    permission = "consultations.withdraw_comment"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The question."""
        own = reverse("consultations:statement-own", args=[self.comment.round.slug])
        context = {
            "comment": self.comment,
            "form": PersonalCaseForm(),
            "case_days": settings.PERSONAL_CASE_DAYS,
            "own_url": own,
            "breadcrumbs": [
                {"title": _("My comments"), "url": own},
                {"title": _("Personal case"), "url": ""},
            ],
        }
        return render(request, "consultations/comment_personal.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it."""
        form = PersonalCaseForm(request.POST)
        if self.token_missing or not form.is_valid():
            return self.get(request, *args, **kwargs)
        try:
            personal_cases.mark_personal_case(
                comment=self.comment,
                by=request.user if request.user.is_authenticated else None,
                at=self.now,
                may_be_handed_over=form.cleaned_data["handover"],
            )
        except personal_cases.AlreadySettled as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                _("Comment %(reference)s is kept as a personal case and is not published.")
                % {"reference": self.comment.reference},
            )
        return redirect("consultations:statement-own", self.comment.round.slug)


class CommentWithdraw(UnderComment):
    """Take one sent point back, after a question: it keeps its number and nobody has to settle it."""

    permission = "consultations.withdraw_comment"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The question."""
        own = reverse("consultations:statement-own", args=[self.comment.round.slug])
        context = {
            "comment": self.comment,
            "own_url": own,
            "breadcrumbs": [
                {"title": _("My comments"), "url": own},
                {"title": _("Take the comment back"), "url": ""},
            ],
        }
        return render(request, "consultations/comment_withdraw.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it."""
        if self.token_missing:
            return self.get(request, *args, **kwargs)
        by = request.user if request.user.is_authenticated else None
        try:
            comments.withdraw_comment(comment=self.comment, by=by, at=self.now)
        except comments.CannotBeTakenBack as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                _("Comment %(reference)s is taken back.") % {"reference": self.comment.reference},
            )
        return redirect("consultations:statement-own", self.comment.round.slug)
