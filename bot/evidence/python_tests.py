"""The tests of a Python file, by its syntax tree: no word of a string is taken for one."""

import ast
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from bot.evidence.marks import Mark, worst

LARGEST: Final = 1_000_000  # characters; a syntax tree takes many times as much memory
_WARNINGS: Final = threading.Lock()  # Python keeps its filters for all threads together
_CALLS: Final = frozenset(("skip", "skipTest", "SkipTest", "xfail"))
_SETUP: Final = frozenset(
    ["setUp", "setUpClass", "asyncSetUp", "setUpModule"]
    + [f"setup_{of}" for of in ("method", "class", "module", "function")]
)
_MOST_ALIASES: Final = 5
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


class Unreadable(Exception):
    """The file is no Python that can be read here."""


@dataclass(slots=True)
class PythonTests:
    """The tests by their path, from the outermost class in, each with what may skip it."""

    marks: dict[tuple[str, ...], Mark | None] = field(default_factory=dict)
    bases: dict[str, tuple[str, ...]] = field(default_factory=dict)


def python_tests(text: str) -> PythonTests:
    """Return the tests of a file. Raises Unreadable."""
    tree = _parsed(text)
    reader = _Reader(_aliases(tree.body))
    reader.body(tree.body, (), worst(reader.of_body(tree.body)))
    return reader.found


def _parsed(text: str) -> ast.Module:
    if len(text) > LARGEST:
        raise Unreadable("it is too large")
    try:
        with _WARNINGS, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unreadable("it is no Python that can be read here") from error


def _aliases(body: Sequence[ast.stmt]) -> Mapping[str, ast.expr]:
    """Return what plain names of the module stand for."""
    found: dict[str, ast.expr] = {}
    for each in body:
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            found[each.targets[0].id] = each.value
        elif isinstance(each, ast.ImportFrom | ast.Import):
            for name in each.names:
                if name.asname:
                    found[name.asname] = ast.Name(name.name.rpartition(".")[2], ast.Load())
    return found


class _Reader:
    def __init__(self, aliases: Mapping[str, ast.expr]) -> None:
        self.found = PythonTests()
        self._aliases = aliases
        self._fixtures: dict[str, Mark | None] = {}

    def body(self, body: Sequence[ast.stmt], inside: tuple[str, ...], mark: Mark | None) -> None:
        """Take the tests of a module or a class; `mark` is what skips all of it."""
        for each in body:
            match each:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._function(each, inside, mark)
                case ast.ClassDef():
                    self._class(each, inside, mark)
                case ast.Assign(targets=[ast.Name(id=name)]) if (*inside, name) in self.found.marks:
                    said = Mark(each.lineno, f"{name} = …", certain=False)
                    self._add((*inside, name), worst((self._of(each.value), said)))
                case ast.Delete(targets=targets):
                    for target in targets:
                        self.found.marks.pop((*inside, getattr(target, "id", "")), None)
                case _:
                    for inner, condition in _branches(each):
                        self.body(inner, inside, worst((mark, condition)))

    def of_body(self, body: Sequence[ast.stmt]) -> Iterator[Mark | None]:
        """Yield what a module or class says of all its tests."""
        for each in body:
            if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None:
                targets = each.targets if isinstance(each, ast.Assign) else [each.target]
                names = {getattr(target, "id", "") for target in targets}
                if "pytestmark" in names:
                    marks = getattr(each.value, "elts", [each.value])
                    yield from (self._of(one) for one in marks)
                constant = isinstance(each.value, ast.Constant) and each.value.value
                if ("__test__" in names and constant is False) or (
                    "__unittest_skip__" in names and constant is True
                ):
                    yield Mark(each.lineno, f"{min(names)} = {constant}")
                yield self._in_body([each])
            elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                automatic = any("autouse=True" in ast.unparse(d) for d in each.decorator_list)
                if each.name in _SETUP or automatic:
                    yield self._in_body(each.body)
                if any("fixture" in ast.unparse(d) for d in each.decorator_list):
                    self._fixtures[each.name] = self._in_body(each.body)
            elif not isinstance(each, ast.ClassDef):
                yield self._in_body([each])

    def _function(self, each: Function, inside: tuple[str, ...], mark: Mark | None) -> None:
        if any("fixture" in ast.unparse(d).partition("(")[0] for d in each.decorator_list):
            self.found.marks.pop((*inside, each.name), None)
            return
        named = each.name.lower().startswith("test") or each.name.lower().endswith("test")
        odd = None if named else Mark(each.lineno, f"def {each.name}", certain=False)
        own = [self._of(decorator) for decorator in each.decorator_list]
        given = [self._fixtures.get(argument.arg) for argument in each.args.args]
        self._add((*inside, each.name), worst((mark, *own, self._in_body(each.body), *given, odd)))

    def _class(self, each: ast.ClassDef, inside: tuple[str, ...], mark: Mark | None) -> None:
        own = [self._of(decorator) for decorator in each.decorator_list]
        both = worst((mark, *own, *self.of_body(each.body)))
        self._add((*inside, each.name), both)
        self.found.bases[each.name] = tuple(getattr(base, "id", "") for base in each.bases)
        self.body(each.body, (*inside, each.name), both)

    def _add(self, path: tuple[str, ...], mark: Mark | None) -> None:
        self.found.marks[path] = mark

    def _of(self, expression: ast.expr, depth: int = 0) -> Mark | None:
        """Return what a decorator, or a mark of pytest's, says of a test."""
        call = expression if isinstance(expression, ast.Call) else None
        named = call.func if call else expression
        if isinstance(named, ast.Call):  # `unittest.skip("why")(test)`
            return self._of(named, depth)
        root = named.value if isinstance(named, ast.Attribute) else named
        if isinstance(named, ast.Name) and named.id in self._aliases and depth < _MOST_ALIASES:
            found = self._of(self._aliases[named.id], depth + 1)
            if found is not None:
                return replace(found, line=getattr(expression, "lineno", found.line))
        name = getattr(named, "attr", getattr(named, "id", ""))
        line = getattr(expression, "lineno", getattr(root, "lineno", 1))
        return _mark_called(name, call, line)

    def _in_body(self, body: Sequence[ast.stmt], *, certain: bool = True) -> Mark | None:
        """Return the call in a function's body that skips it; inside a branch it may."""
        for each in body:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            inner = list(_blocks(each))
            if inner:
                same = certain and isinstance(each, ast.With | ast.AsyncWith)
                marks = [self._in_body(block, certain=same) for block in inner]
                if (found := worst(marks)) is not None:
                    return found
            elif (found := _skipping(each, certain=certain)) is not None:
                return found
        return None


