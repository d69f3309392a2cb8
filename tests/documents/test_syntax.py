"""What is said of a file that no parser takes: where, what is wrong, the mend; in our own words."""

import json
import re

import pytest

from bot.documents.problems import DocumentError
from bot.documents.syntax import json_problem
from bot.documents.yaml import read_yaml
from bot.readiness.place import Place, Problem

PARSERS = re.compile(
    r"expected|expecting|token|delimiter|mapping values|block|flow|scalar|scanning|"
    r"simple key|stream|node content|enclosed|unterminated",
    re.IGNORECASE,
)
YAML = {
    "a: b: c": (1, 5, "a colon begins a value"),
    "a:\n\t- x": (2, 1, "can't begin with this character"),
    "a: `x`": (1, 4, "can't begin with this character"),
    "ok: 1\na: [1, 2": (3, 1, "“[” is not closed. It opens in line 2."),
    '{"a" 1}': (1, 6, "“{” is not closed"),
    "a: 'x": (1, 6, "never closed"),
    "- a\nb: c": (2, 1, "begins with no “-”"),
    "a:\n  - b\n c": (3, 2, "indented as no key"),
    "a: 1\nb": (3, 1, "without its colon"),
    'a: "\\q"': (1, 5, "no escape"),
    'a: "\\u12"': (1, 7, "hexadecimal digits"),
    "a: *": (1, 5, "has no name"),
    "a: !x!y z": (1, 4, "makes it a tag"),
    "a: >x\n b": (1, 5, "on the same line"),
    " a: 1\nb: 2": (2, 1, "the document is over"),
    "}": (1, 1, "without an opening one"),
    "%FOO": (1, 5, "directive"),
    "&a &b c": (1, 4, "the document is over"),
}
JSON = {
    '{"a": 1,}': (1, 9, "a key in double quotes is missing"),
    '{"a" 1}': (1, 6, "lacks its colon"),
    '{"a": }': (1, 7, "a value is missing"),
    '["a" "b"]': (1, 6, "no comma between them"),
    '{"a": "x\n"}': (1, 9, "a line break or a tab"),
    '{"a": "\\q"}': (1, 8, "no escape"),
    "{} x": (1, 4, "the text is over"),
    '{"a":"x': (1, 6, "never closed"),
}


def of_yaml(text: str) -> Problem:
    with pytest.raises(DocumentError) as caught:
        read_yaml(text.encode(), "api.yaml")
    return caught.value.problems[0]


def of_json(text: str) -> Problem:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    return json_problem("api.json", caught.value)


@pytest.mark.parametrize(("text", "line", "column", "said"), [(t, *e) for t, e in YAML.items()])
def test_a_broken_yaml_file(text: str, line: int, column: int, said: str) -> None:
    problem = of_yaml(text)
    assert problem.place == Place("api.yaml", line, column)
    assert problem.wrong.startswith("This is no YAML: ")
    assert said in problem.wrong
    assert not PARSERS.search(f"{problem.wrong} {problem.mend}")


@pytest.mark.parametrize(("text", "line", "column", "said"), [(t, *e) for t, e in JSON.items()])
def test_a_broken_json_file(text: str, line: int, column: int, said: str) -> None:
    problem = of_json(text)
    assert problem.place == Place("api.json", line, column)
    assert problem.wrong.startswith("This is no JSON: ")
    assert said in problem.wrong
    assert not PARSERS.search(f"{problem.wrong} {problem.mend}")


def test_a_file_of_control_characters_has_no_line_to_name() -> None:
    problem = of_yaml("a: \x01")
    assert problem.place == Place("api.yaml")
    assert "can't be shown" in problem.wrong


def test_a_place_names_file_line_and_column() -> None:
    assert [str(Place("a", *at)) for at in ((), (3,), (3, 7))] == ["a", "a:3", "a:3:7"]
