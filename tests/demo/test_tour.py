"""The tour, as anybody runs it; and that it ends where the workspace shows something else."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.demo.repository import DemoRepository
from bot.demo.story import STEPS, StepFailed, play
from bot.demo.team import team
from bot.demo.tour.telling import Teller
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from tests.support.beginning import child_environment


def git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", f"--git-dir={repository}", *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("delivery", ["socket", "http"])
def test_the_tour_ends_with_the_sign_off_that_is_in_the_repository(
    tmp_path: Path, delivery: str
) -> None:
    state = tmp_path / "state"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "tour", "--state", str(state), "--delivery", delivery],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        | child_environment(""),
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert str(state) in lines[0]
    told = [line for line in lines if re.match(r"[ \d]\d  \S", line)]
    assert [int(line[:2]) for line in told] == list(range(1, len(STEPS) + 3))
    words, sha = lines[-1].rsplit(" ", 1)
    assert words == "signed off: P4"
    repository = state / "repo.git"
    assert git(repository, "log", "-1", "--format=%s", sha).strip() == "P4: signed off"
    git(repository, "merge-base", "--is-ancestor", sha, "main")
    changed = git(repository, "show", "--format=", "--name-only", sha).split()
    record = [path for path in changed if path.startswith("operations/evidence/signoffs/P4/")]
    assert sorted(changed) == sorted(["doc/Phase_Readiness_Tracker.md", *record])
    assert len(record) == 1


async def test_without_a_bot_the_first_step_fails_and_says_what_was_seen(
    repository: DemoRepository,
) -> None:
    server = SandboxServer(Workspace(team()))
    await server.start()
    told: list[str] = []
    try:
        with pytest.raises(StepFailed) as failed:
            await play(server.link, repository, told.append)
    finally:
        await server.stop()
    assert failed.value.step == 1
    assert "/gate ready P4" in failed.value.expected
    assert "failed with the error" in str(failed.value)
    assert not any(line.startswith("signed off") for line in told)


def test_what_is_told_fits_a_terminal_and_loses_no_word() -> None:
    lines: list[str] = []
    teller = Teller(lines.append)
    words = " ".join(f"word{number}" for number in range(60))
    teller.step(words)
    teller.speech("Ines", f"{words}\n• second", "aside")
    teller.checked(words)
    assert max(map(len, lines)) <= 100
    assert " ".join(lines).count("word59") == 3
    assert lines[1].startswith(" 1  word0")
    assert any(line.startswith("    Ines     │ (aside)") for line in lines)
    assert any(line.strip().startswith("✓ word0") for line in lines)
