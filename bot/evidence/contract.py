"""API contracts: the file parses as OpenAPI or AsyncAPI, and the part that is named is in it."""

import asyncio
import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from bot.documents.pointer import Found, Lost, follow, pointer_of, pointer_tokens
from bot.documents.problems import DocumentError
from bot.documents.syntax import json_problem
from bot.documents.yaml import Node, read_yaml
from bot.evidence.files import demand_content, demand_written, one_file, subjects
from bot.evidence.outcome import Outcome, Stopped, failed, passed
from bot.evidence.reference import ContractReference
from bot.evidence.rules import WRITTEN, AuditRules
from bot.evidence.snapshot import Snapshot
from bot.evidence.specification import (
    Parts,
    Specification,
    Tokens,
    describes,
    is_empty,
    specification,
)
from bot.githosts.paths import is_safe_path
from bot.ports.git_host import Blob
from bot.readiness.evidence import Subject
from bot.readiness.place import Place, Problem

_MOST_FILES: Final = 8  # that a `$ref` may lead through


class _NoNumber(ValueError):
    """A word that Python's reader takes for a number, and JSON does not have."""


def _no_number(word: str) -> float:
    raise _NoNumber(word)


# Numbers stay text: one of 5,000 digits is right, and nothing here reckons with it.
_STRICT: Final[Mapping[str, Any]] = {
    "parse_constant": _no_number,
    "parse_int": str,
    "parse_float": str,
}


@dataclass(frozen=True, slots=True)
class _Contract:
    """A contract as read: its tree, what it is, and its named parts."""

    root: Node
    named: Specification
    parts: Parts


async def check_contract(
    reference: ContractReference, snapshot: Snapshot, rules: AuditRules
) -> Outcome:
    """Check a contract, and its part if one is named. Raises Stopped and HostError."""
    blob = await one_file(snapshot, reference.path, rules)
    demand_content(blob, rules)
    demand_written([blob], rules)
    strict = rules.version >= WRITTEN
    key = ("contract", blob.oid, blob.path, strict)
    read = await snapshot.once(key, lambda: asyncio.to_thread(_read, blob, strict=strict))
    if isinstance(read, Outcome):
        return read
    rests_on = subjects([blob])
    if rules.version >= WRITTEN and not describes(read.root):
        return failed(
            f"{blob.path} is {read.named} and describes nothing: no path, channel, operation or "
            "component.",
            "Describe the API in it, or name the contract that does.",
            rests_on,
        )
    if not reference.part:
        return passed(f"{blob.path} parses as {read.named}.", rests_on)
    return await _judge(reference, read, rests_on, _Beside(snapshot, rules))


def _read(blob: Blob, *, strict: bool) -> _Contract | Outcome:
    """Return the contract, or what stands in its way: the same for all that cite the file."""
    rests_on = subjects([blob])
    try:
        root = read_yaml(blob.data, blob.path)
        if blob.path.lower().endswith(".json"):
            json.loads(blob.data.removeprefix(b"\xef\xbb\xbf"), **(_STRICT if strict else {}))
    except DocumentError as error:
        return _unreadable(error.problems[0], rests_on)
    except _NoNumber as error:
        place = Place(blob.path)
        wrong = f"{error} is no number of JSON."
        return _unreadable(Problem(place, wrong, "Write a number, or text in quotes."), rests_on)
    except json.JSONDecodeError as error:
        return _unreadable(json_problem(blob.path, error), rests_on)
    named = specification(root)
    if named is None:
        return failed(
            f"{blob.path} is neither OpenAPI nor AsyncAPI: it has no version of either at its top.",
            "Name an API contract, or cite the file as a doc.",
            rests_on,
        )
    return _Contract(root, named, Parts(root, named))


def _unreadable(problem: Problem, rests_on: tuple[Subject, ...]) -> Outcome:
    sentence = f"{problem.place} does not parse: {problem.wrong}"
    return failed(sentence, f"{problem.mend} Then push.", rests_on)


