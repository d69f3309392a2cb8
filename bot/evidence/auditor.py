"""The audit of a phase's evidence: every item, at one commit, under one policy."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import assert_never

from bot.evidence.artifact import check_artifact
from bot.evidence.code import check_code
from bot.evidence.contract import check_contract
from bot.evidence.doc import check_doc
from bot.evidence.files import LOOKED_INTO, sample
from bot.evidence.outcome import Outcome, Stopped, failed, unknown
from bot.evidence.reference import (
    LONGEST,
    ArtifactReference,
    BadReference,
    CodeReference,
    ContractReference,
    DocReference,
    Reference,
    TestReference,
)
from bot.evidence.resolving import resolve
from bot.evidence.rules import AuditRules
from bot.evidence.snapshot import Snapshot
from bot.evidence.tests import check_test
from bot.evidence.tree import Tree
from bot.ports.git_host import Entry, GitHost, HostError, Rejected
from bot.readiness.evidence import Audit, Evidence, Finding

_AT_ONCE = 8  # checks that ask the host at the same time
# Why a reference can't be taken, and the mend.
_BAD = {
    "escapes": (
        "it leads out of the repository",
        "Name a path inside the repository, without a leading / and without ..",
    ),
    "foreign": (
        "it leads to another place",
        "Name a file of the repository; only a test has a link, to a run of its CI.",
    ),
    "control character": (
        "it holds characters that can't be seen",
        "Type the reference again.",
    ),
    "too long": ("it is too long", f"Keep a reference within {LONGEST:,} characters."),
    "empty": ("it names nothing", "Name a file, a commit or a test."),
}


async def audit(  # noqa: PLR0913, PLR0917 - what is checked, by what, and who hears of it
    host: GitHost,
    commit: str,
    evidence: Sequence[Evidence],
    policy_oid: str,
    rules: AuditRules,
    told: Callable[[Finding], None] | None = None,
    settled: Collection[int] = (),
) -> Audit:
    """Check every item at a commit (full sha). The findings are in the order of the evidence.

    `settled`: which items, by their place, are of phases that are signed off: for them the CI run
    of any ancestor counts, as it did when the approved commit was the newest.
    `told` hears of each finding when it is there. What the host can't answer becomes an unknown
    finding: no HostError is raised.
    """
    snapshot = Snapshot(host, commit)
    references = await _resolved(snapshot, evidence, rules)
    await _read_ahead(snapshot, references, rules)
    lenient = replace(rules, any_green_ancestor=True)
    found: dict[int, Finding] = {}
    left = iter(enumerate(zip(evidence, references, strict=True)))

    async def work() -> None:
        # A few workers rather than a task an item: there may be ten thousand of them.
        for at, (item, reference) in left:
            mine = lenient if at in settled else rules
            found[at] = (await _check(item, reference, snapshot, mine)).on(item)
            if told is not None:
                told(found[at])

    await asyncio.gather(*(work() for _ in range(min(_AT_ONCE, len(evidence)))))
    return Audit(commit, policy_oid, tuple(found[at] for at in range(len(evidence))))


async def _resolved(
    snapshot: Snapshot, evidence: Sequence[Evidence], rules: AuditRules
) -> list[Reference | BadReference]:
    """Return where each item leads. Without a tree the snapshot keeps the failure, and says it."""
    tree = None
    if evidence:
        with suppress(HostError):
            tree = await snapshot.tree()
    return [_taken(item, tree, rules) for item in evidence]


def _taken(item: Evidence, tree: Tree | None, rules: AuditRules) -> Reference | BadReference:
    try:
        return resolve(item.kind, item.reference, rules.folder, tree)
    except BadReference as error:
        return error


async def _check(
    item: Evidence, reference: Reference | BadReference, snapshot: Snapshot, rules: AuditRules
) -> Outcome:
    """Check one item; what stops the check, or the host, becomes its outcome."""
    if isinstance(reference, BadReference):
        why, mend = _BAD[reference.why]
        return failed(f"The reference can't be taken: {why}.", mend)
    try:
        return await _dispatch(reference, snapshot, rules)
    except Stopped as stop:
        return stop.outcome
    except HostError as error:
        mend = error.mend if isinstance(error, Rejected) else "Look again when the host answers."
        return unknown(f"{item.reference} can't be checked now: {error}", mend)


async def _dispatch(reference: Reference, snapshot: Snapshot, rules: AuditRules) -> Outcome:
    match reference:
        case DocReference():
            return await check_doc(reference, snapshot, rules)
        case ContractReference():
            return await check_contract(reference, snapshot, rules)
        case CodeReference():
            return await check_code(reference, snapshot, rules)
        case TestReference():
            return await check_test(reference, snapshot, rules)
        case ArtifactReference():
            return await check_artifact(reference, snapshot, rules)
        case _:
            assert_never(reference)


async def _read_ahead(
    snapshot: Snapshot, references: Sequence[Reference | BadReference], rules: AuditRules
) -> None:
    """Read in one batch what the checkers will read. The snapshot keeps a failure, and says it."""
    paths: set[str] = set()
    with suppress(HostError):
        tree = await snapshot.tree() if references else Tree(())
        for reference in references:
            paths |= {entry.path for entry in _read_for(reference, tree, rules)}
        await snapshot.blobs(sorted(paths))


def _read_for(
    reference: Reference | BadReference, tree: Tree, rules: AuditRules
) -> Sequence[Entry]:
    """Return the files whose content a check needs."""
    most = rules.max_bytes
    match reference:
        case DocReference(path=path) | ContractReference(path=path) | TestReference(path=path):
            found = tree.find(path)
        case ArtifactReference(path=path, sha256=digest):
            found, most = tree.find(path), most if digest else LOOKED_INTO
        case CodeReference(path=str(path), sha=None):
            found, most = tree.find(path) or tree.below(path), LOOKED_INTO
            found = found if len(found) == 1 else sample(found)
        case _:
            found = ()
    return [entry for entry in found[: rules.max_files] if entry.size <= most]
