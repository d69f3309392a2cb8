"""Say what is wrong with a `.gatebot.yml`: every problem with its line, key and a mend."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.documents.policy_schema import MODELS, PolicyDocument
from bot.documents.policy_seen import seen_problems
from bot.documents.vocabulary import BESIDE_OPS, BUILT_IN_COLUMNS, OPS_COLUMNS
from bot.documents.yaml import Node
from bot.readiness.phase_ids import phase_key, same_id
from bot.readiness.place import Place, Problem
from bot.readiness.policy import Gate
from bot.readiness.status import Status

Keys: TypeAlias = tuple[str | int, ...]
_POLICY: Final = ".gatebot.yml"


def key_name(keys: Keys) -> str:
    """Return a path of keys as people write it: `gates.P4.owners[0]`."""
    name = ""
    for key in keys:
        name += f"[{key}]" if isinstance(key, int) else f".{key}" if name else key
    return name


def schema_problems(error: ValidationError, root: Node, path: str) -> list[Problem]:
    """Turn pydantic's errors into problems, in the file's order."""
    problems = [_schema_problem(detail, root, path) for detail in error.errors()]
    unique = {(p.place, p.wrong): p for p in problems}
    return sorted(unique.values(), key=lambda p: p.place.line)


def _schema_problem(detail: ErrorDetails, root: Node, path: str) -> Problem:
    keys = _existing(detail["loc"], root)
    place = Place(path, root.line_of(keys))
    if detail["type"] == "extra_forbidden":
        return Problem(place, f"There is no key `{key_name(keys)}`.", _nearest_key(keys))
    if detail["type"] == "missing":
        missing = key_name((*keys, *detail["loc"][len(keys) :]))
        return Problem(place, f"`{missing}` is missing.", "Add it.")
    name = key_name(keys) or path
    message = detail["msg"].partition(" or instance of ")[0]
    return Problem(place, f"`{name}`: {message}.", _mend(detail, keys))


def _existing(loc: tuple[int | str, ...], root: Node) -> Keys:
    """Return the part of pydantic's location that is in the file; it adds names of its own."""
    keys: Keys = ()
    for key in loc:
        if root.at((*keys, key)) is None:
            break
        keys = (*keys, key)
    return keys


def _valid_keys(parent: Keys) -> list[str]:
    """Return the keys that may stand under `parent`."""
    for shape, model in MODELS.items():
        if len(shape) == len(parent) and all(
            one in {"*", other} for one, other in zip(shape, parent, strict=True)
        ):
            return list(model.model_fields)
    return []


def _nearest_key(keys: Keys) -> str:
    valid = _valid_keys(keys[:-1])
    near = get_close_matches(str(keys[-1]), valid, n=1, cutoff=0.5)
    return f"Did you mean `{near[0]}`?" if near else f"Valid keys here: {', '.join(valid)}."


def _mend(detail: ErrorDetails, keys: Keys) -> str:
    given = detail["input"]
    expected: Any = detail.get("ctx", {}).get("expected", "")
    words = [word.strip("' ") for word in str(expected).replace(" or ", ",").split(",")]
    near = get_close_matches(str(given), words, n=1, cutoff=0.5)
    if near:
        return f"Did you mean `{near[0]}`?"
    if keys and keys[-1] == "slack":
        return "A Slack user id starts with U or W: copy it from the person's profile."
    if keys and keys[-1] == "group":
        return "A Slack user group id starts with S."
    return "Correct the value."


def reference_problems(document: PolicyDocument, root: Node, path: str) -> list[Problem]:
    """Return what pydantic can't see: names, paths and words that are not what they seem."""
    found = [
        *_unknown_people(document),
        *_unknown_roles(document),
        *_double_slack_ids(document),
        *_gates_after(document),
        *_bad_paths(document),
        *_bad_words(document),
    ]
    problems = [
        Problem(Place(path, root.line_of(keys)), wrong, mend) for keys, wrong, mend in found
    ]
    problems += seen_problems(document, root, path)
    return sorted(problems, key=lambda p: p.place.line)


Finding: TypeAlias = tuple[Keys, str, str]


def _near(name: str, known: Iterable[str], add: str) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"Did you mean `{near[0]}`?" if near else add


def _unknown_people(document: PolicyDocument) -> Iterator[Finding]:
    lists: list[tuple[Keys, list[str]]] = [
        (("gates", name, "owners"), gate.owners or []) for name, gate in document.gates.items()
    ]
    lists += [(("roles", name), role.people) for name, role in document.roles.items()]
    for keys, names in lists:
        for number, name in enumerate(names):
            if name not in document.people:
                wrong = f"`{key_name(keys)}` names {name}, who is not in `people`."
                mend = _near(name, document.people, "Add the person to `people`.")
                yield (*keys, number), wrong, mend
    for name, role in document.roles.items():
        if bool(role.people) == bool(role.group):
            wrong = f"The role {name} needs either people or a group."
            yield ("roles", name), wrong, f"Write `{name}: [ana]` or `{name}: {{group: S…}}`."


def _unknown_roles(document: PolicyDocument) -> Iterator[Finding]:
    defaults = document.gates.get("defaults")
    if defaults is None or defaults.requires is None:
        for role in Gate().requires.keys() - document.roles.keys():
            wrong = f"Every gate asks for the role {role} by default, which `roles` lacks."
            yield ("roles",), wrong, "Add the role, or set `gates.defaults.requires`."
    for name, gate in document.gates.items():
        for role in gate.requires or {}:
            if role not in document.roles:
                wrong = f"`gates.{name}.requires` asks for the role {role}, which `roles` lacks."
                mend = _near(role, document.roles, "Add the role to `roles`.")
                yield ("gates", name, "requires", role), wrong, mend
    for number, role in enumerate(document.policy.waivers.by):
        if role not in document.roles:
            wrong = f"`policy.waivers.by` names the role {role}, which `roles` lacks."
            mend = _near(role, document.roles, "Add the role to `roles`.")
            yield ("policy", "waivers", "by", number), wrong, mend


