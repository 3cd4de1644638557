"""The interface for programs: plain views that answer JSON with an ETag, and the description all apps share."""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from core.methods import read_only
from core.pagecache import keep_for_anonymous

Data = dict[str, Any]

PER_PAGE = 100

_descriptions: list[Path] = []


def add_description(file: Path) -> None:
    """Register what an app tells of its addresses: a file with ``paths`` and ``components.schemas`` (OpenAPI 3.1)."""
    if file not in _descriptions:
        _descriptions.append(file)


def description(base: Path) -> Data:
    """The description of the whole interface: the base with the parts of all apps."""
    whole = json.loads(base.read_text(encoding="utf-8"))
    for file in _descriptions:
        part = json.loads(file.read_text(encoding="utf-8"))
        whole["paths"] |= part["paths"]
        whole["components"]["schemas"] |= part["components"]["schemas"]
    return whole


def page_of(request: HttpRequest, rows: Any) -> Page:
    """The page asked for (``?page=2``); one that does not exist is 404, unlike on the pages, where people are brought
    back.
    """
    try:
        return Paginator(rows, PER_PAGE).page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error


def paging(request: HttpRequest, page: Page) -> Data:
    """Where the page stands among all, with the addresses of those beside it."""

    def address(number: Callable[[], int], exists: bool) -> str | None:
        return request.build_absolute_uri(f"{request.path}?page={number()}") if exists else None

    return {
        "count": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "next": address(page.next_page_number, page.has_next()),
        "previous": address(page.previous_page_number, page.has_previous()),
    }


def answers_json(
    *parameters: str,
) -> Callable[[Callable[..., Data]], Callable[..., HttpResponse]]:
    """Give out the view's data as JSON: errors are JSON too, a second request may be answered by 304.

    Visitors share the kept answer; what a signed-in reader gets stays private. With other ``parameters`` than those
    named nothing is kept, so that nobody fills the store.
    """

    def decorate(view: Callable[..., Data]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                data, status = view(request, *args, **kwargs), 200
            except Http404:
                data, status = {"error": "not found"}, 404
            body = json.dumps(data, ensure_ascii=False, indent=1).encode()
            response = HttpResponse(body, content_type="application/json", status=status)
            # Anyone may read public data from a page of their own; no cookie goes along.
            response.headers["Access-Control-Allow-Origin"] = "*"
            if status != 200:
                return response
            etag = f'"{sha256(body).hexdigest()[:32]}"'
            response.headers["ETag"] = etag
            if not request.user.is_authenticated and set(parameters).issuperset(request.GET):
                return keep_for_anonymous(response)
            response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
            patch_vary_headers(response, ["Cookie"])
            return get_conditional_response(request, etag=etag, response=response)

        return read_only(answer)

    return decorate
