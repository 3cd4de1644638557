"""A page with one form and one action. It works without scripts; what was refused comes back as it was typed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView

from core.forms import differences_of
from core.permissions import allowed
from core.templatetags.osnova import local_path


class ActView(FormView):
    """Frame: ``find`` loads what the act is about (404), ``permission`` is asked for it (403), ``act`` does it.

    ``refusals`` are the errors an act may raise that are told on the form; one with ``current`` says what somebody else
    stored meanwhile, which is shown beside what was typed.
    """

    template_name = "working_groups/act_form.html"
    permission = ""
    title: Any = ""
    button: Any = ""
    lead: Any = ""
    told: Any = ""
    refusals: tuple[type[Exception], ...] = ()
    differences: list[tuple[str, str, str]] = []
    current: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = self.find(**kwargs)
        if self.object is None:
            raise Http404

    def find(self, **kwargs: Any) -> Any:
        """What the act is about, or None."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not allowed(request.user, self.permission, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        """Where the person came from and goes afterwards."""
        return local_path(self.object.record.path)

    def crumbs(self) -> list[tuple[str, str]]:
        """The trail up to this page."""
        return [(self.object.record.reference or self.object.record.title, self.back_url())]

    def lock_version(self) -> int:
        """The state the form on the screen was made for."""
        typed = self.request.POST.get("lock_version", "")
        return int(typed) if typed.isdecimal() else getattr(self.object, "lock_version", 1)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.current or self.object
        trail = [*self.crumbs(), (str(self.title), "")]
        return super().get_context_data(
            title=self.title,
            lead=self.lead,
            button=self.button,
            back_url=self.back_url(),
            lock_version=getattr(shown, "lock_version", ""),
            differences=self.differences,
            breadcrumbs=[{"title": title, "url": url} for title, url in trail],
            **kwargs,
        )

    def act(self, form: Any) -> Any:
        """The one action; what it answers is given to ``done_url``."""
        raise NotImplementedError

    def done_url(self, _made: Any) -> str:
        """Where to go afterwards."""
        return self.back_url()

    def stored_form(self, current: Any) -> Any:
        """The form with what is stored now."""
        return self.form_class(initial=self.initial_of(current), **self.stored_kwargs())

    def initial_of(self, _current: Any) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def stored_kwargs(self) -> dict[str, Any]:
        """What the form needs besides."""
        return {}

    def get_initial(self) -> dict[str, Any]:
        return self.initial_of(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | self.stored_kwargs()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            made = self.act(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
        except self.refusals as error:
            current = getattr(error, "current", None)
            if current is not None:
                self.current = current
                self.differences = differences_of(form, self.stored_form(current))
            form.add_error(None, str(error))
        else:
            messages.success(self.request, str(self.told))
            return redirect(self.done_url(made))
        return self.form_invalid(form)
