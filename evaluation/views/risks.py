"""The register of risks: the list with the heat map, one risk, raising one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept.queries import describe_measures
from core.enums import Visibility
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.pages import About, FormMixin
from core.permissions import allowed
from core.templatetags.osnova import local_path
from evaluation.actions import risks
from evaluation.enums import ALLOWED_RISK_MOVES, RiskCategory, RiskState
from evaluation.forms import risks as forms
from evaluation.models import Risk
from evaluation.queries import risks as queries
from evaluation.queries.shown import number_text
from evaluation.risk_levels import SCALE

PER_PAGE = 50
OPEN, CLOSED = "otevrena", "uzavrena"


def _chosen(request: HttpRequest) -> dict[str, str]:
    """What is asked for, as far as it can be: filters of the address."""
    asked = {
        "stav": (OPEN, CLOSED),
        "mira": (queries.RESIDUAL, queries.INHERENT),
        "oblast": ("", *RiskCategory.values),
        "pravdepodobnost": ("", *map(str, SCALE)),
        "dopad": ("", *map(str, SCALE)),
    }
    return {
        name: value if (value := request.GET.get(name, "")) in known else known[0]
        for name, known in asked.items()
    }


def _query(chosen: dict[str, str], **changed: str) -> str:
    return "?" + urlencode({name: v for name, v in (chosen | changed).items() if v})


@read_only
def risk_list(request: HttpRequest) -> HttpResponse:
    """``/hodnoceni/rizika/``: for everybody those that were shown to everybody, for staff all."""
    chosen = _chosen(request)
    seen = queries.risks_seen_by(request.user)
    of_state = seen.open() if chosen["stav"] == OPEN else seen.filter(state=RiskState.CLOSED)
    if chosen["oblast"]:
        of_state = of_state.filter(category=chosen["oblast"])
    rows = queries.rows_of(of_state, timezone.localdate())
    which = chosen["mira"]
    place = (chosen["pravdepodobnost"], chosen["dopad"])
    listed = [row for row in rows if _is_at(row.size(which), *place)]
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("strana"))
    context = {
        "chosen": chosen,
        "place": place if all(place) else None,
        "categories": RiskCategory.choices,
        "rows": [(row, row.size(which)) for row in page.object_list],
        "page_obj": page,
        "page_query": _query(chosen)[1:] + "&",
        "whole_url": _query(chosen, pravdepodobnost="", dopad=""),
        "map": [
            [
                (
                    cell,
                    _query(chosen, pravdepodobnost=str(cell.probability), dopad=str(cell.impact)),
                )
                for cell in line
            ]
            for line in queries.heat_map(rows, which)
        ],
        "scale": SCALE,
        "unassessed_count": sum(row.residual is None for row in rows),
        "tabs": [
            {"label": label, "url": _query(chosen, stav=name), "current": chosen["stav"] == name}
            for name, label in ((OPEN, _("Open risks")), (CLOSED, _("Closed risks")))
        ],
        "sizes": [
            {"label": label, "url": _query(chosen, mira=name), "current": which == name}
            for name, label in (
                (queries.RESIDUAL, _("With what is done")),
                (queries.INHERENT, _("If nothing was done")),
            )
        ],
        "may_raise": allowed(request.user, "evaluation.raise_risk"),
        "breadcrumbs": crumbs(),
    }
    return keep_for_anonymous(render(request, "evaluation/risk_list.html", context))


def _is_at(size: queries.Size | None, probability: str, impact: str) -> bool:
    if not probability and not impact:
        return True
    return size is not None and (
        probability in ("", str(size.probability)) and impact in ("", str(size.impact))
    )


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of the register."""
    rows = [(_("Risks"), reverse("evaluation:risk-list") if further else ""), *further]
    return [{"title": title, "url": url} for title, url in rows]


