"""Files uploaded by editors: images, their renditions, documents. Who may see one is asked for each.

Staff see all. Everyone sees a file that a live page shows whose model says ``shows_media`` (front page, ordinary pages,
projects). Frozen text never comes here: versions serve their own copies (``concept.views.files.version_file``).
"""

import mimetypes
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from core.visibility import sees_staff_rows

SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse:
    """Send the file, or 404 for what is not there or not for this reader."""
    found = _owner(name)
    if found is None:
        raise Http404
    public = is_shown_to_everyone(found)
    if not public and not sees_staff_rows(request.user, timezone.now()):
        raise Http404
    try:
        changed, size = default_storage.get_modified_time(name), default_storage.size(name)
    except (FileNotFoundError, SuspiciousFileOperation) as error:
        raise Http404 from error
    etag = quote_etag(f"{int(changed.timestamp() * 1000):x}-{size:x}")
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: Any = HttpResponseNotModified()
    else:
        response = _answer(name, with_body=request.method == "GET")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = (
        "public, max-age=0, must-revalidate" if public else "private, no-cache"
    )
    return response


def _owner(name: str) -> Model | None:
    """The image or document a file belongs to."""
    image_model = get_image_model()
    return (
        image_model.objects.filter(file=name).first()
        or image_model.objects.filter(renditions__file=name).first()
        or get_document_model().objects.filter(file=name).first()
    )


def is_shown_to_everyone(owner: Model) -> bool:
    """Whether a live page that everyone can read shows the image or links to the document."""
    references = ReferenceIndex.get_references_to(owner).select_related("content_type")
    pages = [
        reference.object_id
        for reference in references
        if getattr(reference.content_type.model_class(), "shows_media", False)
    ]
    return Page.objects.live().public().filter(pk__in=pages).exists()


def _answer(name: str, *, with_body: bool) -> Any:
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if settings.MEDIA_ACCEL_PREFIX:
        response: Any = HttpResponse(content_type=mime)
        response.headers["X-Accel-Redirect"] = f"{settings.MEDIA_ACCEL_PREFIX}{name}"
    elif not with_body:
        response = HttpResponse(content_type=mime)
    else:
        response = FileResponse(default_storage.open(name, "rb"), content_type=mime)
    in_place = mime in SHOWN_IN_PLACE
    if not in_place:
        response.headers["Content-Disposition"] = content_disposition_header(
            True, name.rpartition("/")[2]
        )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
