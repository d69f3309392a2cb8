"""API contracts: the file parses as OpenAPI or AsyncAPI, and the part that is named is in it."""

import asyncio
import json
from dataclasses import dataclass

from bot.audit.files import one_file, subjects
from bot.audit.outcome import Outcome, Stopped, failed, passed
from bot.audit.reference import ContractReference
from bot.audit.rules import AuditRules
from bot.audit.snapshot import Snapshot
from bot.audit.specification import Parts, Specification, Tokens, specification
from bot.documents.pointer import Found, Lost, follow, pointer_of, pointer_tokens
from bot.documents.problems import DocumentError
from bot.documents.syntax import json_problem
from bot.documents.yaml import Node, read_yaml
from bot.githosts.host import Blob
from bot.readiness.evidence import Subject
from bot.readiness.place import Problem


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
    read = await snapshot.once(("contract", blob.oid, blob.path), lambda: _in_thread(blob))
    if isinstance(read, Outcome):
        return read
    rests_on = subjects([blob])
    if not reference.part:
        return passed(f"{blob.path} parses as {read.named}.", rests_on)
    return _judge(reference, read, rests_on)


async def _in_thread(blob: Blob) -> _Contract | Outcome:
    return await asyncio.to_thread(_read, blob)


def _read(blob: Blob) -> _Contract | Outcome:
    """Return the contract, or what stands in its way: the same for all that cite the file."""
    rests_on = subjects([blob])
    try:
        root = read_yaml(blob.data, blob.path)
        if blob.path.lower().endswith(".json"):
            json.loads(blob.data.removeprefix(b"\xef\xbb\xbf"))
    except DocumentError as error:
        return _unreadable(error.problems[0], rests_on)
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


def _judge(reference: ContractReference, read: _Contract, rests_on: tuple[Subject, ...]) -> Outcome:
    part, path = reference.part, reference.path
    try:
        tokens, found = _found(part, read)
    except Lost as lost:
        return failed(f"{path} has no #{part}: {lost}.", _mend(part, read), rests_on)
    except Stopped as stop:
        return failed(stop.outcome.sentence, stop.outcome.mend, rests_on)
    where = f"line {found.line:,}"
    if pointer_of(tokens) != part:
        where = f"{pointer_of(tokens)}, {where}"
    more = f" It is a $ref to {found.elsewhere}, which was not looked at." * bool(found.elsewhere)
    return passed(f"{path} is {read.named} and has #{part} ({where}).{more}", rests_on)


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
