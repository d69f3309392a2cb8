"""What is printed is read, and obeyed by no terminal and no CI."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.outcome import complain
from bot.cli.output import hide, say, say_json

# As the runners read them: GitHub (both), Azure Pipelines, TeamCity, GitLab, Travis.
OBEYED = re.compile(
    r"^\s*::[\w-]+.*::|##\[|##vso\[|##teamcity\[|section_(?:start|end):|travis_(?:fold|time):",
    re.MULTILINE | re.IGNORECASE,
)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
COMMANDS = (
    "::set-output name=ok::true",
    "  ::error file=a.py::no",
    "##vso[task.setvariable variable=ok]true",
    "##VSO[task.complete result=Succeeded;]",
    "##[section]Passed",
    "##teamcity[buildStatus status='SUCCESS']",
    "section_start:1560896352:x\r\x1b[0K",
    "travis_fold:start:x",
    "\x1b]0;title\x07",
    "\x1b[2J\x1b[1;1H",
    "\x9b31m",
    "abc\u202e\u2066def",
)
HOSTILE = st.lists(
    st.sampled_from([*COMMANDS, "\n", "#", ":", "::", " ", "\u00a0", "ä", "\U000e0041"])
    | st.text(max_size=6),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_document_is_only_shown(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    say(command)
    complain(command)
    shown = capsys.readouterr()
    for text in (shown.out, shown.err):
        assert not OBEYED.search(text)
        assert not CONTROL.search(text)


@given(text=HOSTILE)
def test_no_text_is_obeyed(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        said: list[str] = []
        patched.setattr("bot.cli.output._write", lambda shown, _: said.append(shown))
        say(text)
        say_json(json.dumps({text: [text]}, ensure_ascii=False, indent=2))
    for shown in said:
        assert not OBEYED.search(shown)
        assert not CONTROL.search(shown)
    assert json.loads(said[1]) == {text: [text]}


def test_plain_text_in_any_language_stays(capsys: pytest.CaptureFixture[str]) -> None:
    text = "P4: Ready — “ERD” 数据 ✔\n\t- 3 of 4 pass\n## Heading [x]\nsee ::1 later: 10:00"
    say(text)
    assert capsys.readouterr().out == text.replace("see ::1", "see ::1") + "\n"


def test_a_secret_is_printed_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    hide(["hunter2hunter2"])
    say("a hunter2hunter2 b")
    say_json('{"a": "hunter2hunter2"}')
    complain("hunter2hunter2")
    hide([])
    shown = capsys.readouterr()
    assert "hunter2" not in shown.out + shown.err
