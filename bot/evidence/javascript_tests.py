"""What skips a test of JavaScript or TypeScript: its own call, a suite around it, its body."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.evidence.marks import Mark, worst
from bot.evidence.skips import MOST
from bot.evidence.source_text import Language, source_text

_CALL: Final = re.compile(
    r"(?<![\w$.])(?P<callee>[xf]?(?:it|test|describe)|xcontext|context|suite|specify|xspecify|bench"
    r"|Deno\.test)\b(?P<chain>(?:\s*\.\s*\w+)*)\s*\("
)
_TITLE: Final = re.compile(r"\s*(?P<mark>['\"`])(?P<title>(?:\\.|(?!(?P=mark))[^\\])*)(?P=mark)")
_HOLE: Final = re.compile(r"%[sdifjoOcp#]|%\\?%|\$\{[^{}]*\}|\$[\w.]+")
_CERTAIN: Final = frozenset(("skip", "todo", "fixme", "failing", "fails", "fail", "ignore"))
_MAY: Final = frozenset(("skipIf", "runIf", "if"))
_OPTION: Final = re.compile(r"\{[^{}()]*\b(?P<key>skip|todo|fixme|ignore)\s*:\s*(?P<value>[^,}]*)")
_IN_BODY: Final = re.compile(
    r"\b(?P<call>(?:this|t|ctx|context|test|it)\.(?:skip|fixme|todo|fail)|pending)\((?P<given>[^()\n]*)"
)
_IF: Final = re.compile(r"\bif\s*\(")
_NO_BODY: Final = re.compile(r"[\s,]*")
_MOST_CALLS: Final = 5_000
_MOST_SKIPS: Final = 500
_BRACKET: Final = re.compile(r"[()\[\]{}]")
_BETWEEN: Final = re.compile(r"\s*(?:::|\s[>\u203a]\s)\s*")
_ALIAS: Final = re.compile(
    r"\b(?:const|let|var)\s+(?:it|test|describe)\s*=[^;\n]*\b(?:skip|todo|fixme|x(?:it|test|describe))\b"
)


@dataclass(frozen=True, slots=True)
class _Call:
    title: str
    start: int
    end: int
    words: tuple[str, ...]  # the callee and its chain
    own: Mark | None


def javascript_mark(raw: str, name: str) -> Mark | None:
    """Return what skips the test of a title, or may; None if nothing does that can be seen."""
    source = source_text(raw, Language.JAVASCRIPT)
    closing = _closing(source.code)
    found_calls = islice(_CALL.finditer(source.code), _MOST_CALLS + 1)
    calls = [_call(found, source.text, source.code, closing) for found in found_calls]
    named = [call for call in calls if call.title]
    asked = [part for part in _BETWEEN.split(name) if part]
    cited = _cited(named, asked)
    if elsewhere := _elsewhere(cited, named, asked[:-1], raw):
        return elsewhere
    marks = [worst(_marks(call, calls, source.code, closing)) for call in cited[:MOST]]
    if len(cited) > MOST or len(calls) > _MOST_CALLS:
        marks.append(Mark(1, "the file has too many tests to tell", certain=False))
    if not marks and named and not _literally(raw, named, asked):
        at = next((call.start for call in named if _HOLE.search(call.title)), named[0].start)
        marks = [Mark(_line(raw, at), "its title is worked out when it runs", certain=False)]
    if alias := _ALIAS.search(source.code):
        marks.append(Mark(_line(raw, alias.start()), alias[0].strip(), certain=False))
    return worst((*marks, _left_out(named, asked, source.code)))


def _cited(calls: list[_Call], asked: list[str]) -> list[_Call]:
    return [call for call in calls if asked and call.title == asked[-1]] or [
        call for call in calls if asked and asked[-1].endswith(f" {call.title}")
    ]


def _elsewhere(cited: list[_Call], calls: list[_Call], suites: list[str], raw: str) -> Mark | None:
    """Return that the test is in other suites than those that are named around it."""
    for call in cited[:MOST]:
        around = {c.title for c in calls if c.start < call.start and call.end <= c.end}
        if any(_HOLE.search(title) for title in around) or around.issuperset(suites):
            return None
    return (
        Mark(_line(raw, cited[0].start), "it is in another suite", certain=False) if cited else None
    )


def _literally(raw: str, calls: list[_Call], asked: list[str]) -> bool:
    """Tell whether a title with holes is filled with what the file has somewhere."""
    for call in calls:
        pieces = _HOLE.split(call.title)
        if len(pieces) == 1 or not asked:
            continue
        pattern = "(.+?)".join(map(re.escape, pieces))
        found = re.fullmatch(pattern, asked[-1][:1_000], re.DOTALL)
        if found and all(re.search(rf"(?<!\w){re.escape(v)}(?!\w)", raw) for v in found.groups()):
            return True
    return False


def _call(found: re.Match[str], text: str, code: str, closing: dict[int, int]) -> _Call:
    chain = tuple(part.strip() for part in found["chain"].split(".") if part.strip())
    opened, at = found.end() - 1, found.end()
    end = closing.get(opened, len(code))
    if chain[-1:] == ("each",):
        second = re.compile(r"\s*(?:`[^`]*`)?\s*\(").match(text, end + 1)
        at = second.end() if second else at
        end = closing.get(at - 1, end)
    title = _TITLE.match(text, at)
    words = (found["callee"], *chain)
    own = _own(found, words, title, text, code, end)
    return _Call(
        re.sub(r"\\(.)", r"\1", title["title"]) if title else "", found.start(), end, words, own
    )


def _own(  # noqa: PLR0913, PLR0917 - the call in its parts
    found: re.Match[str],
    words: tuple[str, ...],
    title: re.Match[str] | None,
    text: str,
    code: str,
    end: int,
) -> Mark | None:
    line, said = _line(code, found.start()), ".".join(words)
    if title is None and words[0] not in {"describe", "suite"}:
        return None
    if words[0].startswith("x") or _CERTAIN & set(words[1:]):
        return Mark(line, said)
    if _MAY & set(words[1:]):
        return Mark(line, said, certain=False)
    if title is not None and (rest := _NO_BODY.match(text, title.end())) and rest.end() >= end:
        return Mark(line, f"{said} without a body")
    option = _OPTION.search(code, found.end(), min(end, found.end() + 400))
    if (
        option
        and not code[found.end() : option.start()].strip(" ,\n\t")
        and "false" not in option["value"]
    ):
        value = text[option.start("value") : option.end("value")].strip()
        sure = value == "true" or value[:1] in {"'", '"', "`"}
        return Mark(line, f"{option['key']}: {value}", certain=sure)
    return None


def _marks(
    call: _Call, calls: list[_Call], code: str, closing: dict[int, int]
) -> list[Mark | None]:
    around = [each for each in calls if each.start < call.start and call.end <= each.end]
    marks: list[Mark | None] = [call.own, *(each.own for each in around)]
    marks.append(_condition(call.start, code, closing))
    tests = {each.start for each in calls if each.title}
    for found in islice(_IN_BODY.finditer(code), _MOST_SKIPS):
        if found.start() in tests:
            continue
        holders = (each for each in reversed(calls) if each.title)
        at = found.start()
        holder = next((each for each in holders if each.start < at < each.end), None)
        if holder is None or holder is call or holder in around:
            before = code[holder.start if holder else 0 : found.start()]
            depth = before.count("{") - before.count("}")
            deep = depth > (1 if holder else 0) or re.search(r"\bif\b[^\n]*$", before) is not None
            given = found["given"].strip()
            sure = not deep and (not given or given.startswith("true") or given[:1].isspace())
            marks.append(Mark(_line(code, found.start()), found["call"], certain=sure))
    return marks


def _condition(at: int, code: str, closing: dict[int, int]) -> Mark | None:
    """Return the `if` around a call, or right before it."""
    for found in _IF.finditer(code, 0, at):
        end = closing.get(found.end() - 1)
        if end is None or end >= at:
            continue
        block = re.compile(r"\s*\{").match(code, end + 1)
        inside = block is not None and at < closing.get(block.end() - 1, 0)
        if inside or (block is None and not code[end + 1 : at].strip()):
            asked = code[found.end() : end].strip()
            sure = asked in {"false", "0", "null", "undefined", "!true"}
            return Mark(_line(code, found.start()), f"if ({asked})", certain=sure)
    return None


def _left_out(calls: list[_Call], asked: list[str], code: str) -> Mark | None:
    """Return the `.only` that leaves the cited test out."""
    only = [c for c in calls if "only" in c.words or c.words[0] in {"fit", "fdescribe", "ftest"}]
    cited = _cited(calls, asked)
    if not only or not cited:
        return None
    for call in cited:
        near = (
            one.start <= call.start < one.end or call.start <= one.start < call.end for one in only
        )
        if any(near):
            return None
    return Mark(_line(code, only[0].start), f"{'.'.join(only[0].words)} leaves out the others")


def _closing(code: str) -> dict[int, int]:
    opened: list[int] = []
    closed: dict[int, int] = {}
    for bracket in _BRACKET.finditer(code):
        if bracket[0] in "([{":
            opened.append(bracket.start())
        elif opened:
            closed[opened.pop()] = bracket.start()
    return closed


def _line(code: str, at: int) -> int:
    return code.count("\n", 0, at) + 1