async def _judge(
    reference: ContractReference, read: _Contract, rests_on: tuple[Subject, ...], beside: "_Beside"
) -> Outcome:
    part, path = reference.part, reference.path
    try:
        tokens, found = _found(part, read)
    except Lost as lost:
        return failed(f"{path} has no #{part}: {lost}.", _mend(part, read), rests_on)
    except Stopped as stop:
        return failed(stop.outcome.sentence, stop.outcome.mend, rests_on)
    if beside.rules.version >= WRITTEN and (why := await _why_nothing(path, found, beside)):
        return failed(f"{path}#{part}, line {found.line:,}, {why}.", "Describe it there.", rests_on)
    where = f"line {found.line:,}"
    if pointer_of(tokens) != part:
        where = f"{pointer_of(tokens)}, {where}"
    more = (
        f" It is a $ref to {found.elsewhere}, which is there; its changes are not followed."
        * bool(found.elsewhere)
    )
    return passed(f"{path} is {read.named} and has #{part} ({where}).{more}", rests_on)


@dataclass(frozen=True, slots=True)
class _Beside:
    """Where the other files of a contract are."""

    snapshot: Snapshot
    rules: AuditRules

    async def found(self, path: str, ref: str) -> Found:
        """Return what a `$ref` of a file leads to in another file. Raises Lost."""
        for _ in range(_MOST_FILES):
            name, _, fragment = ref.partition("#")
            path = _joined(path, name)
            blob = (await self.snapshot.blobs([path])).get(path)
            if blob is None or len(blob.data) > self.rules.max_bytes:
                raise Lost(f"{path} is not there")
            try:
                root = await asyncio.to_thread(read_yaml, blob.data, path)
                found = follow(root, pointer_tokens(fragment))
            except (DocumentError, ValueError) as error:
                raise Lost(f"{path} can't be read, or the pointer is none") from error
            if not found.elsewhere:
                return found
            ref = found.elsewhere
        raise Lost("it leads through too many files")


def _joined(path: str, name: str) -> str:
    """Return the path of a file as another one names it. Raises Lost where that leads out."""
    if "://" in name or not name:
        raise Lost("it leads out of the repository")
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(name)))
    if not is_safe_path(joined):
        raise Lost("it leads out of the repository")
    return joined


async def _why_nothing(path: str, found: Found, beside: _Beside) -> str:
    """Return why a part that was found says nothing, "" if it says something."""
    node = found.node
    if found.elsewhere:
        try:
            node = (await beside.found(path, found.elsewhere)).node
        except Lost as lost:
            return f"is a $ref to {found.elsewhere}, which leads nowhere: {lost}"
    return "is empty" if is_empty(node) else ""


def _found(part: str, read: _Contract) -> tuple[Tokens, Found]:
    """Return what a part names: by its pointer, else by its name. Raises Lost and Stopped."""
    lost = Lost("nothing has that name")
    if part.startswith(("/", "%2F", "%2f")):
        try:
            tokens = pointer_tokens(part)
            return tokens, follow(read.root, tokens)
        except Lost as nowhere:
            lost = nowhere
        except ValueError:
            lost = Lost("that is no JSON pointer")
    called = read.parts.called(part)
    if not called:
        raise lost
    # A channel and an operation may share a name: the channel holds the operation.
    called = [each for each in called if (each[0], len(each)) == (called[0][0], len(called[0]))]
    if len(called) > 1:
        lines = " and ".join(str(follow(read.root, each).line) for each in called[:3])
        raise Stopped(
            failed(
                f"#{part} is ambiguous: {len(called)} parts have that name, in lines {lines}.",
                f"Give each a name of its own, or write the pointer: #{pointer_of(called[0])}",
            )
        )
    return called[0], follow(read.root, called[0])


def _mend(part: str, read: _Contract) -> str:
    near = read.parts.nearest(part)
    if near is not None:
        return f"Did you mean #{near}?"
    names = (
        "a channel or an operation's name"
        if read.named.name == "AsyncAPI"
        else ("an operationId, a method and path such as POST /v1/items")
    )
    return f"Name {names}, or a pointer such as #/paths/~1v1~1items/post."
