"""A guided first run: steps as data, and how far people have come by what the workspace shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
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

    `uses` is the label of a button, or the name of the pane's act; both may be empty. Where the
    guide's state of affairs names who is left (as in `left`, with `{name}` for a name), only these
    are asked.
    """

    title: str
    text: str
    done: Sign
    people: tuple[str, ...] = ()
    channel: str = ""
    types: str = ""
    uses: str = ""
    left: str = ""


@dataclass(frozen=True)
class Detour:
    """What is asked in place of the next step while the state of affairs holds one of `words`."""

    words: tuple[str, ...]
    step: GuideStep


@dataclass(frozen=True)
class Guide:
    """The first run as a whole; `end` is said after the last step.

    The newest message with all words of `stands` is the state of affairs: it is drawn anew as
    things change, and people may have left the path.
    """

    title: str
    steps: tuple[GuideStep, ...]
    end: str = ""
    stands: tuple[str, ...] = ()
    detours: tuple[Detour, ...] = ()


def progress(guide: Guide, workspace: Workspace, pane: PaneState | None) -> Json:
    """Return the guide with each step's `done`; a step before a done one is done, too."""
    everything = sorted(workspace.messages.everything(), key=lambda one: one.ts)
    seen = [(one.ephemeral_to, _shown(one)) for one in everything]
    listed = [f"{entry.what}\n{entry.more}" for entry in pane.entries] if pane else []
    shown = [_holds(step.done, seen, listed) for step in guide.steps]
    last = max((place for place, done in enumerate(shown) if done), default=-1)
    stands = _stands(guide, [text for to, text in seen if not to])
    steps = [_step(step, done=place <= last) for place, step in enumerate(guide.steps)]
    if last + 1 < len(steps):
        steps[last + 1] = _step(_now(guide, guide.steps[last + 1], stands, workspace), done=False)
    return {"title": guide.title, "steps": steps, "end": guide.end}


def _stands(guide: Guide, texts: list[str]) -> str:
    found = (text for text in reversed(texts) if all(word in text for word in guide.stands))
    return next(found, "") if guide.stands else ""


def _now(guide: Guide, step: GuideStep, stands: str, workspace: Workspace) -> GuideStep:
    """Return what is to be done as things stand, by those who are left to do it."""
    for detour in guide.detours:
        if any(word in stands for word in detour.words):
            return detour.step
    if not step.left:
        return step
    left = [who for who in step.people if _is_left(step.left, who, stands, workspace)]
    return replace(step, people=tuple(left))


def _is_left(left: str, who: str, stands: str, workspace: Workspace) -> bool:
    return left.format(name=workspace.users[who].real_name) in stands


def _step(step: GuideStep, *, done: bool) -> Json:
    return {**asdict(step), "done": done}


def _holds(sign: Sign, seen: list[tuple[str, str]], listed: list[str]) -> bool:
    texts = listed if sign.in_pane else [text for to, text in seen if to == sign.only_for]
    return any(all(word in text for word in sign.words) for text in texts)


def _shown(message: Message) -> str:
    return plain_text(message.blocks) if message.blocks else readable(message.text)