def _double_slack_ids(document: PolicyDocument) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, person in document.people.items():
        other = first.setdefault(person.slack, name)
        if other != name:
            wrong = f"{name} and {other} have the same Slack id {person.slack}."
            yield ("people", name, "slack"), wrong, "Give each person their own, or remove one."


def _gates_after(document: PolicyDocument) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, gate in document.gates.items():
        other = first.setdefault(phase_key(name), name)
        if other != name:
            yield ("gates", name), f"The gates {other} and {name} are the same phase.", "Keep one."
        if isinstance(gate.after, list) and any(same_id(name, each) for each in gate.after):
            wrong = f"The gate {name} comes after itself."
            yield ("gates", name, "after"), wrong, "Name the phases before it."


def _bad_paths(document: PolicyDocument) -> Iterator[Finding]:
    rules = document.policy
    named = _document_paths(document)
    folders: list[tuple[Keys, str]] = [
        (("policy", "evidence_folder"), rules.evidence_folder),
        (("policy", "signoffs_folder"), rules.signoffs_folder),
    ]
    patterns: list[tuple[Keys, str]] = [
        (("policy", "large_files", number), path) for number, path in enumerate(rules.large_files)
    ]
    for keys, path in (*named, *folders, *patterns):
        names = path.removesuffix("/").split("/") if keys[0] == "policy" else path.split("/")
        if path.startswith(("/", "~")) or "\\" in path or ":" in path or ".." in names:
            wrong = f"`{key_name(keys)}` leads out of the repository: {path}."
            yield keys, wrong, "Write it from the root of the repository, with slashes."
        elif not {"", "."}.isdisjoint(names) or ".git" in map(str.casefold, names):
            wrong = f"`{key_name(keys)}` is no path as Git writes it: {path}."
            plain = "/".join(name for name in names if name not in {"", "."})
            yield keys, wrong, f"Write `{plain}`." if plain else "Name a file or folder."
    yield from _records_among_documents(rules.signoffs_folder, named)


def _document_paths(document: PolicyDocument) -> list[tuple[Keys, str]]:
    """Return the keys and the path of every document that the policy names."""
    documents = document.documents.model_dump(exclude_none=True, exclude={"gap_trackers"})
    gaps = document.documents.gap_trackers
    return [
        *((("documents", key), str(path)) for key, path in documents.items()),
        *((("documents", "gap_trackers", number), path) for number, path in enumerate(gaps)),
    ]


def _records_among_documents(folder: str, named: list[tuple[Keys, str]]) -> Iterator[Finding]:
    """Yield documents that stand where only records may: at the folder's path, above it, in it.

    Compared without case: on many file systems paths that differ by it are one file.
    """
    key: Keys = ("policy", "signoffs_folder")
    records = f"{folder.rstrip('/')}/".casefold()
    for keys, path in (*named, ((), _POLICY)):
        there = f"{path}/".casefold()
        what = f"`{key_name(keys)}`" if keys else "the policy"
        if records.startswith(there):
            wrong = f"`{key_name(key)}` leads to a file: {path} is {what}."
            yield key, wrong, "Name a folder of its own, such as `operations/evidence/signoffs/`."
        elif there.startswith(records) and there.endswith(".json/"):
            wrong = f"{what} stands among the sign-off records: {path}."
            yield keys or key, wrong, "Move it out of `policy.signoffs_folder`."
    for keys, path in named:
        if path.casefold() == _POLICY:
            yield keys, f"`{key_name(keys)}` is the policy itself.", "Name another file."


def _bad_words(document: PolicyDocument) -> Iterator[Finding]:
    statuses = {status.value.casefold(): status.value for status in Status}
    yield from _synonyms("statuses", document.statuses, statuses, statuses)
    yield from _bad_columns(document.columns)


def _bad_columns(given: dict[str, list[str]]) -> Iterator[Finding]:
    """Yield what is wrong with columns. A word may mean one thing in the ops track, another out."""
    names = {name: name for name in (*BUILT_IN_COLUMNS, *OPS_COLUMNS)}
    of_ops = {name: words for name, words in given.items() if name.casefold() in OPS_COLUMNS}
    others = {name: words for name, words in given.items() if name not in of_ops}
    yield from _synonyms("columns", others, {name: name for name in BUILT_IN_COLUMNS}, names)
    taken = {name: name for name in (*OPS_COLUMNS, *BESIDE_OPS)}
    for name, words in others.items():
        if name.casefold() in BESIDE_OPS:
            taken |= {word.casefold(): name.casefold() for word in words}
    yield from _synonyms("columns", of_ops, taken, names)


def _synonyms(
    section: str, given: dict[str, list[str]], taken: dict[str, str], names: dict[str, str]
) -> Iterator[Finding]:
    """Yield unknown canonical words, and synonyms that would mean two things.

    `taken`: words that mean something already. `names`: the canonical words, casefolded, as shown.
    """
    taken = {word: names.get(owner, owner).casefold() for word, owner in taken.items()}
    for name, words in given.items():
        if name.casefold() not in names:
            valid = f"Valid: {', '.join(names.values())}."
            wrong = f"`{section}` has no “{name}”."
            yield (section, name), wrong, _near(name, names.values(), valid)
        for number, word in enumerate(words):
            owner = taken.setdefault(word.casefold(), name.casefold())
            if owner != name.casefold():
                wrong = f"“{word}” means both “{names.get(owner, owner)}” and “{name}”."
                yield (section, name, number), wrong, "List it under one of them."
