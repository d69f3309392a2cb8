import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.pointer import Unreadable, pointer_tokens, read_json_tree, read_yaml_tree

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(KEYS, max_size=5))
def test_any_keys_can_be_pointed_at(keys: list[str]) -> None:
    pointer = "".join(
        "/" + key.replace("~", "~0").replace("/", "~1").replace("%", "%25") for key in keys
    )
    assert pointer_tokens(pointer) == tuple(keys)


@pytest.mark.parametrize("pointer", ["a", "/~", "/~2", "/a~", "/%ff", "%"])
def test_what_is_no_pointer(pointer: str) -> None:
    with pytest.raises(ValueError, match=r"pointer|decode"):
        pointer_tokens(pointer)


def test_a_yaml_tree_has_lines() -> None:
    root = read_yaml_tree(b"a:\n  b: [x, {c: y}]\n? [complex]\n: 1\nd: >\n  text\n")
    c = root.at(("a", "b", "1", "c"))
    assert c is not None
    assert (c.content, c.line) == ("y", 2)
    d = root.at(("d",))
    assert d is not None
    assert (d.content, d.line) == ("text\n", 5)
    assert root.at(("a", "x")) is None
    assert root.at(()) is root


def test_an_alias_is_the_node_of_its_anchor() -> None:
    root = read_yaml_tree(b"a: &x\n  self: *x\n  v: 1\nb: *x\n")
    v = root.at(("b", "self", "self", "v"))
    assert v is not None
    assert (v.content, v.line) == ("1", 3)


def test_a_bomb_of_aliases_is_not_expanded() -> None:
    lines = ["a0: &a0 [x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)
    ]
    root = read_yaml_tree("\n".join(lines).encode())
    assert root.at(("a59", *["8"] * 59)) is root.at(("a0",))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a: [1\n", 2),
        (b"a: 1\n---\nb: 2\n", 2),
        (b"a: *x\n", 1),
        (b"a: 1\n\tb: 2\n", 2),
        (b"\n" + b"[" * 500, 2),
        (b"- " * 500, 1),
        (b"a: \x01", 0),
        (b"a: \xff\xfe\xff", 0),
        (b"", 0),
        (b"# only a comment\n", 0),
    ],
)
def test_unreadable_yaml_says_where(data: bytes, line: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read_yaml_tree(data)
    assert caught.value.line == line
    assert str(caught.value)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'{"a": 1,\n}', 2),
        (b"", 1),
        (b"\xff", 0),
        (b"[" * 500 + b"]" * 500, 0),
        (b"[" * 100_000, 0),
    ],
)
def test_unreadable_json_says_where(data: bytes, line: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read_json_tree(data)
    assert caught.value.line == line
    assert str(caught.value)


def test_json_is_read() -> None:
    root = read_json_tree(b'\xef\xbb\xbf{"a": [true, null, 1.5, "\\ud83d\\ude00"]}')
    found = [root.at(("a", str(at))) for at in range(4)]
    assert [node.content for node in found if node] == ["true", "null", "1.5", "😀"]
