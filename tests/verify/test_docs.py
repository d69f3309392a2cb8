"""What docs/verify.md tells people to copy."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.__main__ import main
from bot.cli.outcome import Exit
from tests.verify.tampering import Copy

PAGE = (Path(__file__).parents[2] / "docs" / "verify.md").read_text("utf-8")


def snippets() -> list[Any]:
    found = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [yaml.safe_load(text) for text in found]


def test_the_snippets_check_out_the_whole_history() -> None:
    github, gitlab = snippets()

    checkout, *_ = github["jobs"]["verify"]["steps"]
    assert checkout["uses"].startswith("actions/checkout@")
    assert checkout["with"]["fetch-depth"] == 0
    assert github["permissions"] == {"contents": "read"}
    assert gitlab["gates"]["variables"]["GIT_DEPTH"] == "0"


def test_the_snippets_end_in_a_command_that_works(
    signed: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    github, gitlab = snippets()
    keys = tmp_path / "keys.pem"
    keys.write_text("".join(key.pem for key in signed.keys or ()))
    monkeypatch.chdir(signed.path)
    for command in (github["jobs"]["verify"]["steps"][-1]["run"], gitlab["gates"]["script"][-1]):
        program, *arguments = shlex.split(command)
        assert program == "gatebot"
        given = [str(keys) if argument.startswith("$") else argument for argument in arguments]
        assert main(given) == Exit.OK


def test_the_page_names_the_exit_codes() -> None:
    rows = dict(re.findall(r"^\| (\d) \| ([^|]*) \|$", PAGE, re.MULTILINE))

    codes = (Exit.OK, Exit.FAILED, Exit.USAGE, Exit.UNAVAILABLE, Exit.BEYOND_BOUNDS)
    assert list(rows) == [str(int(code)) for code in codes]
