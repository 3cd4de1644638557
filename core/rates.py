"""Limits on how often something may happen, counted in the cache that all processes share."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

IPV6_NETWORK_BITS = 64  # what one connection gets (RFC 6177)


def client_address(request: HttpRequest) -> str:
    """Where a request comes from. Behind a proxy: what the proxy says, never what the client itself claims."""
    if settings.BEHIND_PROXY:
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if said:
            return said
    return request.META.get("REMOTE_ADDR", "")


def address_key(request: HttpRequest) -> str:
    """The same for one address, telling nobody which: a keyed hash. Of IPv6 the network counts, since every connection
    has more addresses of its own there than anybody could count.
    """
    address = client_address(request)
    try:
        parsed = ip_address(address)
    except ValueError:
        pass  # what a proxy wrote; as good as any name
    else:
        if parsed.version == 6 and parsed.ipv4_mapped is None:
            address = str(ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
    return salted_hmac("core.rates", address).hexdigest()[:20]


def within_limit(name: str, limit: int, seconds: int) -> bool:
    """Count one more of ``name`` and say whether at most ``limit`` happened in the present stretch of ``seconds``.

    Refused ones are not counted, so that whoever waits is let in again. A limit of 0 means none.
    """
    if limit <= 0:
        return True
    key = f"rate:{name}:{int(timezone.now().timestamp()) // seconds}"
    count = cache.get(key, 0)
    if count >= limit:
        return False
    cache.set(key, count + 1, seconds)
    return True
