"""Tests: the name is in the file, and the CI run that is linked was for this code, and is green."""

import asyncio
import re
from collections.abc import Iterable
from difflib import get_close_matches

from bot.evidence.files import demand_content, demand_written, one_file, subjects
from bot.evidence.javascript_tests import javascript_mark
from bot.evidence.marks import Mark, worst
from bot.evidence.named_tests import TestNames, has_test, named_tests
from bot.evidence.outcome import Outcome, Stopped, failed, passed, unknown
from bot.evidence.python_tests import LARGEST, Unreadable, matching, python_tests
from bot.evidence.reference import TestReference
from bot.evidence.rules import WRITTEN, AuditRules
from bot.evidence.skips import skip_mark, without_comments
from bot.evidence.snapshot import Snapshot
from bot.evidence.source_text import Language, language_of
from bot.githosts.worst_first import worse
from bot.ports.git_host import Blob, CiRun, CiState
from bot.readiness.evidence import Subject

_MOST_COMPARED = 2_000
_PARAMETERS = re.compile(r"\[.*\]$", re.DOTALL)


async def check_test(reference: TestReference, snapshot: Snapshot, rules: AuditRules) -> Outcome:
    """Check a test and the newest run for the commit of its link. Raises Stopped and HostError."""
    blob = await one_file(snapshot, reference.path, rules)
    demand_content(blob, rules)
    demand_written([blob], rules)
    rests_on = subjects([blob])
    await _demand_name(reference, blob, snapshot, rules)
    mark = None
    if rules.version >= WRITTEN:
        key = ("mark", blob.oid, blob.path, reference.name)
        mark = await snapshot.once(key, lambda: asyncio.to_thread(mark_of, reference, blob))
    if mark is not None and mark.certain:
        raise Stopped(_skipped(reference, mark, rests_on))
    run = await _linked_run(reference, snapshot)
    await _demand_same_code(run, snapshot, rules)
    rests_on = (*rests_on, Subject(f"ci:{run.id}", run.commit))
    return await _judge(reference, run, snapshot, rests_on, mark)


async def _demand_name(
    reference: TestReference, blob: Blob, snapshot: Snapshot, rules: AuditRules
) -> None:
    if not reference.name:
        raise Stopped(
            failed(
                f"{reference.path} is there, but no test is named.",
                f"Write it as {reference.path}::test_name <CI link>.",
            )
        )
    language = language_of(blob.path)
    if language is None:
        text = blob.data.decode("utf-8", "replace")
        text = without_comments(text, blob.path)[0] if rules.version >= WRITTEN else text
        _demand_words(reference, text)
        return
    key = ("tests", blob.oid, language)
    found = await snapshot.once(key, lambda: _tests_of(blob, language))
    if not has_test(found, language, reference.name):
        raise Stopped(_no_such_test(reference, found.names))


async def _tests_of(blob: Blob, language: Language) -> TestNames:
    return await asyncio.to_thread(named_tests, blob.data.decode("utf-8", "replace"), language)


def mark_of(reference: TestReference, blob: Blob) -> Mark | None:
    """Return what skips a test, or may; raises Stopped where a Python file has no such test."""
    text = blob.data.decode("utf-8", "replace")
    language = language_of(blob.path)
    if language is Language.PYTHON:
        return _python_mark(reference, text)
    if len(text) > LARGEST:
        return Mark(1, "the file is too large to tell", certain=False)
    if language is Language.JAVASCRIPT:
        return javascript_mark(text, reference.name)
    return skip_mark(text, blob.path, reference.name)


def _python_mark(reference: TestReference, text: str) -> Mark | None:
    parts = [part.strip() for part in _PARAMETERS.sub("", reference.name).split("::")]
    try:
        found = python_tests(text.removeprefix("\ufeff"))
    except Unreadable as error:
        return Mark(1, str(error), certain=False)
    marks = matching(found, parts)
    if not marks:
        raise Stopped(_no_such_test(reference, (path[-1] for path in found.marks)))
    return worst(marks)


def _skipped(reference: TestReference, mark: Mark, rests_on: tuple[Subject, ...]) -> Outcome:
    return failed(
        f"{reference.path}:{mark.line}: {reference.name} is skipped ({mark.said}).",
        "Let it run and be green, or name a test that runs.",
        rests_on,
    )


