"""The command line: exit codes, one-line errors, state folders left alone or made anew."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.demo.team import PROJECT_CHANNEL, team
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from tests.cli.test_output import CONTROL, OBEYED
from tests.support.beginning import child_environment
from tests.support.repository import bare

ROOT = Path(__file__).parents[2]
CLEAN = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"} | child_environment(ROOT)


def gatebot(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env={**CLEAN, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_help_answers_at_once(tmp_path: Path) -> None:
    ask = "import sys; from bot.__main__ import main; sys.argv[0] = 'gatebot'\n"
    ask += "try: main(['--help'])\nfinally: sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        check=False,
        cwd=tmp_path,
        env=CLEAN,
        capture_output=True,
        text=True,
    )
    assert "migrate" in done.stdout
    slow = {"aiohttp", "alembic", "pydantic", "slack_bolt", "slack_sdk", "sqlalchemy", "structlog"}
    assert slow & set(done.stderr.split()) == set()


def test_serving_without_settings_says_each_thing_in_a_line(tmp_path: Path) -> None:
    done = gatebot("serve", cwd=tmp_path)
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert all(line.startswith("gatebot: ") for line in lines)
    for named in ("gatebot.toml", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        assert any(named in line for line in lines)


def test_checking_without_settings_fails(tmp_path: Path) -> None:
    done = gatebot("check", "--json", cwd=tmp_path)
    assert done.returncode == 1
    said = json.loads(done.stdout)
    assert said["ok"] is False
    assert any("gatebot.toml" in check["said"] for check in said["checks"])


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_state_folder_that_is_none_is_named(tmp_path: Path, command: str) -> None:
    done = gatebot(command, "--state", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere holds no project" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "thesis"
    theirs.mkdir()
    (theirs / "chapter1.txt").write_text("years of work")
    done = gatebot("tour", "--state", str(theirs), "--fresh", cwd=tmp_path)
    assert done.returncode == 2
    assert "left alone" in done.stderr
    assert (theirs / "chapter1.txt").read_text() == "years of work"


@pytest.mark.parametrize("command", ["tour", "demo"])
def test_a_folder_that_cannot_be_made_is_said_in_a_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()
    done = gatebot(command, "--state", "file/inside", cwd=tmp_path)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("gatebot: file/inside can't be used: ")


def test_a_tour_leaves_a_project_that_other_commands_work_on(tmp_path: Path) -> None:
    state = tmp_path / "state"
    played = gatebot("tour", "--state", str(state), cwd=tmp_path)
    assert played.returncode == 0, played.stderr
    last = played.stdout.splitlines()[-1]
    head, _, sha = last.rpartition(" ")
    assert head == "signed off: P4"
    shown = subprocess.run(
        ["git", "-C", state / "repo.git", "show", "-s", "--format=%s", sha],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "P4: signed off"
    again = gatebot("tour", "--state", str(state), cwd=tmp_path)
    assert again.returncode == 2
    assert "--fresh" in again.stderr
    checked = gatebot("check", "--state", str(state), "--json", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    migrated = gatebot("migrate", "--state", str(state), cwd=tmp_path)
    assert migrated.returncode == 0
    assert "up to date" in migrated.stdout
    as_json = gatebot("digest", "--preview", "--json", "--state", str(state), cwd=tmp_path)
    assert as_json.returncode == 0, as_json.stderr
    payload = json.loads(as_json.stdout)
    assert set(payload) == {"blocks", "text"}
    assert "ops items open" in payload["text"]
    as_text = gatebot("digest", "--preview", "--state", str(state), cwd=tmp_path)
    assert "Backup / restore DR" in as_text.stdout


def test_a_digest_can_only_be_previewed(tmp_path: Path) -> None:
    assert gatebot("digest", "--json", cwd=tmp_path).returncode == 2
    without = gatebot("digest", "--preview", cwd=tmp_path)
    assert without.returncode == 2
    assert "gatebot.toml" in without.stderr


def test_a_database_is_migrated_without_any_token(tmp_path: Path) -> None:
    done = gatebot("migrate", cwd=tmp_path, GATEBOT_DATABASE_URL="sqlite:///new.db")
    assert done.returncode == 0, done.stderr
    assert "revision" in done.stdout
    assert (tmp_path / "new.db").exists()


def open_to_all(folder: Path) -> None:
    folder.chmod(0o755)


async def test_serving_says_who_can_get_at_the_database_and_stops_gently_at_sigterm(
    tmp_path: Path,
) -> None:
    open_to_all(tmp_path)
    bare(tmp_path / "repo.git")
    (tmp_path / "gatebot.toml").write_text(
        f'[[projects]]\nname = "x"\nrepo = "repo.git"\nchannels = ["{PROJECT_CHANNEL.id}"]\n'
    )
    server = SandboxServer(Workspace(team()))
    await server.start()
    app = server.workspace.plan.app
    env = {
        "SLACK_API_URL": server.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "GATEBOT_LISTEN": "127.0.0.1:0",
    }
    try:
        serving = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve"),
            cwd=tmp_path,
            env={**CLEAN, **env},
            stderr=asyncio.subprocess.PIPE,
        )
        assert serving.stderr is not None
        async with asyncio.timeout(20):
            seen = b""
            while b"socket_connected" not in seen:
                line = await serving.stderr.readline()
                assert line, seen.decode()
                seen += line
            serving.send_signal(signal.SIGTERM)
            rest = await serving.stderr.read()
            assert await serving.wait() == 0, rest.decode()
    finally:
        await server.stop()
    assert app.bot_token not in (seen + rest).decode()
    exposed = [line for line in seen.decode().splitlines() if "database_exposed" in line]
    assert [json.loads(line)["fix"] for line in exposed] == [f"Run: chmod o-rwx {tmp_path}"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("##vso[task.complete]",),
        ("demo", "--port", "\x1b[2J::error::x"),
        ("tour", "--delivery", "\n::set-output name=ok::true"),
        ("audit", "--nothing\n##[error]x"),
        ("audit", "\n::error::x", "--repo", "\n##vso[task.complete]"),
        ("verify", "--repo", ".", "--at", "\n::error::x\x1b[2J"),
        ("verify", "--json", "--repo", "\n::error::x"),
        ("check", "--json", "--state", "\n::error::x"),
        ("migrate", "--state", "\n::error::x\u202e"),
        ("keys", "new", "--out", "\n::error::x/key"),
    ],
)
def test_what_is_typed_is_repeated_and_obeyed_by_nothing(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = gatebot(*arguments, cwd=tmp_path)
    assert done.returncode in {1, 2}
    for said in (done.stdout, done.stderr):
        assert not OBEYED.search(said)
        assert not CONTROL.search(said)
