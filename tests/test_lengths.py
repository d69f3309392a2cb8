"""Code is cut so that a piece of it fits on a screen: the limits that CONTRIBUTING.md names."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = [path for folder in ("bot", "storage") for path in (ROOT / folder).rglob("*.py")]


def test_no_module_is_over_350_lines() -> None:
    assert [str(p.relative_to(ROOT)) for p in CODE if p.read_text("utf-8").count("\n") > 350] == []


def test_no_function_is_over_45_lines() -> None:
    assert [name for path in CODE for name in too_long(path)] == []


def too_long(path: Path) -> list[str]:
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [
        f"{path.relative_to(ROOT)}: {one.name}"
        for one in functions
        if (one.end_lineno or 0) - one.lineno >= 45
    ]
