"""Asking for Slack's refusals by their code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable


async def refused(code: str, call: Awaitable[Any]) -> dict[str, Any]:
    """Return the answer of a call that must be refused with `code`."""
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: dict[str, Any] = caught.value.response.data
    assert answer["error"] == code, answer
    return answer
