"""What leaves for a Git host is made in one place each, so that no words get there unread.

mypy refuses a plain text where these types are asked for; this holds who may make them.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = [path for folder in ("bot", "storage") for path in (ROOT / folder).rglob("*.py")]


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("CommitMessage", "bot/repository/trailers.py"),
        ("PullText", "bot/app/shared/pull_request_text.py"),
    ],
)
def test_only_its_maker_makes_it(name: str, maker: str) -> None:
    assert {str(path.relative_to(ROOT)) for path in CODE if name in made_in(path)} == {maker}


def made_in(path: Path) -> set[str]:
    """Return the names that are called, or cast to."""
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    casts = [call.args[0] for call in calls if last_name(call.func) == "cast" and call.args]
    return {last_name(node) for node in (*(call.func for call in calls), *casts)}


def last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            return name
        case _:
            return ""


# The sandbox shares nothing with gatebot and prints its own link; a progress bar is drawn for
# terminals only; the logs have a door of their own.
WRITERS = {
    "bot/cli/output.py",
    "bot/cli/progress.py",
    "bot/platform/logs.py",
    "bot/sandbox/__main__.py",
}


def test_everything_is_printed_by_one_door() -> None:
    found = {str(path.relative_to(ROOT)) for path in CODE if prints(path)}
    assert found <= WRITERS


def prints(path: Path) -> bool:
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    streams = ("stdout", "stderr")
    return "print" in {call.id for call in calls if isinstance(call, ast.Name)} or any(
        isinstance(call, ast.Attribute)
        and call.attr in {"write", "writelines"}
        and last_name(call.value) in streams
        for call in calls
    )
