"""The Parallel Ops Track: which item is meant, what a change makes of it, and what comes first.

It is the team's list: whoever the policy knows may change it, and the commit names them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, assert_never

from bot.readiness.days import iso_day
from bot.readiness.ops_refusals import NotInPolicy, OpsItemIsSo, UnclearOpsItem
from bot.readiness.phase_ids import word_key
from bot.readiness.policy import Person, Policy
from bot.readiness.refusals import BadText, Refused
from bot.readiness.text import clean_text
from bot.readiness.work import OpsAction, OpsChange, OpsItem

TEXT_LIMIT: Final = 300  # characters of an item's text: one line of a list
LINK_LIMIT: Final = 500
_BLOCKING: Final = re.compile(r"\[\s*blocking\s*\]|\(\s*blocking\b(?!\s*:)", re.IGNORECASE)
_ME: Final = "me"
_IN_BRACKETS: Final = re.compile(r"<@?(?P<inside>[^<>|]+)(?:\|[^<>]*)?>$")
_FIRST: Final = 8  # items a refusal names


def require_known(policy: Policy, slack_id: str) -> Person:
    """Return the person the policy has under this Slack id. Raises Refused(NotInPolicy)."""
    if (person := policy.person_by_slack(slack_id)) is None:
        raise Refused(NotInPolicy(tuple(p.display for p in policy.people.values())))
    return person


def find_person(policy: Policy, asked: str, me: str = "") -> Person:
    """Return a person by short name, display name or Slack id; `me` is whoever asks.

    Raises:
        Refused: `NotInPolicy`.
    """
    wanted = word_key(asked.strip().removeprefix("@"))
    for person in policy.people.values():
        if wanted in map(word_key, (person.name, person.display, person.slack)):
            return person
    if wanted == _ME and me:
        return require_known(policy, me)
    raise Refused(NotInPolicy(tuple(p.display for p in policy.people.values()), asked))


def find_item(items: Sequence[OpsItem], asked: str) -> OpsItem:
    """Return the item named by its number in the list, by its key, or by words of its text.

    A number that is none of the list's is never looked for in the texts: a slip would find one.

    Raises:
        Refused: `UnclearOpsItem`, where none or more than one fits.
    """
    number = asked.strip().removeprefix("#")
    counted = number.isascii() and number.isdigit()
    by_key = [item for item in items if item.key == asked]
    if not by_key and counted and 1 <= int(number[:9]) <= len(items):
        return items[int(number) - 1]
    words = " ".join(asked.casefold().split())
    same = [item for item in items if " ".join(item.text.casefold().split()) == words]
    holding = [] if counted else _holding(items, words)
    # Of two lines that say the same, the open one is meant.
    for found in (by_key, same, [i for i in holding if not i.done], holding):
        still_open = [item for item in found if not item.done]
        if len(found) == 1 or len(still_open) == 1 or (found and found is by_key):
            return (still_open or found)[0]
        if found:
            break
    near = holding or [item for item in items if not item.done]
    raise Refused(_unclear(items, asked, near[:_FIRST], len(holding)))


def _holding(items: Sequence[OpsItem], words: str) -> list[OpsItem]:
    """Return the items with these words in their text; half a word is none of its words."""
    if not words:
        return []
    # Scripts without blanks between words have no such beginnings.
    begins = r"(?<!\w)" if words[0].isascii() else ""
    found = re.compile(begins + re.escape(words))
    return [item for item in items if found.search(item.text.casefold())]


def _unclear(
    items: Sequence[OpsItem], asked: str, near: Sequence[OpsItem], count: int
) -> UnclearOpsItem:
    numbers = {id(item): number for number, item in enumerate(items, start=1)}
    texts = tuple(item.text for item in near)
    return UnclearOpsItem(asked, texts, count, tuple(numbers[id(item)] for item in near))


def owner_of(policy: Policy, item: OpsItem) -> Person | None:
    """Return the person whom an item's owner names: as a mention, an address, or `Name <address>`.

    Rights never go by this: it is text of the file.
    """
    written = word_key(item.owner)
    inside = _IN_BRACKETS.search(written)
    words = {written.removeprefix("@"), inside["inside"] if inside else ""} - {""}
    for person in policy.people.values():
        known = (person.name, person.display, person.slack, person.email)
        if words.intersection(map(word_key, known)):
            return person
    return None


def named(policy: Policy, items: Iterable[OpsItem]) -> tuple[OpsItem, ...]:
    """Return items with their owners by short name, where the policy knows them: to be shown."""
    return tuple(
        replace(item, owner=person.name)
        if item.owner and (person := owner_of(policy, item))
        else item
        for item in items
    )


def require_new(items: Iterable[OpsItem], text: str) -> None:
    """Raise Refused(OpsItemIsSo) where an open item says the same already."""
    words = " ".join(text.casefold().split())
    for item in items:
        if not item.done and " ".join(item.text.casefold().split()) == words:
            raise Refused(OpsItemIsSo(item.text, OpsAction.ADD))


def changed(item: OpsItem, change: OpsChange) -> OpsItem:
    """Return the item after a change.

    Raises:
        Refused: `OpsItemIsSo`, where nothing would change.
    """
    match change.action:
        case OpsAction.DONE:
            after = replace(item, done=True, snoozed_until="")
        case OpsAction.REOPEN:
            after = replace(item, done=False, snoozed_until="")
        case OpsAction.SNOOZE if item.done:
            raise Refused(OpsItemIsSo(item.text, OpsAction.DONE))
        case OpsAction.SNOOZE:
            after = replace(item, snoozed_until=change.until)
        case OpsAction.ASSIGN:
            after = replace(item, owner=change.owner)
        case OpsAction.LINK:
            links = dict.fromkeys((*item.links, change.link))
            after = replace(item, links=tuple(links))
        case OpsAction.ADD:
            after = item
        case _:
            assert_never(change.action)
    if after == item:
        raise Refused(OpsItemIsSo(item.text, change.action))
    return after


def new_item(change: OpsChange, today: date) -> OpsItem:
    """Return the item that a change adds; `since` tells its age from then on.

    It is the day of who added it; `today` for a change that does not say.
    """
    return OpsItem(
        text=change.text,
        owner=change.owner,
        due=change.due,
        links=(change.link,) if change.link else (),
        since=change.since or today.isoformat(),
        blocking=marked_blocking(change.text),
    )


def marked_blocking(text: str) -> bool:
    """Tell whether an item's own words say that it holds a release back.

    `[blocking]`, and a bracket that begins so: in doubt it does.
    """
    return _BLOCKING.search(text) is not None


def concern(phase: str, text: str, by: str) -> str:
    """Return the text of an item about a locked phase: it names the phase and who raised it.

    The name stands last, so that no bracket of the text is taken for the item's fields.
    """
    return f"[blocking] {phase} (signed off): {text.rstrip(' .,;')}, raised by {by}"


def clean_item(text: str) -> str:
    """Return an item's text as it is kept. Raises Refused(BadText)."""
    return clean_text("item", text, TEXT_LIMIT)


def clean_link(text: str) -> str:
    """Return where an item is tracked: one word, a path, an id or an address.

    Raises:
        Refused: `BadText`.
    """
    link = clean_text("link", text, LINK_LIMIT)
    if any(c in " ,;()|`\\<>[]" for c in link):
        raise Refused(BadText("link", "several words"))
    return link


def snoozed(item: OpsItem, today: date) -> bool:
    """Tell whether an item sleeps: it wakes on the day it is snoozed until."""
    until = iso_day(item.snoozed_until)
    return until is not None and today < until


def overdue(item: OpsItem, today: date) -> bool:
    """Tell whether an open item's day has passed."""
    due = iso_day(item.due)
    return not item.done and due is not None and due < today


def by_urgency(items: Iterable[OpsItem], today: date) -> list[OpsItem]:
    """Return items: those overdue first, then by due day, then the oldest; the sleeping last.

    One without a day of its own counts from the day it was seen first; else it is among the oldest.
    """

    def place(item: OpsItem) -> tuple[bool, bool, str, str]:
        late = overdue(item, today)
        return snoozed(item, today), not late, item.due or "9", item.since or item.seen

    return sorted(items, key=place)
