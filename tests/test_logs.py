"""Every line is JSON, knows its round, and holds no secret."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.platform import logs
from tests.cli.test_output import COMMANDS, CONTROL, OBEYED

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
OUR_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    logs.configure(secrets=[SECRET, ""], stream=out)
    yield out
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def refuse(token: str) -> None:
    raise RuntimeError(f"token {token} was refused")


def last(stream: io.StringIO) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(stream.getvalue().splitlines()[-1])
    return line


def test_a_line_is_json_with_level_and_aware_time(stream: io.StringIO) -> None:
    structlog.get_logger("gatebot.landing").info("landed", commit="abc")
    line = last(stream)
    assert line["event"] == "landed"
    assert line["commit"] == "abc"
    assert line["level"] == "info"
    assert line["logger"] == "gatebot.landing"
    assert line["at"].endswith("Z")


def test_what_is_bound_is_on_lines_of_libraries_too(stream: io.StringIO) -> None:
    with logs.bound(correlation_id="c-1", intent="i-1", project="demo"):
        structlog.get_logger("gatebot").info("ours")
        ours = last(stream)
        logging.getLogger("slack_bolt").warning("theirs: %s", 3)
        theirs = last(stream)
    structlog.get_logger("gatebot").info("outside")
    for line in (ours, theirs):
        assert (line["correlation_id"], line["intent"], line["project"]) == ("c-1", "i-1", "demo")
    assert theirs["event"] == "theirs: 3"
    assert "correlation_id" not in last(stream)


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy",
        "xoxe.xoxp-1-Mi0yLTE3NjUz",
        "xapp-1-A012ABC34DE-19874-abcdef",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
        "github_pat_11ABCDEFG0_abcdefghij",
        "glpat-9sx_Zy-4TbW5kQ.01.121abc",
        SECRET,
    ],
)
def test_a_secret_is_redacted_wherever_it_stands(stream: io.StringIO, secret: str) -> None:
    log = structlog.get_logger("gatebot")
    text = f"with {secret} inside"
    log.info(text, value=secret, deep={"list": [1, {"t": f"<{secret}>"}]})
    log.info("in a key", **{secret: 1})
    log.info("in an object", error=ValueError(secret), pair=(secret,))
    logging.getLogger("aiohttp").info("in an argument: %s", secret)
    try:
        refuse(secret)
    except RuntimeError:
        log.exception("in a traceback")
        logging.getLogger("aiohttp").exception("in a library's traceback")
    text = stream.getvalue()
    assert len(text.splitlines()) == 6
    assert "was refused" in text
    assert secret not in text


def test_passwords_in_urls_and_headers_are_redacted(stream: io.StringIO) -> None:
    log = structlog.get_logger("gatebot")
    log.info("push", to="https://oauth2:hunter22@git.example/x.git", auth="Bearer abcdef.ghijkl")
    line = last(stream)
    assert line["to"] == "https://[redacted]@git.example/x.git"
    assert line["auth"] == "Bearer [redacted]"


def test_a_commit_and_an_id_are_no_secrets(stream: io.StringIO) -> None:
    sha = "9d6cd5a857fc140f010ad45b86ebb304912d7cf3"
    structlog.get_logger("gatebot").info("landed", commit=sha, count=2, ok=True, none=None)
    line = last(stream)
    assert (line["commit"], line["count"], line["ok"], line["none"]) == (sha, 2, True, None)


def test_for_people_a_line_is_no_json_and_still_redacted() -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    logs.configure(stream=out, console=True)
    try:
        refuse("xoxb-1-2-3")
    except RuntimeError:
        structlog.get_logger("gatebot").exception("failed")
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    assert "failed" in out.getvalue()
    assert "RuntimeError" in out.getvalue()
    assert "xoxb-1-2-3" not in out.getvalue()


def test_below_the_level_nothing_is_written(stream: io.StringIO) -> None:
    structlog.get_logger("gatebot").debug("quiet")
    logging.getLogger("anything").debug("quiet")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("console", [False, True])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_logged_is_obeyed_by_no_terminal_and_no_ci(*, command: str, console: bool) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    logs.configure(stream=out, console=console)
    try:
        structlog.get_logger("gatebot.test").warning(command, why=f"x\n{command}", **{command: 1})
        try:
            refuse(f"\n{command}")
        except RuntimeError:
            logging.getLogger("aiohttp").exception("%s", command)
    finally:
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()
    said = OUR_COLOURS.sub("", out.getvalue())
    assert said
    assert not OBEYED.search(said)
    assert not CONTROL.search(said)
