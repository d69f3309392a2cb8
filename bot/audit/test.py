"""Tests: the name is in the file, and the CI run that is linked was for this code, and is green."""

import re

from bot.audit.files import one_file, subjects
from bot.audit.outcome import Outcome, Stopped, failed, passed, unknown
from bot.audit.reference import TestReference
from bot.audit.rules import AuditRules
from bot.audit.snapshot import Snapshot
from bot.githosts.host import CiRun, CiState
from bot.readiness.evidence import Subject

_PARAMETERS = re.compile(r"\[.*\]$", re.DOTALL)


async def check_test(reference: TestReference, snapshot: Snapshot, rules: AuditRules) -> Outcome:
    """Check a test and the newest run for the commit of its link. Raises Stopped and HostError."""
    blob = await one_file(snapshot, reference.path, rules)
    rests_on = subjects([blob])
    _demand_names(reference, blob.data.decode("utf-8", "replace"))
    run = await _linked_run(reference, snapshot)
    await _demand_same_code(run, snapshot, rules)
    return await _judge(reference, run, snapshot, (*rests_on, Subject(f"ci:{run.id}", run.commit)))


def _demand_names(reference: TestReference, text: str) -> None:
    if not reference.name:
        raise Stopped(
            failed(
                f"{reference.path} is there, but no test is named.",
                f"Write it as {reference.path}::test_name <CI link>.",
            )
        )
    for name in _names(reference):
        if not _occurs(name, text):
            raise Stopped(
                failed(
                    f"{reference.path} has no {name!r} in it.",
                    "Mend the name, or name the file that has the test.",
                )
            )


def _occurs(name: str, text: str) -> bool:
    # Go names a case `TestX/case`: only TestX is sure to be in the file.
    spellings = [name] if " " in name else [name, name.partition("/")[0]]
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text) for each in spellings)


def _names(reference: TestReference) -> list[str]:
    """Return `Class::test[param]` as the names that have to be in the file."""
    parts = _PARAMETERS.sub("", reference.name).split("::")
    return [part.strip() for part in parts if part.strip()] or [reference.name]


async def _linked_run(reference: TestReference, snapshot: Snapshot) -> CiRun:
    if reference.link is None:
        raise Stopped(
            failed(
                f"{reference.path} has the test, but the item has no CI link.",
                "Add the CI link: the run that shows the test green.",
            )
        )
    run = await snapshot.host.ci_run_at(reference.link)
    if run is None:
        raise Stopped(
            failed(
                f"{reference.link} is no CI run of this repository.",
                "Link a run of the configured host for this branch.",
            )
        )
    return run


async def _demand_same_code(run: CiRun, snapshot: Snapshot, rules: AuditRules) -> None:
    """Stop unless the run was for the pinned commit, or for an ancestor that is as good."""
    if run.commit == snapshot.commit:
        return
    if not await snapshot.host.is_ancestor(run.commit, snapshot.commit):
        raise Stopped(
            failed(
                f"CI run {run.id} was for {run.commit[:12]}, which is not in the history of "
                f"{snapshot.commit[:12]}.",
                "Link a run for a commit of the branch.",
            )
        )
    if rules.any_green_ancestor:
        return
    changed = await snapshot.host.changed_paths(run.commit, snapshot.commit)
    others = sorted(path for path in changed if not rules.is_edited_by_us(path))
    if others:
        more = f" and {len(others) - 1:,} more" if len(others) > 1 else ""
        raise Stopped(
            failed(
                f"CI run {run.id} was for {run.commit[:12]}; since then {others[0]}{more} changed.",
                f"Let CI run for {snapshot.commit[:12]} and link that run.",
            )
        )


async def _judge(
    reference: TestReference, linked: CiRun, snapshot: Snapshot, rests_on: tuple[Subject, ...]
) -> Outcome:
    runs = await snapshot.host.ci_runs(linked.commit)
    newest = runs[0] if runs else linked
    which = f"The newest CI run for {newest.commit[:12]} ({newest.id})"
    if newest.state is CiState.RUNNING:
        return unknown(f"{which} has not ended.", "Wait for it, then look again.", rests_on)
    if newest.state is CiState.RED:
        return failed(f"{which} is red.", "Make it green, and run CI again.", rests_on)
    if newest.tests is not None and not any(_is_test(reference, each) for each in newest.tests):
        return failed(
            f"{which} is green but does not report {reference.name}.",
            "See that CI runs this test and reports its name.",
            rests_on,
        )
    return passed(f"{which} is green, and {reference.path} has {reference.name}.", rests_on)


def _is_test(reference: TestReference, reported: str) -> bool:
    """Tell whether a reported name is the test: CI tools write paths and classes in many ways."""
    name = reference.name.split("::")[-1]
    if "[" not in name:
        reported = _PARAMETERS.sub("", reported)
    return reported == name or re.search(rf"[./: ]{re.escape(name)}$", reported) is not None
