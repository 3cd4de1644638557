"""Pages of who answers for measures, how measures are linked, and by when they are reported."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept import actions, queries
from concept import progress_forms as shapes
from concept.models import MeasureDependency, MeasureDerivation, MeasureOwner, ReportingDate
from concept.queries import progress, states
from concept.views.frames import ForAll, InMeasure
from core.pages import FormMixin
from people.enums import Role
from people.queries import holders_of

OWNERS = "concept.keep_measure_owners"
LINKS = "concept.link_measures"
DATES = "concept.keep_reporting_dates"


class OwnerListView(FormMixin, InMeasure):
    """``/opatreni/<code>/garanti/``: who answers for the measure and did, and a form to name somebody."""

    permission = OWNERS
    template_name = "concept/owner_list.html"
    form_class = shapes.OwnerForm
    heading = gettext_lazy("Who answers for the measure")
    button = gettext_lazy("Name the owner")
    told = gettext_lazy("The owner is named.")
    problems = (actions.OwnerRefused,)

    def values(self, _stored: Any) -> dict[str, Any]:
        """From today on, in the department the text names."""
        promise = progress.promises_of([self.measure.pk]).get(self.measure.pk)
        body = promise.value.get("responsible", "") if promise else ""
        return {"valid_from": timezone.localdate(self.now), "body": body}

    def needs(self) -> dict[str, Any]:
        """Who holds the role."""
        return {"people": holders_of(Role.MEASURE_OWNER, timezone.localdate(self.now))}

    def act(self, form: forms.Form) -> None:
        """Name them."""
        actions.name_owner(measure=self.measure, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """This page again after it is done; from the form to the measure."""
        return self.address("owner-list" if self.request.method == "POST" else "measure-detail")

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The list above the form."""
        rows = list(states.owners_of_measure(self.measure))
        return super().page(form, measure=self.measure, rows=rows, **context)


