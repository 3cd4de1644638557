"""Pages the site makes by itself."""

import pytest

from website.actions import found_linked_pages
from website.models import StandardPage

pytestmark = pytest.mark.django_db


def test_empty_site_gets_the_pages_its_footer_links_to(client):
    made = found_linked_pages()

    footer = client.get("/").content.decode().partition("<footer")[2]
    assert [f'href="/{page.slug}/"' in footer for page in made] == [True, True, True]
    assert [client.get(f"/{page.slug}/").status_code for page in made] == [200, 200, 200]


def test_page_an_editor_deleted_stays_away():
    found_linked_pages()[0].delete()

    assert found_linked_pages() == []
    assert StandardPage.objects.count() == 2
