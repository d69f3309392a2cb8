"""The README: what it shows is true, and what it says to type exists."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.documents.policy_file import read_policy
from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import Vocabulary
from bot.readiness.status import Status
from bot.settings import load_settings
from bot.slack.verbs import Verb

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found, f"no block of {language}"
    return found[1]


def typed() -> list[str]:
    """Return the lines of the indented blocks: what a reader types."""
    return [line.strip() for line in README.splitlines() if line.startswith("    ")]


def test_every_make_target_it_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(r"^make (\w+)", "\n".join(typed()), re.MULTILINE)
    assert {"demo", "test"} <= set(named)
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_command_it_names_is_understood() -> None:
    lines = [line for line in typed() if "gatebot " in line and line.startswith(".venv/")]
    assert len(lines) >= 2
    for line in lines:
        arguments = line.partition("#")[0].split()[1:]
        helped = subprocess.run(
            [sys.executable, "-m", "bot", *arguments, "--help"],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        assert helped.returncode == 0, line


def test_every_option_it_gives_to_make_demo_is_one() -> None:
    given = re.findall(r'ARGS="?(--\w+)', README)
    assert {"--fresh", "--state"} <= set(given)
    helped = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--help"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert [option for option in given if option not in helped.stdout] == []


def test_its_policy_is_a_policy() -> None:
    file = read_policy(block("yaml policy").encode(), "oid")
    assert file.policy.gate("P4").owners == ("ines",)
    assert set(file.policy.roles) == {"architecture", "security", "ops"}


def test_its_tracker_is_a_tracker() -> None:
    tracker = read_tracker(block("markdown tracker").encode(), "t.md", Vocabulary())
    assert tracker.status_of("P4") is Status.IN_PROGRESS
    assert len(tracker.evidence_of("P4")) == 2
    assert tracker.problems == ()


def test_its_settings_are_settings(tmp_path: Path) -> None:
    config = tmp_path / "gatebot.toml"
    config.write_text(block("toml settings"), "utf-8")
    exported = dict(line[7:].split("=", 1) for line in typed() if line.startswith("export "))
    settings = load_settings(
        {"GATEBOT_CONFIG": str(config), **{k: v.replace("…", "1-a") for k, v in exported.items()}}
    )
    assert settings.projects[0].name == "tidewater"
    assert settings.socket_mode


def test_its_table_names_every_verb() -> None:
    rows = re.findall(r"^\| `/gate ?([a-z]*)", README, re.MULTILINE)
    assert set(rows) == {verb.value for verb in Verb} | {""}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http://", "https://", "#")):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"]({page}" not in index} == set()


@pytest.mark.parametrize("outer", [{}, {"MAKELEVEL": "1", "MAKEFLAGS": "w"}], ids=["", "in make"])
def test_make_alone_lists_every_target_with_what_it_does(outer: dict[str, str]) -> None:
    env = {name: value for name, value in os.environ.items() if "MAKE" not in name} | outer
    command = ["make", "--no-print-directory"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=env)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert named
    listed = dict(line.split(maxsplit=2)[1:] for line in said.stdout.splitlines())
    assert set(named[1].split()) == set(listed)