class OwnerEndView(FormMixin, InMeasure):
    """``/opatreni/<code>/garanti/<pk>/konec/``."""

    permission = OWNERS
    form_class = shapes.OwnerEndForm
    heading = gettext_lazy("End of answering for the measure")
    lead = gettext_lazy("Reports the person wrote stay.")
    button = gettext_lazy("End it")
    told = gettext_lazy("The end is noted.")
    is_danger = True
    problems = (actions.OwnerRefused,)
    owner: MeasureOwner

    def find(self, **kwargs: Any) -> Any:
        """Somebody who answers for it still."""
        if super().find(**kwargs) is None:
            return None
        rows = states.owners_of_measure(self.measure).filter(valid_to=None, pk=kwargs["pk"])
        found = rows.first()
        if found is not None:
            self.owner = found
        return found

    def subject(self) -> str:
        """Whose."""
        return f"{self.owner.user}, {super().subject()}"

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"valid_to": timezone.localdate(self.now)}

    def act(self, form: forms.Form) -> None:
        """End it."""
        actions.end_owner(owner=self.owner, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """The list."""
        return self.address("owner-list")


class LinkListView(FormMixin, InMeasure):
    """``/opatreni/<code>/vazby/``: how the measure is linked with others, and a form to say what it carries out."""

    permission = LINKS
    template_name = "concept/link_list.html"
    form_class = shapes.LinkForm
    heading = gettext_lazy("How the measure is linked")
    button = gettext_lazy("Add the link")
    told = gettext_lazy("The link is added.")
    problems = (actions.DerivationRefused,)
    label = gettext_lazy("It carries out or continues the measure")

    def needs(self) -> dict[str, Any]:
        """Other measures by document."""
        groups: dict[str, list[tuple[int, str]]] = {}
        for link in states.measures_to_link(self.request.user):
            if link.measure != self.measure.pk:
                name = f"{link.code} {link.title}".strip()
                groups.setdefault(link.document, []).append((link.measure, name))
        return {"choices": list(groups.items()), "label": self.label}

    def act(self, form: forms.Form) -> None:
        """Link them."""
        actions.derive_measure(
            measure=self.measure,
            source=queries.measure_of_key(form.cleaned_data["other"]),
            note=form.cleaned_data["note"],
            **self.common(),
        )

    def back(self) -> str:
        """This page again after it is done; from the form to the measure."""
        return self.address("link-list" if self.request.method == "POST" else "measure-detail")

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """All links above the form."""
        _sources, later = queries.relations_of(self.measure, self.request.user)
        waits_for, holds_up = progress.dependencies_of(self.measure)
        keys = {row.needed_id for row in waits_for} | {row.measure_id for row in holds_up}
        links = queries.describe_measures(keys, self.request.user)
        return super().page(
            form,
            measure=self.measure,
            sources=queries.derivations_of(self.measure, self.request.user),
            later=later,
            waits_for=[(row, links[row.needed_id]) for row in waits_for],
            holds_up=[links[row.measure_id] for row in holds_up],
            **context,
        )


class DerivationEndView(FormMixin, InMeasure):
    """``/opatreni/<code>/vazby/<pk>/zrusit/``."""

    permission = LINKS
    heading = gettext_lazy("The measure does not carry out the other one")
    lead = gettext_lazy(
        "The link disappears from the pages of both. The log keeps who made it and who took it back."
        " You can add it again."
    )
    button = gettext_lazy("Take it back")
    told = gettext_lazy("The link is taken back.")
    derivation: MeasureDerivation

    def find(self, **kwargs: Any) -> Any:
        """One that stands."""
        if super().find(**kwargs) is None:
            return None
        rows = queries.derivations_of(self.measure, self.request.user)
        found = next((row for row, _link in rows if row.pk == kwargs["pk"]), None)
        if found is not None:
            self.derivation = found
        return found

    def subject(self) -> str:
        """Which carries out which."""
        return f"{super().subject()} → {self.derivation.source.code}"

    def act(self, _form: forms.Form) -> None:
        """Take it back."""
        actions.take_back_derivation(derivation=self.derivation, **self.common())

    def back(self) -> str:
        """All links."""
        return self.address("link-list")


class DependencyNewView(LinkListView):
    """``/opatreni/<code>/vazby/ceka-na/``: say that the measure waits for another one."""

    template_name = "layouts/form_page.html"
    heading = gettext_lazy("What the measure waits for")
    told = gettext_lazy("It is noted that the measure waits.")
    problems = (actions.DependencyRefused,)
    label = gettext_lazy("It cannot go on before the measure")

    def act(self, form: forms.Form) -> None:
        """Note it."""
        actions.add_dependency(
            measure=self.measure,
            needed=queries.measure_of_key(form.cleaned_data["other"]),
            note=form.cleaned_data["note"],
            **self.common(),
        )

    def back(self) -> str:
        """All links."""
        return self.address("link-list")

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The form alone."""
        return FormMixin.page(self, form, **context)


class DependencyEndView(FormMixin, InMeasure):
    """``/opatreni/<code>/vazby/<pk>/konec/``."""

    permission = LINKS
    heading = gettext_lazy("The measure does not wait any more")
    button = gettext_lazy("Take it back")
    told = gettext_lazy("The measure does not wait any more.")
    dependency: MeasureDependency

    def find(self, **kwargs: Any) -> Any:
        """One that stands."""
        if super().find(**kwargs) is None:
            return None
        rows, _others = progress.dependencies_of(self.measure)
        found = next((row for row in rows if row.pk == kwargs["pk"]), None)
        if found is not None:
            self.dependency = found
        return found

    def subject(self) -> str:
        """Which for which."""
        return f"{super().subject()} → {self.dependency.needed.code}"

    def act(self, _form: forms.Form) -> None:
        """Take it back."""
        actions.end_dependency(dependency=self.dependency, **self.common())

    def back(self) -> str:
        """All links."""
        return self.address("link-list")


class ReportingDateListView(FormMixin, ForAll):
    """``/opatreni/terminy/``: as of which days documents are reported, and a form to set another one."""

    permission = DATES
    template_name = "concept/reporting_date_list.html"
    form_class = shapes.ReportingDateForm
    heading = gettext_lazy("When measures are reported")
    lead = gettext_lazy("Owners of all followed measures of the document are reminded by mail.")
    button = gettext_lazy("Set the date")
    told = gettext_lazy("The date is set.")
    problems = (actions.ReportingDateRefused,)

    def needs(self) -> dict[str, Any]:
        """Documents with measures."""
        return {"documents": states.followed_documents()}

    def act(self, form: forms.Form) -> None:
        """Set it."""
        actions.set_reporting_date(**form.cleaned_data, **self.common())

    def back(self) -> str:
        """This page again after it is done; from the form to all measures."""
        name = "reporting-date-list" if self.request.method == "POST" else "measure-list"
        return reverse(f"concept:{name}")

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The list above the form."""
        return super().page(form, rows=list(states.standing_dates()[:50]), **context)


class ReportingDateCancelView(FormMixin, ForAll):
    """``/opatreni/terminy/<pk>/zrusit/``."""

    permission = DATES
    heading = gettext_lazy("Call the date off")
    lead = gettext_lazy("Nobody is reminded of it any more. Reports that were written stay.")
    button = gettext_lazy("Call it off")
    told = gettext_lazy("The date is called off.")
    is_danger = True
    reporting_date: ReportingDate

    def find(self, **kwargs: Any) -> Any:
        """One that stands."""
        found = states.standing_dates().filter(pk=kwargs["pk"]).first()
        if found is not None:
            self.reporting_date = found
        return found

    def subject(self) -> str:
        """Of which document."""
        return _("%(document)s as of %(day)s") % {
            "document": self.reporting_date.document.title,
            "day": f"{self.reporting_date.as_of:%-d. %-m. %Y}",
        }

    def act(self, _form: forms.Form) -> None:
        """Call it off."""
        actions.cancel_reporting_date(reporting_date=self.reporting_date, **self.common())

    def back(self) -> str:
        """The list."""
        return reverse("concept:reporting-date-list")
