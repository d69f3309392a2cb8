import json

import pytest

from bot.doctor.checks import Check, State
from bot.doctor.report import report, to_json

FINE = Check("settings", "listen", State.OK, "It listens.")
ODD = Check("Slack", "scopes", State.WARN, "One is missing.", "Add it.")
BAD = Check("Slack", "bot token", State.FAIL, "It is refused.", "Set another.")


def test_a_line_each_under_its_section_and_the_sums() -> None:
    assert report([FINE, ODD, BAD], colour=False).split("\n") == [
        "settings",
        "ok  It listens.",
        "",
        "Slack",
        "??  One is missing. Add it.",
        "!!  It is refused. Set another.",
        "",
        "1 to fix, 1 worth a look, 1 in order.",
    ]


def test_all_in_order_is_said() -> None:
    assert report([FINE, FINE], colour=False).endswith("\nAll 2 checks are in order.")


def test_only_marks_are_coloured() -> None:
    lines = report([FINE, ODD, BAD], colour=True).split("\n")
    assert lines[1] == "\x1b[32mok\x1b[0m  It listens."
    assert lines[4] == "\x1b[33m??\x1b[0m  One is missing. Add it."
    assert lines[5] == "\x1b[1;31m!!\x1b[0m  It is refused. Set another."


@pytest.mark.parametrize("odd", ["\x1b[2J", "\r", "\n", "\u202e", "\x9b", "\u2028"])
def test_what_documents_say_never_moves_the_cursor(odd: str) -> None:
    text = report([Check("project", "tracker", State.FAIL, f"A{odd}B.", "C.")], colour=False)
    assert odd not in text.replace("\n", "", 1).split("\n")[0]
    assert len(text.split("\n")) == 4
    assert all(c.isprintable() or c == "\n" for c in text)


def test_programs_read_json() -> None:
    whole = json.loads(to_json([FINE, BAD]))
    assert whole["ok"] is False
    assert whole["checks"][1] == {
        "section": "Slack",
        "name": "bot token",
        "state": "fail",
        "said": "It is refused.",
        "mend": "Set another.",
    }
    assert json.loads(to_json([FINE, ODD]))["ok"] is True
