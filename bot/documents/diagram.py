"""The Mermaid flowchart of a tracker: which class its nodes carry, and how to change it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.documents.blocks import Fence
from bot.documents.markdown import Page
from bot.documents.source import Splice
from bot.readiness.phase_ids import same_id
from bot.readiness.status import Status

CLASS_OF: Final[Mapping[Status, str]] = MappingProxyType(
    {
        Status.NOT_STARTED: "notstarted",
        Status.IN_PROGRESS: "inprog",
        Status.READY: "inprog",
        Status.SIGNED_OFF: "done",
        Status.COMPLETED: "done",
    }
)
_OURS: Final = frozenset(CLASS_OF.values())
_FLOWCHART: Final = re.compile(r"[\s>]*(?:flowchart|graph)\b")
_NODE: Final = re.compile(r"(?<!\w)(?P<id>\w+(?:[./-]\w+)*)")
_CLASS: Final = re.compile(r"\s*:::(?P<css>[A-Za-z_][\w-]*)")
_STATEMENT: Final = re.compile(
    r"(?P<indent>[\s>]*)class\s+(?P<ids>[\w./-]+(?:\s*,\s*[\w./-]+)*)\s+(?P<css>[A-Za-z_][\w-]*)\s*;?\s*"
)
_SKIPPED: Final = re.compile(r"[\s>]*(?:%%|classDef\b|style\b|linkStyle\b|click\b|subgraph\b)")
_LONGEST: Final = 10_000  # characters; no hand has written a longer line of a diagram
_BRACKETS: Final = {"[": "]", "(": ")", "{": "}"}


@dataclass(frozen=True, slots=True)
class NodeClass:
    """A node's class: where the class's name stands, and the statement's line if it is shared.

    `name_start`, `name_end` enclose the id; `shared` tells a `class P1,P2 done` of several nodes.
    """

    id: str
    css: str
    line: int
    start: int
    end: int
    name_start: int
    name_end: int
    shared: bool = False


def read_classes(page: Page) -> list[NodeClass]:
    """Return the classes of all nodes in the file's Mermaid flowcharts."""
    return [
        node
        for block in page.blocks
        if isinstance(block, Fence) and block.info.split()[:1] == ["mermaid"]
        if _is_flowchart(page, block)
        for line in range(block.line + 1, block.end)
        for node in _of_line(page, line)
    ]


def _is_flowchart(page: Page, fence: Fence) -> bool:
    return any(
        _FLOWCHART.match(page.source.line(line)) for line in range(fence.line + 1, fence.end)
    )


def _of_line(page: Page, line: int) -> Iterator[NodeClass]:
    text, offset = page.source.line(line), page.source.starts[line]
    if _SKIPPED.match(text) or len(text) > _LONGEST:
        return
    if statement := _STATEMENT.fullmatch(text):
        ids = list(re.finditer(r"[\w./-]+", statement["ids"]))
        base = offset + statement.start("ids")
        for one in ids:
            start, end = (offset + at for at in statement.span("css"))
            name = (base + one.start(), base + one.end())
            yield NodeClass(one[0], statement["css"], line, start, end, *name, len(ids) > 1)
        return
    at = 0
    while node := _NODE.search(text, at):
        at = _after_shape(text, node.end())
        if css := _CLASS.match(text, at):
            start, end = (offset + one for one in css.span("css"))
            name = (offset + node.start(), offset + node.end())
            yield NodeClass(node["id"], css["css"], line, start, end, *name)
            at = css.end()


def _after_shape(text: str, at: int) -> int:
    """Return where a node's `[label]` ends; `at` where it has none or its brackets don't close."""
    stack: list[str] = []
    quoted = False
    if text.startswith(">", at):
        stack, at = ["]"], at + 1
    for position in range(at, len(text)):
        character = text[position]
        if character == '"':
            quoted = not quoted
        elif not quoted and character in _BRACKETS:
            stack.append(_BRACKETS[character])
        elif not quoted and stack and character == stack[-1]:
            stack.pop()
        if not stack and not quoted:
            return position + 1 if position > at or character in ")]}" else at
    return at


def _phase_of(node_id: str, ids: Collection[str]) -> str | None:
    """Return the phase that a node stands for; Mermaid ids often lack `-`, `.` and `/`."""
    alike = (each for each in ids if _squeezed(each) == _squeezed(node_id))
    return next((each for each in ids if same_id(each, node_id)), next(alike, None))


def _squeezed(text: str) -> str:
    return re.sub(r"[-_./]", "", text).casefold()


def class_after(
    node: tuple[str, str], phase_id: str, status: Status, others: Collection[str] = ()
) -> str:
    """Return the class that a node (id, class) carries once its phase has this status.

    A class of somebody's own stays, and so do the nodes of `others`, the ids of other phases.
    """
    node_id, css = node
    follows = css in _OURS and _phase_of(node_id, (phase_id, *others)) == phase_id
    return CLASS_OF[status] if follows else css


def class_splices(
    page: Page, phase_id: str, status: Status, others: Collection[str] = ()
) -> list[Splice]:
    """Return the splices that let the phase's nodes follow its status.

    A node without a class stays without one. `others`: the ids of the other phases.
    """
    return [
        splice
        for node in read_classes(page)
        if (css := class_after((node.id, node.css), phase_id, status, others)) != node.css
        for splice in _change(page, node, css)
    ]


def _change(page: Page, node: NodeClass, css: str) -> Iterator[Splice]:
    if not node.shared:
        yield Splice(node.start, node.end, css)
        return
    text = page.source.text
    start, end = node.name_start, node.name_end
    while text[end] in ", \t" and text[end - 1] != ",":
        end += 1
    if text[end - 1] != ",":  # the last name: the comma before it goes
        end = node.name_end
        while text[start - 1] in ", \t":
            start -= 1
    yield Splice(start, end, "")
    line = page.source.line(node.line)
    indent = line[: len(line) - len(line.lstrip(" \t>"))]
    yield page.source.insert_after(node.line, [f"{indent}class {node.id} {css}"])
