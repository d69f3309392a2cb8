"""Whether a file says anything."""

import time

import pytest

from bot.documents.written import is_blank, says_nothing

NOTHING = [
    ("a.md", "\u00a0\u200b\u3000\u2800\u3164\ufeff\u2060\u00ad\u180e\ufe0f"),
    ("a.md", "---\ntitle: ERD\n---\n"),
    ("a.md", "+++\ntitle = 'ERD'\n+++\n"),
    ("a.md", "<!-- the ERD -->\n<!-- more"),
    ("a.md", "[//]: # (the ERD)\n"),
    ("a.md", "<script>var a = 1</script><br/>\n"),
    ("a.md", "&nbsp;&#8203;&#x2800;\n"),
    ("a.md", "# \n\n***\n\n- \n1. \n\n|  |\n|---|\n"),
    ("a.md", "```python\n```\n"),
    ("a.md", "[](https://example.com)\n"),
    ("a.mdx", "{/* the ERD */}\n"),
    ("a.html", "<html><head><title>ERD</title></head><body class='x'></body></html>"),
    ("a.rst", ".. the ERD\n   and more of it\n"),
    ("a.adoc", ":toc: left\n// the ERD\n////\nmore\n////\n"),
    ("a.yaml", "# the ERD\n---\n"),
    ("a.json", '{"": null}'),
    ("a.go", "// package a\n/* func a() {} */\n"),
    ("a.py", "# import a\n"),
    ("a.sql", "-- create table\n"),
    ("a.tex", "% words\n"),
    ("a.xml", "<?xml version='1.0'?><!-- words -->"),
]
SOMETHING = [
    ("a.md", "# ERD\n"),
    ("a.md", "---\ntitle: ERD\n---\nWords.\n"),
    ("a.md", "<!-- x -->\n表\n"),
    ("a.md", "&Uuml;\n"),
    ("a.md", "![the ERD](erd.png)\n"),
    ("a.md", "```\ncode\n```\n"),
    ("a.html", "<body><img src='erd.png'></body>"),
    ("a.rst", ".. image:: erd.png\n"),
    ("a.svg", "<svg><rect width='1'/></svg>"),
    ("a.txt", "# words\n"),
    ("LICENSE", "MIT"),
    ("a.py", '"""Words."""\n'),
    ("a.pdf", "%PDF-1.7"),
]


@pytest.mark.parametrize(("path", "text"), NOTHING)
def test_it_says_nothing(path: str, text: str) -> None:
    assert says_nothing(path, text.encode())
    assert says_nothing(path, f"\ufeff{text}".replace("\n", "\r\n").encode())


@pytest.mark.parametrize(("path", "text"), SOMETHING)
def test_it_says_something(path: str, text: str) -> None:
    assert not says_nothing(path, text.encode())


def test_blanks_in_other_encodings() -> None:
    assert is_blank(" \u3000\n".encode("utf-16"))
    assert is_blank(b"\xa0\xa0")
    assert not is_blank(b"\x00\xff")
    assert not is_blank("\u3000é".encode("utf-16"))


def test_a_large_file_of_nothing_takes_no_time_to_speak_of() -> None:
    start = time.process_time()
    assert is_blank(b"\0 \n" * 1_000_000)
    assert says_nothing("a.md", b"<!--" * 300_000)
    assert says_nothing("a.md", b"> [ \n" * 200_000)
    assert time.process_time() - start < 3
