"""What a `.gatebot.yml` may not hold because people would see something else than is read."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from bot.documents.cells import plain_text
from bot.documents.lookalikes import bare_skeleton, is_reordered, twins
from bot.documents.policy_schema import PolicyDocument
from bot.documents.vocabulary import BUILT_IN_STATUSES
from bot.documents.yaml import Node
from bot.readiness.place import Place, Problem

_Keys: TypeAlias = tuple[str | int, ...]


def seen_problems(document: PolicyDocument, root: Node, path: str) -> Iterator[Problem]:
    """Yield a problem for each word, name or text that shows something else than it is."""
    for keys, wrong, mend in (*_statuses(document), *_names(document)):
        yield Problem(Place(path, root.line_of(keys)), wrong, mend)
    for line in _reordered(root):
        wrong = "Hidden characters change the order in which this is shown."
        yield Problem(Place(path, line), wrong, "Remove them: type the text again.")


def _statuses(document: PolicyDocument) -> Iterator[tuple[_Keys, str, str]]:
    """Yield synonyms that people would take for a word of another status."""
    meant = {bare_skeleton(word): status.value for word, status in BUILT_IN_STATUSES.items()}
    names = {name.casefold(): name for name in meant.values()}
    for name, words in document.statuses.items():
        own = names.get(name.casefold())
        if own is None:
            continue  # an unknown status, which is a problem already
        for number, word in enumerate(words):
            shown = bare_skeleton(plain_text(word))
            owner = meant.setdefault(shown, own) if shown else own
            if owner != own:
                wrong = f"“{word}” is listed for “{own}”, and looks like “{owner}”."
                yield ("statuses", name, number), wrong, "Choose words that can't be mixed up."


def _names(document: PolicyDocument) -> Iterator[tuple[_Keys, str, str]]:
    people = {
        f"{person.display or name} ({name})": name for name, person in document.people.items()
    }
    for what, section, shown in (
        ("people", "people", people),
        ("roles", "roles", _as_they_are(document.roles)),
        ("phases", "gates", _as_they_are(document.gates)),
    ):
        for one, other in twins(shown):
            wrong = f"The {what} “{one}” and “{other}” look alike."
            mend = "Give one of the two a name that can't be mixed up."
            yield (section, shown[other]), wrong, mend


def _as_they_are(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}


def _reordered(root: Node) -> Iterator[int]:
    """Yield the lines of keys and texts that hold a character which reorders what is shown."""
    left = [root]
    while left:
        node = left.pop()
        if isinstance(node.value, str) and is_reordered(node.value):
            yield node.line
        for key, inner in (node.entries or {}).items():
            if is_reordered(key):
                yield node.keys.get(key, inner.line)
            left.append(inner)
        left += node.items or ()
