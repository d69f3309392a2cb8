import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.problems import DocumentError
from bot.documents.yaml import Limits, Node, read_yaml


def read(text: str, limits: Limits | None = None) -> Node:
    return read_yaml(text.encode(), "f.yaml", limits)


def refused(text: str, limits: Limits | None = None) -> str:
    with pytest.raises(DocumentError) as caught:
        read(text, limits)
    return str(caught.value.problems[0])


def test_scalars_follow_the_core_schema() -> None:
    text = "[no, on, 2026-02-24, true, ~, 010, 0x1f, 1.5, 1e3, '1', .5]"
    expected = ["no", "on", "2026-02-24", True, None, 10, 31, 1.5, 1000.0, "1", 0.5]
    assert read(text).plain() == expected


def test_merge_keys_give_way_to_own_keys() -> None:
    assert read("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}").plain() == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 3},
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=3), st.sampled_from([None, "\t", 2]))
@settings(max_examples=80)
def test_json_reads_as_json(value: dict[str, object], indent: str | int | None) -> None:
    if "<<" not in (text := json.dumps(value, indent=indent)):
        assert read(text).plain() == value


def test_a_double_key_names_both_lines() -> None:
    assert refused("a: 1\nb: 2\na: 3\n").startswith(
        "f.yaml:3: The key a is there twice; the first is on line 1"
    )


@pytest.mark.parametrize(
    ("bomb", "words"),
    [
        ("[" * 100_000, "deeper"),
        ("- " * 5_000 + "a", "deeper"),
        (LAUGHS, "over 1000000 values"),
        ("a: &a [*a]", "names nothing"),
        ("? [a]\n: b", "no plain word"),
        ("a: b\n--- \nc: d", "second document"),
        ("a: [1, 2", "no YAML"),
        ("a: \x00", "no YAML"),
        ('{"a": ' * 200 + "1" + "}" * 200, "deeper"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": 1,\n}}', "f.yaml:2"),
        ("a: *x", "names nothing"),
        ("x: &x {<<: *x}", "names nothing"),
    ],
)
def test_bombs_and_broken_files_end_in_a_typed_error(bomb: str, words: str) -> None:
    assert words in refused(bomb)


def test_limits_hold() -> None:
    assert "bytes" in refused("a: 1234567890", Limits(size=5))
    assert "over 3 values" in refused("[1, 2, 3, 4]", Limits(nodes=3))
    assert "too many aliases" in refused("a: &a 1\nb: [*a, *a]", Limits(aliases=1))


def test_a_line_is_found_for_every_path_of_keys() -> None:
    root = read("people:\n  ana:\n    slack: U1\nroles:\n  ops: [ana,\n    bo]\n")
    assert root.line_of(("people", "ana", "slack")) == 3
    assert root.line_of(("roles", "ops", 1)) == 6
    assert root.line_of(("people", "ana", "email")) == 2
    assert root.line_of(("nothing",)) == 1


@pytest.mark.parametrize(
    "word",
    ["1.10", "007", "1e3", "0x10", "1_000", "12:30", "NO", "on", "yes", "True", "2026-01-02"],
)
def test_a_scalar_keeps_the_text_that_is_in_the_file(word: str) -> None:
    assert read(f"a: {word}\nb: [{word}]\n{word}: c").texts() == {"a": word, "b": [word], word: "c"}


def test_nothing_stays_nothing_and_a_name_in_a_list_is_a_name() -> None:
    assert read("{a: , b: ~, c: null, d: 'null', e: ''}").texts() == {
        "a": None,
        "b": None,
        "c": None,
        "d": "null",
        "e": "",
    }
    assert read("[Null, ~]").texts() == ["Null", None]
