"""How gatebot is addressed: Slack takes no commands in threads, so there its verbs follow its name.

Words are written once, with `/gate`; what is said in a thread is turned here.
"""

import re
from dataclasses import replace
from typing import Any, Final

from bot.slack.message import Message
from bot.slack.verbs import CALLED

IN_A_THREAD: Final = "@gatebot"
_COMMAND: Final = re.compile(rf"(?<![\w/.]){re.escape(CALLED)}(?![\w/.-])")


def for_a_thread(message: Message) -> Message:
    """Return a message whose commands, all drawn as code, can be typed in a thread."""
    blocks = tuple(_turned(block) for block in message.blocks)
    return replace(message, text=_COMMAND.sub(IN_A_THREAD, message.text), blocks=blocks)


def _turned(value: Any) -> Any:
    if isinstance(value, list):
        return [_turned(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "text" and (value.get("style") or {}).get("code"):
        return {**value, "text": _COMMAND.sub(IN_A_THREAD, value["text"])}
    return {key: _turned(each) for key, each in value.items()}
