"""What is answered to a method that an address does not take."""

import pytest

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/dokumenty/", "Tuto adresu nelze otevřít přímo"),
        ("/en/dokumenty/", "This address cannot be opened by itself"),
    ],
)
def test_people_get_a_page_in_the_language_of_the_address(client, address, words):
    response = client.post(address, headers=BROWSER)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert words in response.content.decode()


def test_programs_get_an_empty_answer(client):
    response = client.post("/dokumenty/", headers={"Accept": "application/json"})
    assert (response.status_code, response.content) == (405, b"")
