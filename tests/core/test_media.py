"""Uploaded files: staff see them all, everyone those that a live public page shows."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Page

from people.enums import Role
from tests.concept import build
from website.models import StandardPage

pytestmark = pytest.mark.django_db


def address(file) -> str:
    return f"{settings.MEDIA_URL}{file.name}"


def pdf():
    return get_document_model().objects.create(
        title="Příloha", file=ContentFile(b"%PDF-1.7 x", "priloha.pdf")
    )


def page_with(document, *, live: bool = True) -> StandardPage:
    return build.home().add_child(
        instance=StandardPage(
            title="O koncepci",
            slug="o-koncepci",
            live=live,
            body=f'<p><a linktype="document" id="{document.pk}">příloha</a></p>',
        )
    )


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def sign_in(client, name: str, role: str) -> None:
    """A demo account needs no second factor on a local address."""
    user = build.user(name, role)
    user.is_demo = True
    user.save()
    client.force_login(user)


def test_an_image_nobody_shows_is_for_staff_only(client):
    image = build.image()
    assert client.get(address(image.file)).status_code == 404
    sign_in(client, "member", Role.MEMBER)
    assert client.get(address(image.file)).status_code == 404
    sign_in(client, "editor", Role.EDITOR)
    response = client.get(address(image.file))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert body(response).startswith(b"\x89PNG")
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")


# Wagtail leaves the temporary file of a new rendition to the garbage collector
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
def test_a_rendition_follows_its_image(client):
    picture = build.image()
    rendition = picture.get_renditions("width-4")["width-4"]
    assert client.get(address(rendition.file)).status_code == 404
    sign_in(client, "editor", Role.EDITOR)
    assert body(client.get(address(rendition.file))).startswith(b"\x89PNG")


def test_a_file_of_a_live_page_is_for_everyone_as_an_attachment(client):
    document = pdf()
    page = page_with(document)
    response = client.get(address(document.file))
    assert (response.status_code, body(response)) == (200, b"%PDF-1.7 x")
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get(address(document.file), headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    page.unpublish()
    assert client.get(address(document.file)).status_code == 404


def test_a_file_of_a_page_not_released_or_of_a_section_stays_private(client):
    document = pdf()
    page_with(document, live=False)
    picture = build.image()
    build.section(build.document(), "Úvod", build.figure(picture))
    assert Page.objects.live().filter(title="Úvod").exists()
    assert client.get(address(document.file)).status_code == 404
    assert client.get(address(picture.file)).status_code == 404


@pytest.mark.parametrize("name", ["nothing.png", "../secret_key", "original_images/../x"])
def test_what_is_no_upload_is_not_found(client, name):
    sign_in(client, "editor", Role.EDITOR)
    assert client.get(f"/media/{name}").status_code == 404


def test_nginx_sends_the_bytes_where_it_is_asked_to(client, settings):
    settings.MEDIA_ACCEL_PREFIX = "/protected-media/"
    image = build.image()
    assert "X-Accel-Redirect" not in client.get(address(image.file))
    sign_in(client, "editor", Role.EDITOR)
    response = client.get(address(image.file))
    assert response["X-Accel-Redirect"] == f"/protected-media/{image.file.name}"
    assert response.content == b""
