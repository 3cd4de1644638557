"""Whose acts are counted together by limits."""

import pytest
from django.test import RequestFactory

from core.rates import address_key


def key(address: str) -> str:
    return address_key(RequestFactory().get("/", REMOTE_ADDR=address))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "unix", False),
    ],
)
def test_an_address_counts_alone_and_of_ipv6_the_network(one, other, is_same):
    assert (key(one) == key(other)) is is_same


def test_a_key_does_not_tell_the_address():
    assert "192.0.2.1" not in key("192.0.2.1")
