"""Frames of pages: who may know of what a page is about, who may act there, one form a page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.forms import differences_of
from core.permissions import allowed
from core.templatetags.osnova import local_path


class About(View):
    """A page about one thing: 404 to whoever may not know of it, 403 to whoever may not do what it is for.

    Who is not signed in is asked to sign in before a page is refused to them.
    """

    permission = ""
    hides = False  # from whoever may not: 404 instead of 403
    object: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what the page is about."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.object = self.find(**kwargs)
        if self.object is None:
            raise Http404

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the permission."""
        if not allowed(request.user, self.permission, self.object):
            if self.hides:
                raise Http404
            if not request.user.is_authenticated and request.method in ("GET", "HEAD"):
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def find(self, **kwargs: Any) -> Any:
        """What the page is about as far as the person may know of it, or None."""
        raise NotImplementedError

    def subject(self) -> str:
        """How it is called above the heading of a form."""
        return str(self.object.record.reference)

    def address(self) -> str:
        """The page of what this page is about."""
        return local_path(self.object.record.path)

    def common(self) -> dict[str, Any]:
        """By whom and when: given to every action."""
        return {"by": self.request.user, "at": self.now}


class FormMixin:
    """A page with one form and one action. What was refused comes back as it was typed; a stale save shows both texts.

    ``problems`` are the errors of the action that are told on the form, besides a ValidationError. One with ``current``
    says what somebody else stored meanwhile; hidden fields say which state of it the form was made for.
    """

    heading: Any = ""
    lead: Any = ""
    button: Any = gettext_lazy("Save")
    told: Any = ""
    is_danger = False
    problems: tuple[type[Exception], ...] = ()
    form_class: Any = forms.Form
    template_name = "layouts/form_page.html"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The empty form, or what is stored."""
        return self.page(self.form())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it, or say what is wrong."""
        form = self.form(data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.page(form)
        try:
            answer = self.act(form)
        except (ValidationError, *self.problems) as error:
            if getattr(error, "current", None) is not None:
                return self.page_of_both(form, error)
            form.add_error(None, getattr(error, "messages", None) or str(error))
        if form.errors:
            return self.page(form)
        if self.told:
            messages.success(request, str(self.told), extra_tags=self.told_at())
        return answer if isinstance(answer, HttpResponse) else redirect(self.back())

    def page_of_both(self, form: forms.Form, error: Any) -> HttpResponse:
        """What is stored now beside what was typed; saving again puts the latter in its place."""
        stored = self.form_of(error.current)
        differences = differences_of(form, stored)
        again = form.data.copy()
        for field in stored.hidden_fields():
            again[field.html_name] = str(field.initial)
        form.data = again
        form.add_error(None, str(error))
        return self.page(form, differences=differences, is_stale=True)

    def form(self, **kwargs: Any) -> forms.Form:
        """The form, bound when data are given."""
        return self.form_of(self.object, **kwargs)

    def form_of(self, stored: Any, **kwargs: Any) -> forms.Form:
        """The form with what is stored."""
        return self.form_class(initial=self.values(stored), **self.needs(), **kwargs)

    def values(self, _stored: Any) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def needs(self) -> dict[str, Any]:
        """What the form is made with besides."""
        return {}

    def act(self, form: Any) -> HttpResponse | None:
        """Call the action; an answer of its own, or back to where the person came from."""
        raise NotImplementedError

    def back(self) -> str:
        """Where to go afterwards."""
        return self.address()

    def told_at(self) -> str:
        """The part of the page one goes to where ``told`` stands (components/messages_at.html); "" is its head."""
        return ""

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The page with the form."""
        heading = str(self.heading)
        return render(
            self.request,
            self.template_name,
            {
                "form": form,
                "heading": heading,
                "subject": self.subject(),
                "lead": self.lead,
                "button": self.button,
                "is_danger": self.is_danger,
                "back": self.back(),
                "breadcrumbs": self.crumbs((heading, "")),
                **context,
            },
        )
