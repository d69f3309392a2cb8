import pytest

from bot.documents.anchors import anchors


# The expected anchors are those GitHub's own rendering gives these headings.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Hello, World!\n", {"hello-world"}),
        ("# Hello\n# Hello\n# Hello\n", {"hello", "hello-1", "hello-2"}),
        ("# a\n# a-1\n# a\n", {"a", "a-1", "a-2"}),
        ("## `code` and *emphasis*\n", {"code-and-emphasis"}),
        ("# [A link](https://example.com/x)\n", {"a-link"}),
        ("# snake_case and kebab-case\n", {"snake_case-and-kebab-case"}),
        ("# A & B\n", {"a--b"}),
        ("# Phase 4 — ERD\n", {"phase-4--erd"}),
        ("# 表と計画 Ünï\n", {"表と計画-ünï"}),
        ("# हिन्दी\n", {"हिन्दी"}),
        ("Setext\n======\n", {"setext"}),
        ("\ufeff# After a BOM\r\n", {"after-a-bom"}),
        ("---\ntitle: front\n---\n# Body\n", {"body"}),
        ("```\n# no heading\n```\n", set()),
        ("<!-- \n# no heading\n-->\n", set()),
        ("    # no heading\n", set()),
        ("> # Quoted\n", {"quoted"}),
        ("# !!!\n", set()),
        ("", set()),
        ("## `db_schema` v1.2\n", {"db_schema-v12"}),
        ("# One\r\n\r\n# Two\r# Three\ud800\n", {"one", "two", "three"}),
        ('<a id="Custom"></a>\n', {"custom"}),
        ("# A <a name='own'></a>\n", {"a", "own"}),
        ("<h2\n  id=by-hand>x</h2>\n", {"by-hand"}),
        ('`<a id="code">`\n\n```\n<a id="block">\n```\n', set()),
    ],
)
def test_anchors(text: str, expected: set[str]) -> None:
    assert anchors(text) == expected
