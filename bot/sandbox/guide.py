"""A guided first run: steps as data, and how far people have come by what the workspace shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bot.sandbox.plain_text import plain_text, readable

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.messages import Message
    from bot.sandbox.pane import PaneState
    from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Sign:
    """What shows that a step is done: all `words` in one message, or in one entry of the pane.

    `only_for` is the person who alone must see the message; empty asks for one that all see.
    """

    words: tuple[str, ...]
    only_for: str = ""
    in_pane: bool = False


@dataclass(frozen=True)
class GuideStep:
    """One step. `people` (user ids) do it in `channel`, typing `types` or using `uses`.

    `uses` is the label of a button, or the name of the pane's act; both may be empty.
    """

    title: str
    text: str
    done: Sign
    people: tuple[str, ...] = ()
    channel: str = ""
    types: str = ""
    uses: str = ""


@dataclass(frozen=True)
class Guide:
    """The first run as a whole; `end` is said after the last step."""

    title: str
    steps: tuple[GuideStep, ...]
    end: str = ""


def progress(guide: Guide, workspace: Workspace, pane: PaneState | None) -> Json:
    """Return the guide with each step's `done`; a step before a done one is done, too."""
    seen = [(one.ephemeral_to, _shown(one)) for one in workspace.messages.everything()]
    listed = [f"{entry.what}\n{entry.more}" for entry in pane.entries] if pane else []
    shown = [_holds(step.done, seen, listed) for step in guide.steps]
    last = max((place for place, done in enumerate(shown) if done), default=-1)
    steps = [_step(step, done=place <= last) for place, step in enumerate(guide.steps)]
    return {"title": guide.title, "steps": steps, "end": guide.end}


def _step(step: GuideStep, *, done: bool) -> Json:
    return {**asdict(step), "done": done}


def _holds(sign: Sign, seen: list[tuple[str, str]], listed: list[str]) -> bool:
    texts = listed if sign.in_pane else [text for to, text in seen if to == sign.only_for]
    return any(all(word in text for word in sign.words) for text in texts)


def _shown(message: Message) -> str:
    return plain_text(message.blocks) if message.blocks else readable(message.text)
