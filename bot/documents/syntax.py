"""What a parser stumbles over, in words that its reader can act on: where, what, and the mend.

libyaml and Python's json have a few dozen messages, written for whoever wrote the parser.
"""

import json
from collections.abc import Sequence
from typing import Final

import yaml

from bot.readiness.place import Place, Problem

_Known = Sequence[tuple[str, str, str]]  # words of the parser's message, what is wrong, the mend

_YAML: Final[_Known] = (
    (
        "mapping values are not allowed",
        "a colon begins a value where none can be.",
        "Put quotes around a value that holds “: ”, or align the key with its neighbours.",
    ),
    (
        "',' or ']'",
        "a list that opens with “[” is not closed.",
        "Add the missing comma or the closing “]”.",
    ),
    (
        "',' or '}'",
        "a mapping that opens with “{” is not closed.",
        "Add the missing comma, colon or the closing “}”.",
    ),
    (
        "cannot start any token",
        "a value can't begin with this character.",
        "Indent with blanks, not tabs; put quotes around a value that begins with it.",
    ),
    (
        "a tab character",
        "a tab stands where the indentation is.",
        "Indent with blanks.",
    ),
    (
        "unexpected end of stream",
        "a quote that is opened is never closed.",
        "Close the quote.",
    ),
    (
        "unexpected document indicator",
        "a quote that is opened is never closed.",
        "Close the quote.",
    ),
    (
        "could not find expected ':'",
        "a key stands here without its colon.",
        "Write “key: value”, or indent the line under the text it belongs to.",
    ),
    (
        "did not find expected key",
        "the line is indented as no key before it.",
        "Align it with the keys of its mapping; put quotes around all of a text or around none.",
    ),
    (
        "'-' indicator",
        "the line belongs to a list, but begins with no “-”.",
        "Begin it with “- ”, or align it with the key it belongs to.",
    ),
    (
        "block sequence entries are not allowed",
        "a list can't begin here.",
        "Put its first “- ” on a line of its own.",
    ),
    (
        "escape",
        "a backslash is followed by what is no escape.",
        "Write two backslashes, or use single quotes.",
    ),
    (
        "hexdecimal number",
        "an escape lacks some of its hexadecimal digits.",
        "Write all of them, or two backslashes.",
    ),
    (
        "alphabetic or numeric character",
        "an anchor or alias has no name.",
        "Name it, or put quotes around a value that begins with “*” or “&”.",
    ),
    (
        "tag",
        "a value begins with “!”, which makes it a tag.",
        "Put quotes around it.",
    ),
    (
        "comment or line break",
        "text follows “|” or “>” on the same line.",
        "Begin it on the next line.",
    ),
    (
        "<document start>",
        "something stands where the document is over.",
        "Align the line with the first one, and put quotes around all of a text or around none.",
    ),
    (
        "node content",
        "a closing bracket stands here without an opening one.",
        "Remove it, or add the opening one.",
    ),
    (
        "directive",
        "a line begins with “%”, which makes it a directive.",
        "Put quotes around it.",
    ),
)
_JSON: Final[_Known] = (
    (
        "Expecting property name",
        "a key in double quotes is missing.",
        "Remove a comma before “}”, and put keys in double quotes.",
    ),
    ("trailing comma", "a comma is followed by nothing.", "Remove the comma."),
    ("Expecting ':'", "a key lacks its colon.", "Write a colon after the key."),
    ("Expecting ','", "two entries have no comma between them.", "Write the comma."),
    (
        "Expecting value",
        "a value is missing, or lacks its quotes.",
        "Write the value, or remove a comma before “]”.",
    ),
    ("Extra data", "something follows where the text is over.", "Remove it."),
    ("Unterminated string", "a text that is opened is never closed.", "Close its quote."),
    ("Invalid control", "a text holds a line break or a tab.", r"Write it as \n or \t."),
    (
        "escape",
        "a backslash is followed by what is no escape.",
        "Write two backslashes.",
    ),
)
_NO_SENSE: Final = ("from here on it makes no sense.", "Mend the line, or the one above it.")
_ODD: Final = (
    "it holds characters that can't be shown.",
    "Save the file as UTF-8 text, without control characters.",
)


def yaml_problem(path: str, error: yaml.YAMLError) -> Problem:
    """Return a YAML parser's error as a problem of the file."""
    mark = getattr(error, "problem_mark", None)
    place = Place(path, mark.line + 1, mark.column + 1) if mark is not None else Place(path)
    wrong, mend = _words(getattr(error, "problem", None), _YAML)
    return Problem(place, f"This is no YAML: {wrong}{_opened(error, place)}", mend)


def json_problem(path: str, error: json.JSONDecodeError) -> Problem:
    """Return a JSON parser's error as a problem of the file."""
    wrong, mend = _words(error.msg, _JSON)
    return Problem(Place(path, error.lineno, error.colno), f"This is no JSON: {wrong}", mend)


def _words(message: str | None, known: _Known) -> tuple[str, str]:
    if message is None:
        return _ODD
    found = ((wrong, mend) for words, wrong, mend in known if words in message)
    return next(found, _NO_SENSE)


def _opened(error: yaml.YAMLError, place: Place) -> str:
    """Return where that begins which went wrong, if it is on another line."""
    mark = getattr(error, "context_mark", None)
    if mark is None or mark.line + 1 == place.line or "flow" not in str(error):
        return ""
    return f" It opens in line {mark.line + 1}."
