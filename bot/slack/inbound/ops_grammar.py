"""`ops …` and `digest …`: what stands behind these two verbs, read."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import Final

from bot.app.api.commands import Command
from bot.app.api.ops_commands import (
    AddOps,
    ChangeOpsItem,
    PreviewDigest,
    SetDigest,
    ShowDigest,
    ShowOps,
    TurnDigestOff,
)
from bot.readiness.schedule import DAYS, nearest_zone, read_days, read_time, read_zone
from bot.readiness.work import OpsAction
from bot.slack.decoding import decode, last_person, plain_word
from bot.slack.inbound.tokens import Line, Token, bare
from bot.slack.misread import BadCommand, Trouble
from bot.slack.verbs import Verb

OPS_EXAMPLES: Final[Mapping[OpsAction, str]] = MappingProxyType(
    {
        OpsAction.ADD: "ops add Restore drill @kwame due 2026-12-01",
        OpsAction.DONE: "ops done 2",
        OpsAction.SNOOZE: "ops snooze 2 until 2026-12-01",
        OpsAction.ASSIGN: "ops assign 2 to @kwame",
        OpsAction.LINK: "ops link 2 TW-042",
        OpsAction.REOPEN: "ops reopen 2",
    }
)
_DUE: Final = re.compile(r"(?:^|\s+)due\s+(?P<day>\S+(?:\s+(?:days?|weeks?))?)\s*$", re.IGNORECASE)
_UNTIL: Final = re.compile(r"(?P<item>.+?)\s+(?:until|till)\s+(?P<value>.+)", re.IGNORECASE)
_FIRST: Final = re.compile(r"(?P<item>\S+)\s+(?P<value>.+)")
_LAST: Final = re.compile(r"(?P<item>.+?)\s+(?:(?:to|in)\s+)?(?P<value>\S+)", re.IGNORECASE)
# Display names are of several words: what follows the last "to", or a number, is one.
_TO_WHOM: Final = re.compile(r"(?P<item>.+)\s+to\s+(?P<value>.+)", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?P<item>#?[0-9]+)\s+(?P<value>.+)")
_TO: Final = re.compile(r"\s+to\s*$", re.IGNORECASE)
_WORKDAYS: Final = DAYS[:5]
_TAKES_BACK: Final = frozenset({"undo", "undone", "wake", "unsnooze", "revert"})


def parse_ops(line: Line) -> Command:
    """Read what follows `ops`. Raises BadCommand."""
    token = line.take()
    if token is None:
        return ShowOps()
    action = _action(token)
    rest = line.rest()
    return _READERS[action](rest, _raw_rest(line, token))


def _action(token: Token) -> OpsAction:
    word = plain_word(bare(token)).casefold()
    try:
        return OpsAction(word)
    except ValueError:
        near = get_close_matches(word[:64], [a.value for a in OpsAction], n=1)
        near = [OpsAction.REOPEN] if word in _TAKES_BACK else near
        raise BadCommand(
            Trouble.UNKNOWN_ACTION,
            Verb.OPS,
            asked=token.text[:80],
            nearest=near[0] if near else "",
        ) from None


def _raw_rest(line: Line, action: Token) -> str:
    """Return what follows the action as Slack delivered it, where people are ids."""
    _, found, rest = line.raw.partition(action.text)
    return rest if found else ""


def _add(rest: str, raw: str) -> Command:
    due = ""
    for _ in range(2):  # the owner and the day may stand in either order
        if match := _DUE.search(rest):
            due, rest = match["day"], rest[: match.start()]
            raw = raw[: m.start()] if (m := _DUE.search(raw)) else raw
    owner = ""
    if person := last_person(raw):
        rest, owner = person
        if match := _DUE.search(rest):
            due, rest = match["day"], rest[: match.start()]
    if not rest.strip():
        raise _lacks(Trouble.MISSING_ITEM, OpsAction.ADD)
    return AddOps(_unquoted(rest), owner, due)


def _plain(action: OpsAction, rest: str, _raw: str) -> Command:
    """Read an action that takes an item and nothing else."""
    if not rest:
        raise _lacks(Trouble.MISSING_ITEM, action)
    return ChangeOpsItem(action, _unquoted(rest))


def _snooze(rest: str, _raw: str) -> Command:
    return _with_value(OpsAction.SNOOZE, rest, _UNTIL.fullmatch(rest) or _FIRST.fullmatch(rest))


def _assign(rest: str, raw: str) -> Command:
    if person := last_person(raw):
        item, owner = _TO.sub("", person[0]), person[1]
        if not item:
            raise _lacks(Trouble.MISSING_ITEM, OpsAction.ASSIGN)
        return ChangeOpsItem(OpsAction.ASSIGN, _unquoted(item), owner)
    whole_name = _TO_WHOM.fullmatch(rest) or _NUMBERED.fullmatch(rest)
    return _with_value(OpsAction.ASSIGN, rest, whole_name or _LAST.fullmatch(rest))


def _link(rest: str, raw: str) -> Command:
    rest = decode(raw).strip() or rest
    return _with_value(OpsAction.LINK, rest, _LAST.fullmatch(rest))


def _with_value(action: OpsAction, rest: str, match: re.Match[str] | None) -> Command:
    if not rest:
        raise _lacks(Trouble.MISSING_ITEM, action)
    if match is None:
        raise _lacks(Trouble.MISSING_VALUE, action)
    return ChangeOpsItem(action, _unquoted(match["item"]), match["value"].strip())


_READERS: Final[Mapping[OpsAction, Callable[[str, str], Command]]] = MappingProxyType(
    {
        OpsAction.ADD: _add,
        OpsAction.DONE: partial(_plain, OpsAction.DONE),
        OpsAction.SNOOZE: _snooze,
        OpsAction.ASSIGN: _assign,
        OpsAction.LINK: _link,
        OpsAction.REOPEN: partial(_plain, OpsAction.REOPEN),
    }
)


def _lacks(trouble: Trouble, action: OpsAction) -> BadCommand:
    return BadCommand(trouble, Verb.OPS, asked=action.value, example=OPS_EXAMPLES[action])


def _unquoted(text: str) -> str:
    """Return a text without the quotes people put around several words."""
    text = text.strip()
    quoted = len(text) > 2 and (text[0], text[-1]) in {('"', '"'), ("“", "”"), ("'", "'")}  # noqa: PLR2004 - two quotes
    return text[1:-1] if quoted else text


# --- digest ---


def parse_digest(line: Line) -> Command:
    """Read what follows `digest`. Raises BadCommand."""
    tokens = [plain_word(bare(token)) for token in line.take_all()]
    words = [token.casefold() for token in tokens]
    match words:
        case []:
            return ShowDigest()
        case ["preview"]:
            return PreviewDigest()
        case ["off"]:
            return TurnDigestOff()
        case ["here", *_]:
            return _set(tokens[1:])
        case [first, *_] if first[:1].isdigit():
            return _set(tokens)
        case _:
            near = get_close_matches(words[0][:64], ("here", "off", "preview"), n=1)
            raise BadCommand(
                Trouble.UNKNOWN_ACTION,
                Verb.DIGEST,
                asked=tokens[0][:80],
                nearest=near[0] if near else "",
            )


def _set(tokens: list[str]) -> Command:
    always = bool(tokens) and tokens[-1].casefold() == "always"
    tokens = tokens[:-1] if always else tokens
    if len(tokens) < 2:  # noqa: PLR2004 - a time and a zone
        raise BadCommand(Trouble.MISSING_TIME, Verb.DIGEST)
    if (at := read_time(tokens[0])) is None:
        raise BadCommand(Trouble.BAD_TIME, Verb.DIGEST, asked=tokens[0][:80])
    if (zone := read_zone(tokens[1])) is None:
        if read_days(tokens[1]) is not None:
            raise BadCommand(Trouble.MISSING_ZONE, Verb.DIGEST)
        near = nearest_zone(tokens[1])
        raise BadCommand(Trouble.BAD_ZONE, Verb.DIGEST, asked=tokens[1][:80], nearest=near)
    days = read_days(",".join(tokens[2:])) if tokens[2:] else _WORKDAYS
    if days is None:
        raise BadCommand(Trouble.BAD_DAYS, Verb.DIGEST, asked=" ".join(tokens[2:])[:80])
    return SetDigest(at, zone, days, always)
