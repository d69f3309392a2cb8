import pytest

from bot.evidence.globs import is_glob, matches


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("a/*", "a/b", True),
        ("a/*", "a/b/c", False),
        ("a/*", "a", False),
        ("a/*.md", "a/x.md", True),
        ("a/*.md", "a/x.mdx", False),
        ("a/?.md", "a/x.md", True),
        ("a/?.md", "a/xy.md", False),
        ("a/[ab].md", "a/b.md", True),
        ("a/[!ab].md", "a/b.md", False),
        ("**", "a/b/c", True),
        ("a/**", "a/b/c", True),
        ("a/**", "a", False),
        ("a/**/c", "a/c", True),
        ("a/**/c", "a/b/b/c", True),
        ("a/**/c", "a/b/c/d", False),
        ("**/c/**", "a/c/b", True),
        ("*/*", "a", False),
        ("A/*", "a/b", False),
        ("a*/b", "a.x/b", True),
    ],
)
def test_matching(pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001 - a parameter
    assert matches(pattern, path) is expected


def test_a_hostile_pattern_costs_little() -> None:
    assert not matches("*a" * 300 + "b", "a" * 400)
    assert not matches("/".join(["**"] * 200) + "/x", "/".join("a" * 200))


def test_what_is_a_pattern() -> None:
    assert is_glob("a/*")
    assert is_glob("[a]")
    assert not is_glob("a/b.md#x")
