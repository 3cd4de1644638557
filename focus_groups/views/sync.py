"""What a device asks and sends: who is signed in, what to take along, a batch of entries; a file of entries."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RequestDataTooBig
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.pages import FormMixin
from core.permissions import allowed
from focus_groups.actions import syncing
from focus_groups.enums import Inside
from focus_groups.forms.items import Item, ItemWrong, read_item
from focus_groups.forms.syncing import ImportForm, RecoveryForm
from focus_groups.models import Series
from focus_groups.queries.pack import pack_of
from focus_groups.queries.series import series_by_slug, series_known_to
from focus_groups.views.pages import WORK, InSeries

MOST_ITEMS = 100
MOST_BYTES = 2 * 1024 * 1024
MOST_IMPORTED = 20_000


@never_cache
@require_safe
def account(request: HttpRequest) -> JsonResponse:
    """Who is signed in in this browser now, a fresh token, the series they work in, and the time here."""
    user = request.user
    known = series_known_to(user) if user.is_authenticated else ()
    return JsonResponse(
        {
            "account": str(user.pk) if user.is_authenticated else None,
            "name": str(user) if user.is_authenticated else "",
            "token": get_token(request),
            "now": timezone.now().isoformat(),
            "series": [
                {"slug": series.slug, "name": series.name}
                for series in known
                if allowed(user, WORK, series)
            ],
        }
    )


@method_decorator(never_cache, name="dispatch")
class PackView(InSeries):
    """``/fokusni-skupiny/<series>/balik/``: what a device takes along."""

    reads = Inside.PACK

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> JsonResponse:
        """The pack."""
        return JsonResponse({"account": str(request.user.pk), **pack_of(self.series)})


def _problem(status: int, problem: str, message: str, **more: Any) -> JsonResponse:
    return JsonResponse({"problem": problem, "message": message, **more}, status=status)


@never_cache
@require_POST
def receive(request: HttpRequest) -> JsonResponse:
    """Store a batch of entries and answer with a receipt for each; nothing for another account than it names."""
    if not request.user.is_authenticated:
        return _problem(
            401, "signed_out", _("You are not signed in any more. Sign in and send again.")
        )
    try:
        sent = _read(request)
    except RequestDataTooBig:
        return _problem(413, "too_large", _("This is too much at once. Send less."))
    except ValueError:
        return _problem(400, "unreadable", _("What came cannot be read."))
    if sent["account"] != str(request.user.pk):
        return _problem(
            409,
            "other_account",
            _(
                "Somebody else is signed in in this browser: %(name)s. Sign in as yourself and send again."
            )
            % {"name": request.user},
        )
    series = series_by_slug(sent["series"], request.user)
    if series is None or not allowed(request.user, WORK, series):
        return _problem(
            404, "no_series", _("There is no such series, or you do not work in it any more.")
        )
    if len(sent["items"]) > MOST_ITEMS:
        return _problem(413, "too_many", _("This is too much at once. Send less."), most=MOST_ITEMS)
    rows = _store(request, series, sent["items"])
    return JsonResponse({"receipts": [asdict(row.receipt) for row in rows]})


def _read(request: HttpRequest) -> dict[str, Any]:
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise RequestDataTooBig
    sent = json.loads(request.body)
    if not isinstance(sent, dict) or not isinstance(sent.get("items"), list):
        raise ValueError("no batch")
    return {
        "items": sent["items"],
        **{key: str(sent.get(key, "")) for key in ("account", "series")},
    }


@dataclass(frozen=True, slots=True)
class Row:
    """An entry by its place in what came, and what became of it."""

    number: int
    kind: str
    receipt: syncing.Receipt


def _store(request: HttpRequest, series: Series, items: list[Any]) -> list[Row]:
    now = timezone.now()
    read: dict[int, Item] = {}
    found: dict[int, Row] = {}
    for place, raw in enumerate(items):
        said = raw if isinstance(raw, dict) else {}
        try:
            read[place] = read_item(raw, now=now)
        except ItemWrong as error:
            wrong = syncing.Receipt(str(said.get("uid", "")), syncing.REFUSED, message=str(error))
            found[place] = Row(place + 1, str(said.get("kind", "")), wrong)
    receipts = syncing.store_items(
        series=series, items=list(read.values()), by=request.user, at=now
    )
    for (place, item), receipt in zip(read.items(), receipts, strict=True):
        found[place] = Row(place + 1, item.kind, receipt)
    return [found[place] for place in range(len(items))]


@method_decorator(never_cache, name="dispatch")
class ImportView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/dovoz/``: a file of unsent entries from a device, in place of sending."""

    form_class = ImportForm
    heading = gettext_lazy("Bring in a file of entries")
    lead = gettext_lazy(
        "The file is one that was saved from a device in readable form. Bringing it in twice stores nothing twice."
    )
    button = gettext_lazy("Bring in")

    def act(self, form: ImportForm) -> HttpResponse:
        """Store its entries and tell of each that was not."""
        rows = _store(self.request, self.series, form.cleaned_data["file"]["items"])
        stored = [row for row in rows if row.receipt.result == syncing.STORED]
        return render(
            self.request,
            "focus_groups/entry/imported.html",
            {
                "series": self.series,
                "stored_count": len(stored),
                "others": [row for row in rows if row.receipt.result != syncing.STORED],
                "again": self.request.path,
                "back": self.address(),
                "breadcrumbs": self.crumbs((str(self.heading), "")),
            },
        )

    def needs(self) -> dict[str, Any]:
        """Whose entries are taken, and how many."""
        return {"series": self.series, "most": MOST_IMPORTED}


@method_decorator(never_cache, name="dispatch")
class RecoveryView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/obnova/``: the lead makes the key that opens a device with a forgotten passphrase."""

    permission = "focus_groups.lead_series"
    form_class = RecoveryForm
    template_name = "focus_groups/entry/recovery.html"
    heading = gettext_lazy("Recovery key of the series")
    button = gettext_lazy("I have the key on paper, keep its public half")
    told = gettext_lazy(
        "The recovery key is in use. Devices prepared from now on can be opened with it."
    )

    def act(self, form: RecoveryForm) -> None:
        """Keep the public half."""
        syncing.keep_recovery_key(
            series=self.series, key=form.cleaned_data["public_key"], **self.common()
        )

    def page(self, form: RecoveryForm, **context: Any) -> HttpResponse:
        """The page, which tells whether there is a key already."""
        return super().page(form, series=self.series, **context)
