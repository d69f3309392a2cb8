"""The tests of a source file by the shapes of its language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.evidence.source_text import Language, SourceText, source_text

_PY_LINE: Final = re.compile(
    r"^(?P<indent>[ \t]*)(?:(?:async[ \t]+)?def[ \t]+(?P<def>\w+)"
    r"|class[ \t]+(?P<class>\w+)[ \t]*(?P<bases>\(\s*[^\s)])?|(?=[A-Za-z_@]))",
    re.MULTILINE,
)
_GO_FUNC: Final = re.compile(r"^func\s+(?:\([^)\n]*\)\s*)?(\w+)\s*[\[(]", re.MULTILINE)
_GO_LITERAL: Final = re.compile(r'"((?:\\.|[^"\\\n])*)"|`([^`]*)`')
_GO_COMPUTED: Final = re.compile(r"\.Run\(\s*[^\"`\s]")
_JS_CALL: Final = re.compile(
    r"(?<![\w$.])(?:[xf]?(?:it|test|describe)|context|suite|specify|bench|Deno\.test)\b"
    r"(?P<chain>(?:\s*\.\s*\w+)*)\s*\("
)
_JS_TITLE: Final = re.compile(r"\s*(?P<mark>['\"`])(?P<title>(?:\\.|(?!(?P=mark))[^\\])*)(?P=mark)")
_JS_HOLE: Final = re.compile(r"%[sdifjoOcp#]|%\\?%|\$\{[^{}]*\}|\$[\w.]+")
_JS_BETWEEN: Final = re.compile(r"\s*(?:::|\s[>\u203a]\s)\s*")
_JAVA_NAME: Final = re.compile(r"(?:\b(\w+)|`([^`\n]+)`)[ \t]*\(")
_JAVA_TYPE: Final = re.compile(r"\b(?:class|record|interface|object)\s+(\w+)")
_JAVA_ARGUMENTS: Final = re.compile(r"(@[\w.]+)\s*\((?:[^()]|\([^()]*\)){0,2000}\)")
_JAVA_TEST: Final = re.compile(
    r"@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Theory|Property)\b"
)
_JAVA_CLASS_OF_TESTS: Final = re.compile(r"@(?:\w+\.)*Test\b[^;{}]{0,400}\bclass\b")
_PARAMETERS: Final = re.compile(r"\[.*\]$", re.DOTALL)
_JS_OPEN: Final = re.compile(r"\s*\(")
_BRACKET: Final = re.compile(r"[()]")
_MOST_TITLES: Final = 20_000


@dataclass(frozen=True, slots=True)
class TestNames:
    """The tests that a source names: each by its path, from the outermost class or suite in."""

    __test__ = False  # no test case of pytest's, whatever its name

    paths: frozenset[tuple[str, ...]]
    heirs: frozenset[str] = frozenset()  # classes that may have tests from a base class
    patterns: tuple[tuple[str, ...], ...] = ()  # titles, cut where a table's values go in
    computed: bool = False  # cases may have names that are worked out when they run

    @property
    def names(self) -> frozenset[str]:
        """Every name alone."""
        return frozenset(path[-1] for path in self.paths)


def named_tests(raw: str, language: Language) -> TestNames:
    """Return the tests of a source."""
    source = source_text(raw, language)
    match language:
        case Language.PYTHON:
            return _python(source)
        case Language.GO:
            return _go(source)
        case Language.JAVASCRIPT:
            return _javascript(source)
        case Language.JAVA:
            return _java(source)


def has_test(found: TestNames, language: Language, name: str) -> bool:
    """Tell whether a name, as people cite it, is one of these tests."""
    match language:
        case Language.PYTHON:
            parts = _PARAMETERS.sub("", name).split("::")
            return _ends_with(found, tuple(part.strip() for part in parts))
        case Language.GO:
            return _has_go(found, re.split(r"::|/", name))
        case Language.JAVASCRIPT:
            titles = [part for part in _JS_BETWEEN.split(name) if part]
            return bool(titles) and all(_has_title(found, title) for title in titles)
        case Language.JAVA:
            plain = re.sub(r"\([^()]*\)$", "", _PARAMETERS.sub("", name).strip())
            parts = [plain] if " " in plain else re.split(r"::|[#.$]", plain)
            return all(part in found.names for part in parts)


def _ends_with(found: TestNames, parts: tuple[str, ...]) -> bool:
    if any(path[-len(parts) :] == parts for path in found.paths):
        return True
    inherited = len(parts) > 1 and parts[-2] in found.heirs
    return inherited and parts[-1] in found.names


def _python(source: SourceText) -> TestNames:
    paths: set[tuple[str, ...]] = set()
    heirs: set[str] = set()
    inside: list[tuple[int, str]] = []
    for line in _PY_LINE.finditer(source.code):
        indent = len(line["indent"].expandtabs(8))
        while inside and inside[-1][0] >= indent:
            inside.pop()
        name = line["def"] or line["class"]
        if name:
            inside.append((indent, name))
            paths.add(tuple(each for _, each in inside))
            heirs |= {name} if line["bases"] else set()
    return TestNames(frozenset(paths), frozenset(heirs))


def _go(source: SourceText) -> TestNames:
    functions = {(name,) for name in _GO_FUNC.findall(source.code)}
    literals = {("", _go_case(a or b)) for a, b in _GO_LITERAL.findall(source.text)}
    return TestNames(
        frozenset(functions | literals), computed=bool(_GO_COMPUTED.search(source.text))
    )


def _go_case(title: str) -> str:
    # Go writes a blank in the name of a case as an underscore.
    return re.sub(r"\s", "_", title.replace('\\"', '"'))


def _has_go(found: TestNames, parts: list[str]) -> bool:
    test, *cases = parts
    return (test,) in found.paths and all(
        ("", _go_case(case)) in found.paths or (case,) in found.paths or found.computed
        for case in cases
    )


def _javascript(source: SourceText) -> TestNames:
    titles = list(islice(_js_titles(source), _MOST_TITLES))
    cut = {title: _JS_HOLE.split(title) for title in titles}
    plain = frozenset((title,) for title, pieces in cut.items() if len(pieces) == 1)
    return TestNames(plain, patterns=tuple(tuple(p) for p in cut.values() if len(p) > 1))


def _js_titles(source: SourceText) -> Iterator[str]:
    closing = _brackets(source.code) if ".each" in source.code else {}
    for call in _JS_CALL.finditer(source.code):
        at: int | None = call.end()
        after = source.text[call.end("chain") :][:80].lstrip()
        if call["chain"].rstrip().endswith("each") and after.startswith("("):
            second = _JS_OPEN.match(source.code, closing.get(call.end() - 1, len(source.code)) + 1)
            at = second.end() if second else None
        title = _JS_TITLE.match(source.text, at) if at is not None else None
        if title:
            yield re.sub(r"\\(.)", r"\1", title["title"])


def _brackets(code: str) -> dict[int, int]:
    """Return where each round bracket is closed."""
    opened: list[int] = []
    closed: dict[int, int] = {}
    for bracket in _BRACKET.finditer(code):
        if bracket[0] == "(":
            opened.append(bracket.start())
        elif opened:
            closed[opened.pop()] = bracket.start()
    return closed


def _has_title(found: TestNames, asked: str) -> bool:
    """Tell whether this is a title, or titles one after another as some tools report them."""
    ahead, seen = [0], {0}
    while ahead:
        at = ahead.pop()
        rest = asked[at:]
        if (rest,) in found.paths or any(_fits(pieces, rest) for pieces in found.patterns):
            return True
        for (suite,) in found.paths:
            after = at + len(suite) + 1
            if suite and after not in seen and rest.startswith(f"{suite} "):
                seen.add(after)
                ahead.append(after)
    return False


def _fits(pieces: Sequence[str], asked: str) -> bool:
    """Tell whether a text is these pieces in order, with anything between them."""
    first, *middle, last = pieces
    if not asked.startswith(first) or not asked[len(first) :].endswith(last):
        return False
    at, end = len(first), len(asked) - len(last)
    for piece in middle:
        found = asked.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at < end


def _java(source: SourceText) -> TestNames:
    plain = _JAVA_ARGUMENTS.sub(r"\1", source.code)
    all_are = bool(_JAVA_CLASS_OF_TESTS.search(plain))
    found = {(name,) for name in _JAVA_TYPE.findall(plain)}
    for method in _JAVA_NAME.finditer(plain):
        if plain.startswith("@", method.start() - 1):
            continue  # an annotation, not a method
        name = method[1] or method[2]
        before = re.split(r"[;{}]", plain[max(0, method.start() - 600) : method.start()])[-1]
        # A method named `test…` is a test to JUnit 3; after `new` or a dot it would be a call.
        by_name = name.startswith("test") or all_are
        if _JAVA_TEST.search(before) or (by_name and re.search(r"\b(?:void|fun)\s*$", before)):
            found.add((name,))
    return TestNames(frozenset(found))
