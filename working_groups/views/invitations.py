"""Invitations: the secretary's overview, guests, answers of members, and the page behind a mailed link."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.pages import FormMixin
from working_groups.actions import invitations as acts
from working_groups.enums import MeetingState
from working_groups.forms import meetings as shapes
from working_groups.models import Invitation
from working_groups.queries import agenda, invitations, meetings
from working_groups.views.pages import RUN, InMeeting


class InvitationsView(InMeeting):
    """``/jednani/<ref>/pozvanky/``: who is invited, what they answered, which mail did not arrive; sending."""

    permission = RUN

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The overview."""
        context = {
            "meeting": self.meeting,
            "answers": invitations.answers(self.meeting, self.now),
            "taken_back": invitations.taken_back(self.meeting),
            "takes_invitations": self.meeting.state in (MeetingState.PLANNED, MeetingState.INVITED),
            "ref": self.ref,
            "breadcrumbs": self.crumbs((_("Invitations"), "")),
        }
        return render(request, "working_groups/invitation_list.html", context)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Send invitations or an update; a second press sends nothing more."""
        who = {"meeting": self.meeting, "by": request.user, "at": self.now}
        try:
            match request.POST.get("krok", ""):
                case "rozeslat":
                    count = acts.send_invitations(**who)
                case "zmena":
                    count = acts.send_update(**who)
                case "znovu":
                    return self.invite_again(request.POST.get("pozvanka", ""))
                case _:
                    raise Http404
        except (acts.NothingToInviteTo, acts.NobodyToInvite) as error:
            messages.error(request, str(error))
        else:
            if count:
                messages.success(request, _("Mails on their way: %(count)d.") % {"count": count})
            else:
                messages.info(request, _("Everyone has it already; nothing was sent."))
        return redirect(self.address("invitation-list"))

    def invite_again(self, pk: str) -> HttpResponse:
        """Somebody whose invitation was taken back gets another one."""
        found = invitations.taken_back_in(self.meeting, int(pk)) if pk.isdecimal() else None
        if found is None:
            raise Http404
        try:
            acts.invite_again(invitation=found, **self.common())
        except (acts.NothingToInviteTo, acts.GuestInvitedAlready) as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, _("%(name)s is invited again.") % {"name": found.name})
        return redirect(self.address("invitation-list"))


class InvitedPage(FormMixin, InMeeting):
    """A form about invitations; afterwards one is back at the overview."""

    permission = RUN

    def back(self) -> str:
        """The overview."""
        return self.address("invitation-list")


class GuestView(InvitedPage):
    """``/jednani/<ref>/pozvanky/host/``."""

    heading = gettext_lazy("Invite a guest")
    button = gettext_lazy("Put the guest on the list")
    told = gettext_lazy("The guest is on the list.")
    problems = (acts.NothingToInviteTo, acts.GuestInvitedAlready)

    @property
    def lead(self) -> str:  # type: ignore[override]
        """When the mail goes."""
        if self.meeting.invited_at is None:
            return _("The guest gets the mail together with the members.")
        return _("Invitations were sent, so the guest gets the mail at once.")

    def form(self, **kwargs: Any) -> forms.Form:
        """Name, address and items."""
        return shapes.GuestForm(items=agenda.items_for_guests(self.meeting), **kwargs)

    def act(self, form: forms.Form) -> None:
        """Invite them."""
        said = form.cleaned_data
        acts.invite_guest(
            meeting=self.meeting,
            by=self.request.user,
            at=self.now,
            **said | {"items": list(said["items"])},
        )


class AddressView(InvitedPage):
    """``/jednani/<ref>/pozvanky/<pk>/adresa/``: a mail that did not arrive is sent again."""

    heading = gettext_lazy("Send the invitation again")
    button = gettext_lazy("Send it again")
    told = gettext_lazy("The invitation is on its way again.")
    problems = (acts.NothingToInviteTo,)
    invitation: Invitation

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the invitation."""
        super().setup(request, *args, **kwargs)
        found = invitations.invitation_in(self.meeting, kwargs["pk"])
        if found is None:
            raise Http404
        self.invitation = found

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What to do about an address."""
        if self.invitation.membership is None:
            return _("Ask the guest for the right address, for instance by telephone.")
        return _(
            "The address of %(name)s is that of their account: %(email)s. If it is wrong, they change it in their "
            "account or an administrator does; then send the invitation again."
        ) % {"name": self.invitation.name, "email": self.invitation.membership.user.email}

    def form(self, **kwargs: Any) -> forms.Form:
        """The address of a guest; nothing of a member."""
        if self.invitation.membership is not None:
            return forms.Form(**kwargs)
        return shapes.AddressForm(initial={"email": self.invitation.email}, **kwargs)

    def act(self, form: forms.Form) -> None:
        """Send it."""
        acts.send_again(invitation=self.invitation, **form.cleaned_data, **self.common())


class TakeBackView(InvitedPage):
    """``/jednani/<ref>/pozvanky/<pk>/zrusit/``."""

    heading = gettext_lazy("Take the invitation back")
    button = gettext_lazy("Take it back")
    told = gettext_lazy("The invitation is taken back.")
    is_danger = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the invitation."""
        super().setup(request, *args, **kwargs)
        found = invitations.invitation_in(self.meeting, kwargs["pk"])
        if found is None:
            raise Http404
        self.invitation = found

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Whose it is."""
        return _("%(name)s will not be invited. Whoever was sent the mail is told.") % {
            "name": self.invitation.name
        }

    def form(self, **kwargs: Any) -> forms.Form:
        """Only the button."""
        return forms.Form(**kwargs)

    def act(self, form: forms.Form) -> None:
        """Take it back."""
        acts.take_back_invitation(invitation=self.invitation, by=self.request.user, at=self.now)


class Answering(FormMixin):
    """The form of an answer to ``self.invitation``."""

    heading = gettext_lazy("Your answer to the invitation")
    button = gettext_lazy("Send the answer")
    told = gettext_lazy("Thank you, your answer is recorded.")
    problems = (acts.AnswerTooLate, acts.SubstituteUnknown)
    invitation: Invitation

    def form(self, **kwargs: Any) -> forms.Form:
        """What was answered before."""
        names = ("substitute", "substitute_name", "note")
        initial = {name: getattr(self.invitation, name) for name in names}
        if self.invitation.answered_at:
            initial["rsvp"] = self.invitation.rsvp
        return shapes.AnswerForm(
            substitutes=invitations.substitutes_of(self.invitation),
            is_guest=self.invitation.membership is None,
            initial=initial,
            **kwargs,
        )

    def act(self, form: forms.Form) -> None:
        """Record it."""
        acts.answer_invitation(
            invitation=self.invitation, by=self.answered_by(), at=self.now, **form.cleaned_data
        )

    def answered_by(self) -> Any:
        """Who answers, as far as it is known."""
        raise NotImplementedError


class OwnAnswerView(Answering, InMeeting):
    """``/jednani/<ref>/odpoved/``: a signed-in person answers their invitation."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find their invitation."""
        super().setup(request, *args, **kwargs)
        found = meetings.invitation_of(self.meeting, request.user)
        if found is None:
            raise Http404
        self.invitation = found

    def answered_by(self) -> Any:
        """Whoever is signed in."""
        return self.request.user


class AnswerByLinkView(Answering, View):
    """``/pozvanka/<token>/``: whoever holds the mailed link answers without signing in; a visit only shows."""

    template_name = "working_groups/invitation_answer.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what stands behind the link; an unknown one is 404."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        found = invitations.by_token(kwargs["token"])
        if found is None:
            raise Http404
        self.invitation = found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The address is a secret: it goes into no referrer and no store.

        No "no-referrer": under it browsers send the page's own form with the origin "null", which is refused.
        """
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def answered_by(self) -> Any:
        """Nobody who is known: the link was enough."""
        return None

    def back(self) -> str:
        """The same page, which says what was answered."""
        return self.request.path

    def subject(self) -> str:
        """Nothing: the heading says it."""
        return ""

    def crumbs(self, *_further: tuple[str, str]) -> list[dict[str, str]]:
        """None: the reader may know of nothing else."""
        return []

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The invitation with its form while answers are taken."""
        meeting = self.invitation.meeting
        takes = meeting.state == MeetingState.INVITED and self.now < meeting.starts_at
        return super().page(
            form,
            invitation=self.invitation,
            meeting=meeting,
            rows=agenda.rows_for_invited(self.invitation),
            takes_answer=takes,
            **context,
        )
