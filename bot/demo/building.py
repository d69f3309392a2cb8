"""Building the demo's bare repository: objects, branch, CI notes, hook. Same input, same shas."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from dulwich.index import commit_tree
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.refs import Ref
from dulwich.repo import Repo

from bot.demo.content import CI_URL, Facts, filled, final_texts, under
from bot.demo.history import HISTORY, Build, Landed, times

BRANCH: Final = "main"
NOTES_REF: Final = "refs/notes/ci"
CI_NAME: Final = "Tidewater CI"
CI_EMAIL: Final = "ci@tidewater.example"
_FIRST_RUN: Final = 1026
_PLAIN, _EXECUTABLE = 0o100644, 0o100755
_TESTS: Final = (
    "TestAllocationAndOutboxShareOneTransaction",
    "TestRepeatedKeyIsOneAllocation",
    "TestRevokedTokenIsRefused",
    "TestShortageWritesNeitherRow",
)


@dataclass(frozen=True, slots=True)
class By:
    """Who commits, when (aware), and what they say."""

    name: str
    email: str
    at: datetime
    message: str


def build(folder: Path, now: datetime, ci_url: str = CI_URL) -> Path:
    """Make the bare repository in `folder`, its CI runs at `ci_url`; return its absolute path.

    Raises FileExistsError where the folder is there already.
    """
    folder.mkdir(parents=True)
    with Repo.init_bare(str(folder)) as repo:
        _configure(repo)
        facts = Facts(runs=_run_ids(), ci_url=ci_url)
        _land_all(repo, now, facts)
        _note_builds(repo, facts, now)
    hook = folder / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(_HOOK, "utf-8")
    hook.chmod(0o755)
    return folder.absolute()


# Whoever has the repository in front of them can hold the next push: make the file `hold`, and
# what is pushed next waits, for half a minute at most, until the file `held` is taken away.
_HOOK: Final = """\
#!/bin/sh
# The next push waits here while somebody holds it: see the files `hold` and `held`.
if mv hold held 2>/dev/null; then
    turns=0
    while [ -e held ] && [ "$turns" -lt 600 ]; do
        sleep 0.05
        turns=$((turns + 1))
    done
fi
exit 0
"""


def _configure(repo: Repo) -> None:
    repo.refs.set_symbolic_ref(Ref(b"HEAD"), Ref(b"refs/heads/" + BRANCH.encode()))
    config = repo.get_config()
    config.set(b"receive", b"denyNonFastForwards", b"true")
    config.set(b"receive", b"denyDeletes", b"true")
    config.write_to_path()


def _land_all(repo: Repo, now: datetime, facts: Facts) -> None:
    tree: dict[str, bytes] = {}
    head: ObjectID | None = None
    for landed, at in zip(HISTORY, times(now), strict=True):
        tree |= _files(landed, facts)
        by = By(landed.by.display, landed.by.email, at, landed.message)
        head = _commit(repo, tree, head, by)
        facts.shas[landed.key] = head.decode()
        facts.dates[landed.key] = at
    if head is None:
        raise ValueError("HISTORY is empty.")
    repo.refs[Ref(b"refs/heads/" + BRANCH.encode())] = head


def _files(landed: Landed, facts: Facts) -> dict[str, bytes]:
    texts = {path: final_texts()[path] for entry in landed.files for path in under(entry)}
    texts |= {path: draft(final_texts()[path]) for path, draft in landed.drafts.items()}
    return {path: filled(text, facts).encode() for path, text in texts.items()}


def _run_ids() -> dict[str, str]:
    built = [landed.key for landed in HISTORY if landed.build is not Build.NONE]
    return {key: str(number) for number, key in enumerate(built, start=_FIRST_RUN)}


def _note_builds(repo: Repo, facts: Facts, now: datetime) -> None:
    notes = {
        facts.shas[landed.key]: _note(landed, facts, at + timedelta(minutes=6))
        for landed, at in zip(HISTORY, times(now), strict=True)
        if landed.build is not Build.NONE
    }
    by = By(CI_NAME, CI_EMAIL, times(now)[-1], "Keep the results of CI")
    head = _commit(repo, notes, None, by)
    repo.refs[Ref(NOTES_REF.encode())] = head


def _note(landed: Landed, facts: Facts, at: datetime) -> bytes:
    state = Build.RED if landed.build is Build.RED else Build.GREEN
    run = facts.runs[landed.key]
    url = facts.ci_url + run
    one = {"id": run, "state": state, "at": at.isoformat(), "url": url, "tests": _TESTS}
    text = json.dumps({"runs": [one]}, indent=1)
    if landed.build is Build.CUT_OFF:
        text = text[: text.index('"tests"')]
    return text.encode()


def _commit(repo: Repo, tree: Mapping[str, bytes], parent: ObjectID | None, by: By) -> ObjectID:
    blobs = {path: Blob.from_string(data) for path, data in tree.items()}
    repo.object_store.add_objects([(blob, None) for blob in blobs.values()])
    commit = Commit()
    commit.tree = commit_tree(
        repo.object_store, [(path.encode(), blob.id, _mode(path)) for path, blob in blobs.items()]
    )
    commit.parents = [parent] if parent else []
    commit.author = commit.committer = f"{by.name} <{by.email}>".encode()
    commit.author_time = commit.commit_time = int(by.at.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.message = by.message.encode() + b"\n"
    repo.object_store.add_object(commit)
    return commit.id


def _mode(path: str) -> int:
    return _EXECUTABLE if path.endswith(".sh") else _PLAIN