def _mark_called(  # noqa: PLR0911 - one return a kind of mark
    name: str, call: ast.Call | None, line: int
) -> Mark | None:
    first = call.args[0] if call and call.args else None
    constant = first.value if isinstance(first, ast.Constant) else None
    lower = name.lower()
    if lower in {"skipif", "skipunless", "skip_if", "skip_unless"}:
        if isinstance(first, ast.Constant):
            skips = bool(constant) is not lower.endswith("unless")
            return Mark(line, f"@{name}") if skips else None
        return Mark(line, f"@{name}", certain=False)
    if lower in {"xfail", "expectedfailure"}:
        keys = {key.arg for key in call.keywords} if call else set()
        asked = lower == "xfail" and (first is not None or "condition" in keys)
        return Mark(line, f"@{name}", certain=not asked or constant is True)
    if lower == "skip":
        return Mark(line, f"@{name}")
    if lower == "parametrize" and call is not None:
        values = call.args[1] if len(call.args) > 1 else None
        if isinstance(values, ast.List | ast.Tuple) and not values.elts:
            return Mark(line, "@parametrize with no values")
        words = {getattr(each, "attr", "") for each in ast.walk(call)}
        found = bool(words & {"skip", "skipif", "xfail"})
        return Mark(line, "marks=… in @parametrize", certain=False) if found else None
    return Mark(line, f"@{name}", certain=False) if "skip" in lower else None


def _skipping(each: ast.stmt, *, certain: bool) -> Mark | None:
    """Return the mark of a statement that skips: `pytest.skip()`, `raise SkipTest` and the like."""
    value = each.exc if isinstance(each, ast.Raise) else getattr(each, "value", None)
    called = value.func if isinstance(value, ast.Call) else value
    name = getattr(called, "attr", getattr(called, "id", ""))
    if name in _CALLS and (isinstance(value, ast.Call) or isinstance(each, ast.Raise)):
        return Mark(each.lineno, name, certain=certain)
    if isinstance(value, ast.Call) and ("skip" in name.lower() or name == "importorskip"):
        return Mark(each.lineno, name, certain=False)
    return None


def _blocks(each: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(each, name, None):
            yield block
    for handler in (*getattr(each, "handlers", ()), *getattr(each, "cases", ())):
        yield handler.body


def _branches(each: ast.stmt) -> Iterator[tuple[Sequence[ast.stmt], Mark | None]]:
    """Yield the blocks of a statement, each with the condition it stands under; no dead ones."""
    blocks = list(_blocks(each))
    if isinstance(each, ast.With | ast.AsyncWith | ast.For) or not blocks:
        yield from ((block, None) for block in blocks)
        return
    if isinstance(each, ast.If | ast.While):
        test = ast.unparse(each.test)
        if test in {"TYPE_CHECKING", "typing.TYPE_CHECKING"} or "__name__" in test:
            blocks = blocks[1:]
        elif isinstance(each.test, ast.Constant):
            yield from ((b, None) for b in (blocks[:1] if each.test.value else blocks[1:]))
            return
    mark = Mark(each.lineno, "a condition", certain=False)
    yield from ((block, mark) for block in blocks)


def matching(found: PythonTests, parts: Iterable[str]) -> list[Mark | None]:
    """Return the marks of the tests with this name: `Class, test`, or a test alone."""
    asked = tuple(parts)
    own = [mark for path, mark in found.marks.items() if path[-len(asked) :] == asked]
    if own or len(asked) < 2:  # noqa: PLR2004 - a class and a test
        return own
    return _inherited(found, asked[-2], asked[-1], frozenset())


def _inherited(found: PythonTests, name: str, test: str, seen: frozenset[str]) -> list[Mark | None]:
    """Return the marks of a test that a class has from another class of the file."""
    heir = next((mark for path, mark in found.marks.items() if path[-1] == name), None)
    for base in found.bases.get(name, ()):
        if base in seen or not base:
            continue
        own = [mark for path, mark in found.marks.items() if path[-2:] == (base, test)]
        if marks := own or _inherited(found, base, test, seen | {name}):
            return [worst((heir, *marks))]
    return []
