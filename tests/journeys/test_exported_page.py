"""The html file of a version, as a reader opens it from a folder."""

import pytest

from concept.exports import html
from concept.exports.labels import labels
from tests.concept.exports import samples


@pytest.fixture
def exported_page(page, tmp_path):
    """Open the exported html of a version with every kind of passage."""
    sample = samples.representative()
    version = sample.build(notice="Ukázková data, nikoli úřední dokument.")
    file = tmp_path / "verze.html"
    file.write_bytes(html.write({"version": version, "labels": labels("cs")}, sample.assets))
    page.goto(file.as_uri())
    return page


def test_exported_page_is_accessible(exported_page, accessible):
    accessible(exported_page)


def test_exported_page_fits_a_narrow_screen(exported_page):
    exported_page.set_viewport_size({"width": 320, "height": 640})

    assert exported_page.evaluate("document.documentElement.scrollWidth") == 320
