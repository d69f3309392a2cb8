"""API contracts: the file parses as OpenAPI or AsyncAPI, and the pointer leads somewhere."""

import asyncio

from bot.audit.files import one_file, subjects
from bot.audit.outcome import Outcome, failed, passed
from bot.audit.reference import ContractReference
from bot.audit.rules import AuditRules
from bot.audit.snapshot import Snapshot
from bot.documents.pointer import (
    Node,
    Unreadable,
    pointer_tokens,
    read_json_tree,
    read_yaml_tree,
)
from bot.githosts.host import Blob

_SPECIFICATIONS = {"openapi": "OpenAPI", "asyncapi": "AsyncAPI", "swagger": "Swagger"}


async def check_contract(
    reference: ContractReference, snapshot: Snapshot, rules: AuditRules
) -> Outcome:
    """Check a contract, and its part if one is named. Raises Stopped and HostError."""
    blob = await one_file(snapshot, reference.path, rules)
    rests_on = subjects([blob])
    try:
        tokens = pointer_tokens(reference.pointer)
    except ValueError:
        return failed(
            f"#{reference.pointer} is no JSON pointer.",
            "Write it like #/paths/~1v1~1items/post, with ~1 for / and ~0 for ~.",
            rests_on,
        )
    try:
        root = await asyncio.to_thread(_read, blob)
    except Unreadable as error:
        where = f"{blob.path}:{error.line}" if error.line else blob.path
        return failed(f"{where} does not parse: {error}.", "Mend the file there.", rests_on)
    return _judge(reference, root, tokens, blob)


def _read(blob: Blob) -> Node:
    is_json = blob.path.lower().endswith(".json")
    return read_json_tree(blob.data) if is_json else read_yaml_tree(blob.data)


def _judge(
    reference: ContractReference, root: Node, tokens: tuple[str, ...], blob: Blob
) -> Outcome:
    rests_on = subjects([blob])
    named = _specification(root)
    if named is None:
        return failed(
            f"{blob.path} is neither OpenAPI nor AsyncAPI: it has no version of either at its top.",
            "Name an API contract, or cite the file as a doc.",
            rests_on,
        )
    found = root.at(tokens)
    if found is None:
        reached = _reached(root, tokens)
        return failed(
            f"#{reference.pointer} leads nowhere in {blob.path}: {reached}.",
            "Mend the pointer, or add what it names to the contract.",
            rests_on,
        )
    if not tokens:
        return passed(f"{blob.path} parses as {named}.", rests_on)
    where = f" in line {found.line:,}" if found.line else ""
    return passed(f"{blob.path} is {named} and has #{reference.pointer}{where}.", rests_on)


def _specification(root: Node) -> str | None:
    """Return `OpenAPI 3.1.0` or the like, None where the top of the file names none."""
    for key, name in _SPECIFICATIONS.items():
        version = root.child(key)
        if (
            version is not None
            and isinstance(version.content, str)
            and version.content[:1].isdigit()
        ):
            return f"{name} {version.content[:20]}"
    return None


def _reached(root: Node, tokens: tuple[str, ...]) -> str:
    last = max(count for count in range(len(tokens)) if root.at(tokens[:count]) is not None)
    above = "/".join(("", *tokens[:last])) or "the top"
    return f"there is no {tokens[last]!r} under {above}"
