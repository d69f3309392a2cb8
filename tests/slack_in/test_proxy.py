"""A proxy for the world is none for this machine: the local workspace is reached directly."""

import pytest

from bot.platform.proxy import goes_direct
from tests.slack_in.in_workspace import CHANNEL, Transport, in_workspace

NOBODY = "http://127.0.0.1:9"


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_a_local_workspace_works_behind_a_proxy(
    monkeypatch: pytest.MonkeyPatch, transport: Transport
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", NOBODY)
    monkeypatch.setenv("HTTP_PROXY", NOBODY)
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with in_workspace(transport) as stage:
        assert await stage.bo.command("/gate", "gaps", channel=CHANNEL) is not None


@pytest.mark.parametrize(
    ("url", "direct"),
    [
        ("http://127.0.0.1:8080/api/", True),
        ("ws://[::1]:8080/link/", True),
        ("http://localhost/", True),
        ("https://slack.test/api/", True),
        ("https://slack.com/api/", False),
        ("http://169.254.169.254/", False),
        ("nonsense", False),
    ],
)
def test_what_goes_direct(monkeypatch: pytest.MonkeyPatch, url: str, *, direct: bool) -> None:
    monkeypatch.setenv("NO_PROXY", "slack.test")
    monkeypatch.delenv("no_proxy", raising=False)
    assert goes_direct(url) is direct
