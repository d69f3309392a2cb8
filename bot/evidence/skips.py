"""What skips a test in the languages that are read by their shapes: marks, calls, what encloses it.

A mark on the test or on a class, module or suite around it is certain; so is a call that skips in
the test's own body. One that stands in a branch may skip it.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.evidence.marks import Mark, worst

MOST: Final = 20  # places of one name, and blocks around one, that are looked at
_HASHED: Final = frozenset(("rb", "ex", "exs", "r", "pl", "sh", "bats", "feature", "robot", "nim"))
_INDENTED: Final = _HASHED
_OF_CLASSES: Final = frozenset(("java", "kt", "kts", "cs", "php", "swift"))
_HASH: Final = r"#(?![\[{])[^\n]*"
_SLASH: Final = r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
_STRING: Final = r'"{3}[\s\S]*?(?:"{3}|\Z)|"(?:\\.|[^"\\\n])*"?|`[^`]*`?|' + r"'(?:\\.|[^'\\\n])*'"
# Marks on a test, or on what is around it.
_MARKED: Final = re.compile(
    r"@(?:[\w.]+\.)?(?:Disabled|Ignored?|Skip|Pending(?:Feature)?)\b(?!\w)"
    r"|#\[\s*ignore\b|#\[\s*cfg\(\s*(?:any\(\s*\)|FALSE|false)\s*\)"
    r"|\[(?:[^\]\n]*[\s,.])?(?:Ignore|Explicit)\b|\bSkip\s*=|\benabled\s*=\s*false"
    r"|\bx(?:it|test|describe|context|specify|feature|scenario|example)\b"
    r"|(?:^|[\s;])(?:skip|pending|ignore)[ (]|\bDISABLED_"
    r"|@(?:tag|moduletag|describetag)\s+:?(?:skip|pending)\b"
    r"|(?<!:):(?:skip|pending)\b(?!\s*=>\s*false)|\b(?:skip|pending|ignore|todo)\s*:\s*(?!\s*(?:false|nil|null)\b)"
    r"|(?:\.|->)(?:skip|todo|disabled|fixme|failing|fails)\b|@skip\b"
    r"|\s-Skip\b(?!:\s*\$false)",
    re.MULTILINE,
)
_MAY: Final = re.compile(
    r"@\w*(?:Disabled|Enabled|Skip|Ignore)\w+|cfg_attr\([^)]*\bignore|#\[\s*cfg\((?!\s*test\s*\))"
    r"|\b[Ss]kip\w*|\bxfail\b|\.(?:skipIf|runIf|if)\b"
)
# Calls in a body that skip the test they are in.
_CALL: Final = re.compile(
    r"\.Skip(?:f|Now)?\(|\bmarkTest(?:Skipped|Incomplete)\b|\bXCTSkip\b(?!If|Unless)|\bGTEST_SKIP\b"
    r"|\bAssert\.(?:Ignore|Inconclusive|Skip)\(|\bassume(?:True\(\s*false|False\(\s*true)\b"
    r"|\b(?:this|t|ctx|context|test|it)\.(?:skip|fixme|todo)\(\s*\)|\bpending\(|\bAssumptions\.abort\("
    r"|\berror\.SkipZigTest\b|\bSet-ItResult\b[^\n]*-(?:Skipped|Pending|Inconclusive)\b"
    r"|^\s*(?:skip|pending)(?=\s*(?:$|[\"'(]|\s))(?!\s*(?:if|unless|=)\b)",
    re.MULTILINE,
)
_MAY_CALL: Final = re.compile(
    r"\b[\w.]*[Ss]kip\w*\s*\(|\bassum\w+\(|\bXCTSkip(?:If|Unless)\b|\b(?:skip|pending)\s+(?:if|unless)\b"
    r"|\btesting\.Short\("
)
_DECLARES: Final = (
    r"\b(?:def|fn|fun|func|function|void|Task|class|interface|object|record|module|mod|struct|describe|context|it"
    r"|test|specify|scenario|feature|example|xit|xtest|xdescribe|xcontext|xspecify|skip|pending|ignore"
    r"|TEST\w*|Run|should|testWidgets|Scenario(?: Outline)?|Example|Describe|Context|It"
    r"|@test)\b[^\n;{}]{0,160}?"
)
_BRACE: Final = re.compile(r"[{}]")
_BUILD: Final = re.compile(r"^//(?:go:build|\s*\+build)\s+(?P<what>[^\n]+)", re.MULTILINE)


def without_comments(raw: str, path: str) -> tuple[str, str]:
    """Return a source without its comments, and also without its strings; lines stay."""
    suffix = path.rpartition(".")[2].lower()
    comment = _HASH if suffix in _HASHED else rf"{_SLASH}|{_HASH}" if suffix == "php" else _SLASH
    either = re.compile(f"(?P<comment>{comment})|{_STRING}")

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    text = either.sub(lambda found: blank(found) if found["comment"] else found[0], raw)
    return text, either.sub(blank, raw)


def skip_mark(raw: str, path: str, name: str) -> Mark | None:
    """Return what skips the test of a name, or may; None if nothing does that can be seen."""
    text, code = without_comments(raw, path)
    build = _build_mark(raw, path)
    marks = [build, _inside(name, text, code, path), _case_mark(name, text, path)]
    marks.append(_without_body(name, text, path))
    for part in [each.strip() for each in re.split(r"::|[#/>]", name) if each.strip()]:
        wanted = re.escape(re.sub(r"\[.*\]$|\([^()]*\)$", "", part))
        found = list(
            islice(re.finditer(rf"{_DECLARES}(?<!\w)(?:DISABLED_)?{wanted}(?!\w)", text), MOST)
        )
        marks += [_of_test(each.start(), each.end(), text, code, path) for each in found]
        if len(found) == MOST:
            marks.append(Mark(1, f"{part} is there {MOST} times or more", certain=False))
    return worst(marks)


def _inside(name: str, text: str, code: str, path: str) -> Mark | None:
    """Return that a method is in another class than the one that is named with it."""
    parts = re.split(r"::|#", re.sub(r"\[.*\]$|\([^()]*\)$", "", name))
    if path.rpartition(".")[2].lower() not in _OF_CLASSES or len(parts) == 1:
        return None
    of, method = re.split(r"[.$]", parts[-2])[-1], re.escape(parts[-1])
    declared = re.finditer(rf"{_DECLARES}(?<!\w){method}(?!\w)", text)
    found = list(islice(declared, MOST))
    for each in found:
        heads = (
            code[start:end] for start, end in islice(_around_by_brace(each.start(), code), MOST)
        )
        if any(re.search(rf"(?<!\w){re.escape(of)}(?!\w)", head) for head in heads):
            return None
    return _mark(text, found[0].end(), f"it is not in {of}", certain=False) if found else None


def _case_mark(name: str, text: str, path: str) -> Mark | None:
    """Return that a case of a Go test is named nowhere where it is run."""
    _, _, case = name.partition("/")
    if not path.lower().endswith(".go") or not case:
        return None
    words = r"[ _]".join(map(re.escape, re.split(r"[ _]", case.split("/")[-1])))
    literal = rf"(?:\"{words}\"|`{words}`)"
    if re.search(rf"\.Run\(\s*{literal}", text):
        return None
    if re.search(literal, text) and re.search(r"\.Run\(\s*[^\"`\s]", text):
        return None
    return Mark(1, f"no case is run as {case}", certain=False)


def _without_body(name: str, text: str, path: str) -> Mark | None:
    """Return that an example of RSpec has no body: it is pending."""
    if not path.lower().endswith(".rb"):
        return None
    title = re.escape(name.rpartition(" > ")[2])
    rest = r"\s*\)?\s*(?:,(?![^\n]*(?:\bdo\b|\{))[^\n]*)?$"
    found = re.search(
        rf"^[^\S\n]*(?:it|specify|example)\b\s*\(?\s*(['\"]){title}\1{rest}", text, re.MULTILINE
    )
    return _mark(text, found.start(), "it without a body", certain=True) if found else None


def _build_mark(raw: str, path: str) -> Mark | None:
    build = _BUILD.search(raw) if path.endswith(".go") else None
    if build is None:
        return None
    line = raw.count("\n", 0, build.start()) + 1
    return Mark(line, build[0].strip(), certain=build["what"].split()[0] in {"ignore", "never"})


def _of_test(start: int, end: int, text: str, code: str, path: str) -> Mark | None:
    indented = path.rpartition(".")[2].lower() in _INDENTED
    begin, stop = _head_start(start, code), _line_end(end, code)
    if not indented:  # a line may hold several
        begin = max(begin, *(code.rfind(sign, 0, start) + 1 for sign in ";{}"))
        stop = min(stop, code.find("{", end) % (len(code) + 1))
    heads = [(begin, stop)]
    around = _around_by_indent(start, code) if indented else _around_by_brace(start, code)
    heads += islice(around, MOST)
    marked = [_marked(text if indented else code, *head) for head in heads]
    body = _body_by_indent(start, code) if indented else _body_by_brace(end, code)
    if path.endswith(".dart"):  # its options stand behind the body
        marked.append(_marked(code, body[1], _line_end(body[1], code)))
    return worst([*marked, _called(code, *body, indented=indented)])


def _marked(code: str, start: int, end: int) -> Mark | None:
    head = code[start:end]
    for pattern, certain in ((_MARKED, True), (_MAY, False)):
        if found := pattern.search(head):
            return _mark(code, start + found.start(), found[0], certain=certain)
    return None


def _called(code: str, start: int, end: int, *, indented: bool) -> Mark | None:
    """Return the call in a body that skips; in an inner block, or behind `if`, it may."""
    body = code[start:end]
    marks = []
    for found in _CALL.finditer(body):
        line = body[body.rfind("\n", 0, found.start()) + 1 : _line_end(found.start(), body)]
        before = body[: found.start()]
        deep = before.count("{") - before.count("}") > 1 if not indented else False
        asked = re.search(r"\b(?:if|unless|else|case|when|match)\b", line) is not None or deep
        margin = len(line) - len(line.lstrip())
        first = next((each for each in body.split("\n")[1:] if each.strip()), line)
        asked = asked or (indented and margin > len(first) - len(first.lstrip()))
        marks.append(_mark(code, start + found.start(), found[0], certain=not asked))
    if may := _MAY_CALL.search(body):
        marks.append(_mark(code, start + may.start(), may[0], certain=False))
    return worst(marks)


def _mark(code: str, at: int, said: str, *, certain: bool) -> Mark:
    at += len(said) - len(said.lstrip())
    return Mark(code.count("\n", 0, at) + 1, said.strip(" \t\n;("), certain)


def _line_end(at: int, code: str) -> int:
    end = code.find("\n", at)
    return len(code) if end < 0 else end


def _head_start(at: int, code: str) -> int:
    """Return where the attributes above a declaration begin."""
    start = code.rfind("\n", 0, at) + 1
    while start:
        above = code.rfind("\n", 0, start - 1) + 1
        if not re.match(r"\s*(?:@|#\[|\[|\)|$)", code[above : start - 1]) or above == start:
            break
        start = above
    return start


def _around_by_brace(at: int, code: str) -> Iterator[tuple[int, int]]:
    depth = 0
    for brace in reversed(list(_BRACE.finditer(code, 0, at))):
        depth += 1 if brace[0] == "}" else -1
        if depth < 0:
            depth = 0
            begin = max(code.rfind(sign, 0, brace.start()) for sign in ";{}") + 1
            yield begin, brace.start()


def _around_by_indent(at: int, code: str) -> Iterator[tuple[int, int]]:
    start = code.rfind("\n", 0, at) + 1
    margin = _margin(code[start : _line_end(start, code)])
    while start and margin:
        above = code.rfind("\n", 0, start - 1) + 1
        line = code[above : start - 1]
        if line.strip() and _margin(line) < margin:
            margin = _margin(line)
            yield _head_start(above, code), start - 1
        elif re.match(r"\s*@(?:module|describe)tag\b", line) and _margin(line) <= margin:
            yield above, start - 1
        start = above


def _body_by_brace(at: int, code: str) -> tuple[int, int]:
    depth = 0
    begin = code.find("{", at)
    stop = code.find(";", at)
    if begin < 0 or -1 < stop < begin:
        return at, at
    for brace in _BRACE.finditer(code, begin):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return begin, brace.start()
    return begin, len(code)


def _body_by_indent(at: int, code: str) -> tuple[int, int]:
    start = code.rfind("\n", 0, at) + 1
    end = begin = _line_end(start, code)
    margin = _margin(code[start:end])
    while end < len(code):
        stop = _line_end(end + 1, code)
        line = code[end + 1 : stop]
        if line.strip() and _margin(line) <= margin:
            break
        end = stop
    return begin, end


def _margin(line: str) -> int:
    return len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())
