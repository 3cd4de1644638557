"""Images and documents as editors keep them: their bytes as a version would store them."""

from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model


def read_asset(name: str) -> tuple[Any, bytes]:
    """The image or document object behind a placeholder name ("image:12", "file:3") and its bytes.

    Raises ObjectDoesNotExist or OSError when it is gone.
    """
    kind, pk = name.split(":")
    model = get_image_model() if kind == "image" else get_document_model()
    found = model.objects.get(pk=pk)
    with found.file.open("rb") as file:
        return found, file.read()
