import time

import pytest

from bot.documents.anchors import anchors, anchors_of


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
        ('<!-- <a id="x"></a> -->\n', set()),
        ('<!--\n\n<a id="x"></a>\n\n# Hidden\n\n-->\n\n# Seen\n', {"seen"}),
        ('<div>\n<!--\n\n<a id="x"></a>\n\n# Hidden\n\n<p>--></p>\n</div>\n\n# Seen\n', {"seen"}),
        ("<div><!--\n\n# Hidden to the end\n", set()),
        ("<script>\nvar s = '<a id=\"x\"></a>';\n</script>\n", set()),
        ('<style>\n/* <a id="x"></a> */\n</style>\n', set()),
        ('<div><template>\n\n# Hidden\n\n<a id="x"></a>\n\n</template></div>\n', set()),
        ('Words <!-- <a id="x"> --> and <b id="y">more</b>\n', {"y"}),
        ('<a title="<a id=x>">x</a>\n', set()),
        ('<meta name="viewport">\n', set()),
        ('<a data-id="x" id="A&amp;B">\n', {"a&b"}),
        ('`<a id="code">`\n\n```\n<a id="block">\n```\n', set()),
    ],
)
def test_anchors(text: str, expected: set[str]) -> None:
    assert anchors(text) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.html", "<h2 id='one'>One</h2><!-- <h2 id='two'> --><h3 id=three>", {"one", "three"}),
        ("a.html", "<body>\n\n    <h2 id='deep'>Deep</h2></body>", {"deep"}),
        ("a.mdx", "{/*\n# Hidden\n*/}\n# Seen\n", {"seen"}),
        ("a.rst", "One, two\n========\n\n.. note\n\n   Three\n   =====\n", {"one-two"}),
        ("a.rst", ".. _own-target:\n\nOne\n---\n", {"own-target", "one"}),
        ("README", "# One\n", {"one"}),
        ("values.yaml", "# one\na: 1\n", None),
        ("a.adoc", "== One\n", None),
    ],
)
def test_anchors_by_the_suffix(path: str, text: str, expected: set[str] | None) -> None:
    assert anchors_of(path, text) == expected


@pytest.mark.parametrize(
    "hostile",
    ["<!--" * 50_000, "<a " * 50_000, '<a "' * 50_000, "<script>" * 20_000, "<a id=" * 50_000],
)
def test_hostile_markup_takes_no_time_to_speak_of(hostile: str) -> None:
    start = time.process_time()
    anchors_of("a.html", hostile)
    anchors_of("a.md", f"<div>{hostile}")
    assert time.process_time() - start < 2