@read_only
def risk_detail(request: HttpRequest, number: int) -> HttpResponse:
    """``/hodnoceni/rizika/<number>/``: what everybody may know; its history for staff, alerts for its owner."""
    user, today = request.user, timezone.localdate()
    risk = queries.risk_by_number(number, user)
    if risk is None:
        raise Http404
    # who raised it or answers for it sees it like staff
    is_inside = user.is_authenticated and (
        allowed(user, "evaluation.see_risk_register")
        or user.pk in (risk.owner_id, risk.raised_by_id)
    )
    history = queries.history_of(risk)
    latest = next((entry for entry in history if entry.assessment), None)
    measures = describe_measures(risk.measures.values_list("pk", flat=True), user)
    context = {
        "risk": risk,
        "is_late": queries.is_late(risk, today),
        "is_inside": is_inside,
        "latest": latest,
        "history": history,
        "actions": queries.actions_of(risk, today),
        "threshold": number_text(risk.warning_threshold) if risk.warning_indicator else "",
        "alerts": queries.alerts_of(risk, user) if is_inside else [],
        "measures": [link for link in measures.values() if link.is_shown],
        "indicators": queries.indicators_of(risk, user),
        "may": _may(user, risk),
        "is_public": risk.record.visibility == Visibility.PUBLIC,
        "breadcrumbs": crumbs((risk.record.reference, "")),
    }
    return keep_for_anonymous(render(request, "evaluation/risk_detail.html", context))


def _may(user: Any, risk: Risk) -> dict[str, bool]:
    """What the person can do with the risk as it stands now."""
    is_open = risk.state != RiskState.CLOSED
    works = is_open and allowed(user, "evaluation.work_on_risk", risk)
    return {
        "work": works,
        "respond": works and risk.state != RiskState.IDENTIFIED,
        "watch": works and risk.owner_id is not None,
        "give": is_open and allowed(user, "evaluation.give_risks"),
        "move": allowed(user, "evaluation.close_risk", risk)
        and bool(ALLOWED_RISK_MOVES[risk.state]),
        "show": allowed(user, "evaluation.show_risks"),
    }


class RiskNewView(FormMixin, About):
    """Puts a risk into the register."""

    permission = "evaluation.raise_risk"
    form_class = forms.RiskForm
    heading = gettext_lazy("Raise a risk")
    lead = gettext_lazy(
        "Say what could go wrong, as soon as you see it. Evaluators say who answers for it."
    )
    told = gettext_lazy("The risk is in the register.")
    problems = (risks.TextMissing,)

    def find(self, **_kwargs: Any) -> str:
        """Nothing yet."""
        return "register"

    def subject(self) -> str:
        """The register."""
        return _("Risks")

    def address(self) -> str:
        """The register."""
        return reverse("evaluation:risk-list")

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs(*further)

    def needs(self) -> dict[str, Any]:
        """What the person may know of."""
        return known_to(self.request.user)

    def act(self, form: forms.RiskForm) -> HttpResponse:
        """Raise it and go to it."""
        risk = risks.raise_risk(**form.cleaned_data, **self.common())
        return redirect(local_path(risk.record.path))


def known_to(user: Any) -> dict[str, Any]:
    """What a risk may threaten, as far as the person may know of it; fields of the form about risks."""
    return {"reader": user, "indicators": queries.indicators_for(user)}


class InRisk(FormMixin, About):
    """A form about one risk."""

    permission = "evaluation.work_on_risk"
    object: Risk
    problems: tuple[type[Exception], ...] = (risks.StaleRisk, risks.RiskClosed, risks.TextMissing)

    def find(self, **kwargs: Any) -> Risk | None:
        """The risk."""
        return queries.risk_by_number(kwargs["number"], self.request.user)

    def values(self, stored: Risk) -> dict[str, Any]:
        """The state it is in."""
        return {"lock_version": stored.lock_version}

    def common(self) -> dict[str, Any]:
        """What every act on the risk is given."""
        return {"risk": self.object, **super().common()}

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs((self.subject(), self.address()), *further)


class RiskEditView(InRisk):
    """Describes a risk anew."""

    form_class = forms.RiskEditForm
    heading = gettext_lazy("Describe the risk")
    told = gettext_lazy("The risk is saved.")

    def values(self, stored: Risk) -> dict[str, Any]:
        """What is stored."""
        names = (*risks.TEXTS, "category", "proximity")
        return {
            **{name: getattr(stored, name) for name in names},
            "measures": list(stored.measures.order_by("code")),
            "indicators": list(stored.indicators.values_list("pk", flat=True)),
            **super().values(stored),
        }

    def needs(self) -> dict[str, Any]:
        """What the person may know of."""
        return known_to(self.request.user)

    def act(self, form: forms.RiskEditForm) -> None:
        """Save it."""
        risks.edit_risk(**form.cleaned_data, **self.common())
