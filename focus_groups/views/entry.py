"""Entering what people said: the form that posts normally, changing what is stored, the printed twin."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.pages import FormMixin
from focus_groups.actions import people
from focus_groups.actions import statements as actions
from focus_groups.enums import Agreement, Inside, Sensitivity, StatementKind
from focus_groups.forms.statements import (
    StatementForm,
    TranscribedForm,
    fresh_values,
    values_of,
)
from focus_groups.models import Session, SpokenStatement
from focus_groups.queries import entry
from focus_groups.views.pages import InSession

PER_PAGE = 50
ROWS_PRINTED = 12
MOST_ROWS_PRINTED = 60
NOBODY = object()


@method_decorator(never_cache, name="dispatch")
class StatementPage(FormMixin, InSession):
    """A form of one statement. Whoever is not signed in any more is shown what they typed, so that it is not lost."""

    form_class = StatementForm
    template_name = "focus_groups/entry/write.html"
    reads = Inside.STATEMENTS
    problems = (
        actions.StaleStatement,
        actions.StatementErased,
        actions.StatementRefused,
        actions.NotesNotAllowed,
        people.NotOfThisSeries,
    )

    def find(self, **kwargs: Any) -> Any:
        """The session; for somebody who is not signed in nothing is looked up."""
        return super().find(**kwargs) if self.request.user.is_authenticated else NOBODY

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask to sign in, the same for every address, whether there is such a session or not."""
        if self.object is not NOBODY:
            return super().dispatch(request, *args, **kwargs)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        typed = [request.POST.get(name, "").strip() for name in ("words", "working_text")]
        return render(
            request,
            "focus_groups/entry/signed_out.html",
            {"typed": [text for text in typed if text], "next": request.get_full_path()},
            status=403,
        )

    def needs(self) -> dict[str, Any]:
        """Who was there and what was asked."""
        guide = self.session.guide
        participants = self.participants()
        return {
            "participants": participants,
            "silent": entry.without_notes(participants),
            "questions": entry.questions_of(guide),
            "passages": entry.passages_of([guide] if guide is not None else []),
        }

    def participants(self) -> list[Any]:
        """Those who may have said it."""
        return entry.present_in(self.session)

    def act(self, form: StatementForm) -> None:
        """Store it."""
        fields = form.fields_of_statement()
        if "position" in form.cleaned_data:
            fields["position"] = form.cleaned_data["position"]
        actions.store_statement(
            session=self.session,
            uid=form.cleaned_data["uid"],
            fields=fields,
            base_version=form.cleaned_data["lock_version"],
            **self.common(),
        )

    def page(self, form: StatementForm, **context: Any) -> HttpResponse:
        """The form above what is stored."""
        rows = entry.statements_of(self.session, self.request.user)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("strana"))
        return super().page(form, session=self.session, page_obj=page, ways=self.ways(), **context)

    def ways(self) -> dict[str, str]:
        """Where to go from here."""
        return {
            "session": self.address(),
            "write": self.address("statement-write"),
            "transcribe": self.address("statement-transcribe"),
            "blank": self.address("statement-blank"),
            "merge": self.address("statement-merge"),
        }

    def told_at(self) -> str:
        """Above the form."""
        return "zapis"


class StatementWriteView(StatementPage):
    """``/fokusni-skupiny/<series>/<number>/zapis/``: one statement after another."""

    heading = gettext_lazy("Enter what was said")
    button = gettext_lazy("Store and go on to the next")
    told = gettext_lazy("Stored. Write the next one.")

    def values(self, _stored: Session) -> dict[str, Any]:
        """The question and the speaker of the last one."""
        return fresh_values(entry.last_entered(self.session, self.request.user))

    def form_of(self, stored: Any, **kwargs: Any) -> StatementForm:
        """An empty form, or what is stored of a statement sent twice with different words."""
        if isinstance(stored, SpokenStatement):
            return self.form_class(initial=values_of(stored), **self.needs(), **kwargs)
        return super().form_of(stored, **kwargs)

    def back(self) -> str:
        """Here again, for the next one."""
        return f"{self.request.path}#zapis"


class StatementTranscribeView(StatementWriteView):
    """``/fokusni-skupiny/<series>/<number>/prepis/``: row after row of the printed sheet."""

    heading = gettext_lazy("Transcribe the printed sheet")
    lead = gettext_lazy(
        "The number of the row moves on by itself. The sheet can be destroyed afterwards."
    )
    form_class = TranscribedForm

    def values(self, stored: Session) -> dict[str, Any]:
        """The row after the last one."""
        last = entry.last_entered(self.session, self.request.user)
        return {**super().values(stored), "position": last.position + 1 if last else 1}


class StatementEditView(StatementPage):
    """``/fokusni-skupiny/<series>/<number>/zapis/<uid>/``: mends a mistake."""

    heading = gettext_lazy("Change what is stored")
    told = gettext_lazy("The statement is changed.")
    form_class = TranscribedForm
    statement: SpokenStatement

    def find(self, **kwargs: Any) -> Any:
        """The session, when the statement is one of its own and still has its words."""
        session = super().find(**kwargs)
        if session is None or session is NOBODY:
            return session
        found = entry.statement_at(session, kwargs["uid"], self.request.user)
        if found is None or found.erased_at is not None or found.merged_at is not None:
            return None
        self.statement = found
        return session

    def participants(self) -> list[Any]:
        """Those present, and who said it should they be noted as absent now."""
        present = super().participants()
        someone = self.statement.participant
        return present if someone is None or someone in present else [*present, someone]

    def form(self, **kwargs: Any) -> StatementForm:
        """What is stored."""
        return self.form_of(self.statement, **kwargs)

    def values(self, stored: Any) -> dict[str, Any]:
        """What is stored."""
        return values_of(stored)

    def back(self) -> str:
        """The list it stands in."""
        return f"{self.address('statement-write')}#ulozene"


class StatementBlankView(InSession):
    """``/fokusni-skupiny/<series>/<number>/tiskopis/``: the form on paper, with numbered rows."""

    reads = Inside.PEOPLE

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The sheet; ``?od=13&radku=24`` says from which row and how many."""
        first = _number(request.GET.get("od"), lambda n: n >= 1, 1)
        count = _number(
            request.GET.get("radku"), lambda n: 1 <= n <= MOST_ROWS_PRINTED, ROWS_PRINTED
        )
        return render(
            request,
            "focus_groups/entry/blank.html",
            {
                "session": self.session,
                "rows": range(first, first + count),
                "next_from": first + count,
                "questions": entry.questions_of(self.session.guide),
                "participants": entry.present_in(self.session),
                "kinds": StatementKind.choices,
                "agreements": [choice for choice in Agreement.choices if choice[0]],
                "sensitivities": Sensitivity.choices,
                "breadcrumbs": self.crumbs((gettext_lazy("Sheet to fill in by hand"), "")),
                "write_url": self.address("statement-write"),
            },
        )


def _number(said: str | None, fits: Callable[[int], bool], otherwise: int) -> int:
    if said and said.isascii() and said.isdigit() and len(said) < 7 and fits(int(said)):
        return int(said)
    return otherwise
