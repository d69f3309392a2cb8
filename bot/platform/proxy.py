"""Which addresses are reached without a proxy. slack_sdk knows HTTPS_PROXY, but not NO_PROXY."""

from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import proxy_bypass


def goes_direct(url: str) -> bool:
    """Tell whether an address is on this machine, or named by NO_PROXY."""
    host = urlsplit(url).hostname or ""
    return host == "localhost" or _is_loopback(host) or bool(proxy_bypass(host))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