def _no_such_test(reference: TestReference, names: Iterable[str]) -> Outcome:
    last = _PARAMETERS.sub("", reference.name).split("::")[-1].strip()
    near = get_close_matches(last, sorted(names)[:_MOST_COMPARED], 1, 0.7)
    hint = f"Did you mean {near[0]}? " if near and near[0] != last else ""
    return failed(
        f"{reference.path} has no test {reference.name!r}; comments and strings do not count.",
        f"{hint}Mend the name, or name the file that has the test.",
    )


def _demand_words(reference: TestReference, text: str) -> None:
    """Look for the words of a name, in a language whose tests have no shape that is known here."""
    parts = _PARAMETERS.sub("", reference.name).split("::")
    for name in [part.strip() for part in parts if part.strip()] or [reference.name]:
        if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            raise Stopped(_no_such_test(reference, ()))


async def _linked_run(reference: TestReference, snapshot: Snapshot) -> CiRun:
    if reference.link is None:
        raise Stopped(
            failed(
                f"{reference.path} has the test, but the item has no CI link.",
                "Add the CI link: the run that shows the test green.",
            )
        )
    run = await snapshot.ci.at(reference.link, snapshot.commit)
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
    key = ("same code", run.commit, rules.any_green_ancestor)
    why = await snapshot.once(key, lambda: _why_other_code(run.commit, snapshot, rules))
    if why is not None:
        sentence, mend = why
        raise Stopped(failed(f"CI run {run.id} was for {run.commit[:12]}{sentence}", mend))


async def _why_other_code(
    commit: str, snapshot: Snapshot, rules: AuditRules
) -> tuple[str, str] | None:
    """Return why a run for another commit does not count for the pinned one, and the mend."""
    pinned = snapshot.commit[:12]
    if not await snapshot.host.is_ancestor(commit, snapshot.commit):
        mend = "Link a run for a commit of the branch."
        return f", which is not in the history of {pinned}.", mend
    if rules.any_green_ancestor:
        return None
    changed = await snapshot.host.changed_paths(commit, snapshot.commit)
    others = sorted(path for path in changed if not rules.is_edited_by_us(path))
    if not others:
        return None
    more = f" and {len(others) - 1:,} more" if len(others) > 1 else ""
    mend = f"Let CI run for {pinned} and link that run."
    return f"; since then {others[0]}{more} changed.", mend


async def _judge(
    reference: TestReference,
    linked: CiRun,
    snapshot: Snapshot,
    rests_on: tuple[Subject, ...],
    mark: Mark | None,
) -> Outcome:
    newest = await _deciding(linked, snapshot)
    which = f"The newest CI run for {newest.commit[:12]} ({newest.id})"
    if newest.state is CiState.RUNNING:
        return unknown(f"{which} has not ended.", "Wait for it, then look again.", rests_on)
    if newest.state is CiState.RED:
        return failed(f"{which} is red.", "Make it green, and run CI again.", rests_on)
    if newest.tests is None and mark is not None:
        return unknown(
            f"{reference.path}:{mark.line}: {reference.name} may not have run ({mark.said}), and "
            f"CI run {newest.id} reports no names of tests.",
            "Have CI report the names of its tests, or name a test that always runs.",
            rests_on,
        )
    if newest.tests is not None and not any(_is_test(reference, each) for each in newest.tests):
        return failed(
            f"{which} is green but does not report {reference.name}.",
            "See that CI runs this test and reports its name.",
            rests_on,
        )
    return passed(f"{which} is green, and {reference.path} has {reference.name}.", rests_on)


async def _deciding(linked: CiRun, snapshot: Snapshot) -> CiRun:
    """Return the run that decides: the newest for the linked commit, or a red one that hides.

    A run for an ancestor does not outlive a newer one for the pinned commit that went red. A link
    may lead to what is not among the commit's runs (a whole workflow, one job of a pipeline, which
    may be allowed to fail): it is to be green itself.
    """
    pinned = await snapshot.ci.of(snapshot.commit)
    if pinned and pinned[0].state is CiState.RED:
        return pinned[0]
    runs = await snapshot.ci.of(linked.commit)
    if not runs:
        return linked
    listed = linked.id in {run.id for run in runs}
    return runs[0] if listed else worse(runs[0], linked)


def _is_test(reference: TestReference, reported: str) -> bool:
    """Tell whether a reported name is the test: CI tools write paths and classes in many ways."""
    name = reference.name.split("::")[-1]
    if "[" not in name:
        reported = _PARAMETERS.sub("", reported)
    return reported == name or re.search(rf"[./: ]{re.escape(name)}$", reported) is not None
