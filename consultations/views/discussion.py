"""Comments of others beside the text, and the files of one's own."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concept import reading
from consultations import queries
from consultations.places import Place, comment_url, read_places
from consultations.queries import beside, texts
from consultations.queries import statements as written
from consultations.views.speaking import speaker_of
from core.enums import Visibility
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.permissions import allowed

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
    """A file that came with a comment, always as a download; 404 for whom it is not."""
    found = written.attachment(pk)
    if found is None or not allowed(
        speaker_of(request, found.statement.round), "consultations.view_attachment", found
    ):
        raise Http404
    response = HttpResponse(bytes(found.data), content_type=found.mime)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
