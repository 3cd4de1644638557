"""The page for work without network and the service worker that keeps it: the same for everybody.

The worker keeps this one page and its files, never another page and never an answer of ours.
"""

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from core.methods import read_only
from focus_groups.enums import (
    Agreement,
    ConsentForm,
    ConsentScope,
    Sensitivity,
    SpokenLanguage,
    StatementKind,
    TranslatorKind,
)
from focus_groups.forms.statements import LONGEST, OTHER_SPEAKERS

MODULES = (
    "device",
    "files",
    "page",
    "people",
    "sealing",
    "sending",
    "shell",
    "store",
    "work",
    "writing",
)
ASSETS = (
    "css/main.css",
    "fonts/literata-czech.woff2",
    "images/favicon.svg",
    *(f"js/fieldwork/{name}.js" for name in MODULES),
)


def _page() -> str:
    context = {
        "agreements": Agreement.choices,
        "consent_forms": ConsentForm.choices,
        "kinds": StatementKind.choices,
        "languages": SpokenLanguage.choices,
        "longest": LONGEST,
        "scopes": ConsentScope.choices,
        "sensitivities": Sensitivity.choices,
        "speakers": [(speaker.value, speaker.label) for speaker in OTHER_SPEAKERS],
        "translators": TranslatorKind.choices,
        "pack_url": reverse("focus_groups:entry-pack", args=["rada"]),
    }
    # without the request: nobody's name and no token can get in
    return render_to_string("focus_groups/entry/shell.html", context)


@read_only
@never_cache
def shell(_request: HttpRequest) -> HttpResponse:
    """``/fokusni-skupiny/zapis/``: the page itself."""
    return HttpResponse(_page())


@read_only
def worker(request: HttpRequest) -> HttpResponse:
    """``/fokusni-skupiny/zapis/sw.js``: keeps the page and its files; another page or file makes another worker."""
    files = [static(name) for name in ASSETS]
    page = reverse("focus_groups:entry-shell")
    edition = hashlib.sha256(json.dumps([files, _page()]).encode()).hexdigest()[:16]
    response = render(
        request,
        "focus_groups/entry/worker.js",
        {
            "settings": json.dumps(
                {"cache": f"zapis-{get_language()}-{edition}", "page": page, "files": files}
            )
        },
        content_type="text/javascript; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-cache"
    return response
