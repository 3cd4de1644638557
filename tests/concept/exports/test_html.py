import re
from html.parser import HTMLParser

import pytest

from concept.exports import html
from concept.exports.labels import labels
from tests.concept.exports import samples

NOTICE = "Ukázková data, nikoli úřední dokument."


class Reader(HTMLParser):
    """Collects elements and text; html.parser reads no script as markup."""

    def __init__(self, markup):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def sample():
    return samples.representative()


@pytest.fixture(scope="module")
def markup(sample):
    version = sample.build(notice=NOTICE)
    return html.write({"version": version, "labels": labels("cs")}, sample.assets).decode()


@pytest.fixture(scope="module")
def page(markup):
    return Reader(markup)


def test_html_is_one_file_without_script_and_outside_addresses(page):
    assert page.all("script") == []
    assert page.all("link") == []
    assert [image["src"][:11] for image in page.all("img")] == ["data:image/"] * 4
    assert {link["href"].split(":")[0] for link in page.all("a") if link["href"][0] != "#"} == {
        "https"
    }
    assert [name for _, attrs in page.elements for name in attrs if name.startswith("on")] == []


def test_html_headings_have_no_gaps(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]

    assert levels == [1, 2, 2, 3, 2, 3, 4, 2, 3, 2, 2]


def test_html_links_lead_somewhere(page):
    targets = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    links = [link["href"][1:] for link in page.all("a") if link["href"].startswith("#")]

    assert "p-measure-1" in links
    assert "s-depistaz" in links
    assert set(links) <= targets


def test_html_ids_are_unique(page):
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]

    assert len(ids) == len(set(ids))


def test_html_numbers_notes_and_leads_back(page):
    marks = [link for link in page.all("a") if link.get("role") == "doc-noteref"]
    backs = [link for link in page.all("a") if link.get("role") == "doc-backlink"]

    assert [mark["href"] for mark in marks] == ["#n-note-1", "#n-note-2", "#n-note-1", "#n-note-3"]
    assert [back["href"] for back in backs] == ["#m-note-1", "#m-note-2", "#m-note-3"]


def test_html_tables_say_what_heads_what(page):
    assert [cell["scope"] for cell in page.all("th")] == ["col"] * 3 + ["row"] * 3
    assert len(page.all("caption")) == 1


def test_html_shows_hostile_text_as_text(page):
    assert [text for text in samples.HOSTILE if text not in page.text] == []


def test_html_names_version_project_digest_and_notice(sample, page):
    version = sample.build()
    digest = version["version"]["digest"]

    assert NOTICE in page.text
    assert page.text.count(" ".join(re.findall("." * 8, digest))) == 2
    assert version["document"]["project"]["registration_number"] in page.text


def test_html_says_its_language(page):
    assert page.all("html") == [{"lang": "cs"}]
    assert page.all("main") == [{"lang": "cs"}]
