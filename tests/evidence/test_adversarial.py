"""Dishonest evidence of all five kinds: none of it passes. And honest evidence: all of it does."""

# ruff: noqa: E501 - a table of small files, one a line

import hashlib
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence import audit
from bot.evidence.outcome import Stopped
from bot.evidence.reference import TestReference
from bot.evidence.tests import mark_of
from bot.ports.git_host import Blob, CiRun, CiState
from bot.readiness.evidence import Evidence, Kind, Verdict
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import RULES
from tests.support.repository import START

RUN = "ci:7"
BLANKS = "\t \u00a0 \u200b \u3000 \u2800 \u3164 \ufeff \u2060 \u00ad \u180e \ufe0f \u2028 \u115f \u034f \u200e \u0085"
COMMENTS = {
    "md": ("<!-- words -->", "[//]: # (words)", "---\ntitle: words\n---", "&nbsp;", "# \n\n- \n"),
    "html": ("<!-- words -->", "<head><title>words</title></head>", "<script>words()</script>"),
    "rst": (".. words", "..\n   words\n   more"),
    "adoc": ("// words", ":toc: words", "////\nwords\n////"),
    "yaml": ("# words", "---\n# words\n..."),
    "json": ("null", '{"": null}', "[]", "{}"),
    "sql": ("-- words",),
    "tex": ("% words",),
    "toml": ("# words",),
    "mdx": ("{/* words */}",),
}
CODE = {
    "go": ("// package a", "/* func main() {} */"),
    "py": ("# import a", "#!/usr/bin/env python\n# words"),
    "ts": ("// export {}", "/** words */"),
    "rs": ("// fn main() {}",),
    "java": ("/* class A {} */",),
    "rb": ("# puts 1",),
    "sh": ("#!/bin/sh\n# words",),
    "kt": ("// fun main() {}",),
    "c": ("/* int main */",),
    "cs": ("// class A {}",),
}
LFS = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 12345\n"
POINTERS = (
    LFS,
    LFS.replace("git-lfs.github.com/spec/v1", "hawser.github.com/spec/v1"),
    LFS.replace("https://git-lfs.github.com/spec/v1", "http://git-media.io/v/2"),
    f"\ufeff{LFS}",
    f"\n{LFS}",
    f"/annex/objects/SHA256E-s99--{'b' * 64}.bin\n",
    f"/annex/objects/MD5E-s99--{'c' * 32}.bin\n",
)
CONTRACTS = (
    ("yaml", "openapi: 3.1.0\n", ""),
    ("yaml", "openapi: 3.1.0\ninfo: {title: Items, version: '1'}\n", ""),
    ("yaml", "openapi: 3.1.0\npaths: {}\n", ""),
    ("yaml", "openapi: 3.1.0\npaths: {/a: }\n", ""),
    ("yaml", "openapi: 3.1.0\npaths: {/a: {get: }}\n", ""),
    ("yaml", "openapi: 3.1.0\npaths: {/a: {get: {}}}\n", ""),
    ("yaml", "openapi: 3.1.0\npaths: {x-words: {a: 1}}\n", ""),
    ("yaml", "openapi: 3.1.0\ncomponents: {schemas: {}}\n", ""),
    ("yaml", "openapi: 3.1.0\ncomponents: {schemas: {A: }}\n", ""),
    ("yaml", "openapi: 3.1.0\nwebhooks: {a: null}\n", ""),
    ("yaml", "swagger: '2.0'\n", ""),
    ("yaml", "swagger: '2.0'\ndefinitions: {}\n", ""),
    ("yaml", "asyncapi: 3.0.0\n", ""),
    ("yaml", "asyncapi: 3.0.0\nchannels: {}\n", ""),
    ("yaml", "asyncapi: 3.0.0\nchannels: {a: }\noperations: {b: {}}\n", ""),
    ("yaml", "openapi: words\npaths: {/a: {get: {summary: s}}}\n", ""),
    ("yaml", "# openapi: 3.1.0\npaths: {/a: {get: {summary: s}}}\n", ""),
    ("yaml", "openapi: 3.1.0\nopenapi: 3.1.0\npaths: {/a: {get: {summary: s}}}\n", ""),
    ("yaml", "openapi: 3.1.0\npaths: {/a: {get: {summary: s}}}\n---\na: 1\n", ""),
    ("yaml", "openapi: 3.1.0\npaths: {/a: {get: {summary: s}, put: }}\n", "#/paths/~1a/put"),
    ("yaml", "openapi: 3.1.0\npaths: {/a: {get: {summary: s}, put: ~}}\n", "#PUT /a"),
    (
        "yaml",
        "openapi: 3.1.0\npaths: {/a: {get: {summary: ''}, put: {tags: [s]}}}\n",
        "#/paths/~1a/get",
    ),
    (
        "yaml",
        "openapi: 3.1.0\npaths: {/a: {get: {tags: []}, put: {tags: [s]}}}\n",
        "#/paths/~1a/get/tags",
    ),
    (
        "yaml",
        "openapi: 3.1.0\npaths: {/a: {get: {tags: [s]}}, /b: {$ref: no.yaml}}\n",
        "#/paths/~1b",
    ),
    (
        "yaml",
        "openapi: 3.1.0\npaths: {/a: {get: {tags: [s]}}, /b: {$ref: '#/no'}}\n",
        "#/paths/~1b",
    ),
    (
        "yaml",
        "openapi: 3.1.0\npaths: {/a: {get: {tags: [s]}}, /b: {$ref: 'https://a.b/c'}}\n",
        "#/paths/~1b",
    ),
    ("yaml", "openapi: 3.1.0\npaths: {/a: {get: {tags: [s]}}}\n# operationId: words\n", "#words"),
    ("yaml", "openapi: 3.1.0\npaths: {/a: {get: {description: 'operationId: words'}}}\n", "#words"),
    ("json", '{"openapi": "3.0.3", "paths": {"/a": {"get": {"x": NaN}}}}', ""),
    ("json", '{"openapi": "3.0.3", "paths": {"/a": {"get": {"x": Infinity}}}}', ""),
    ("json", '{"openapi": "3.0.3", "paths": {"/a": {"get": {"x": -Infinity}}}}', ""),
    ("json", '{"openapi": "3.0.3", "paths": {"/a": {"get": {"x": 1}}},}', ""),
    ("json", '{"openapi": "3.0.3", "paths": {"/a": {"get": {"x": 1}}}} // words', ""),
    ("json", "{'openapi': '3.0.3', 'paths': {'/a': {'get': {'x': 1}}}}", ""),
    ("json", '{"openapi": "3.0.3", "paths": {"/a": {"get": null}}}', "#/paths/~1a/get"),
)
ANCHORS = (
    ("md", '# A\n<!-- <a id="words"></a> -->\n'),
    ("md", '# A\n<div>\n<!--\n\n<a id="words"></a>\n\n--></div>\n'),
    ("md", "# A\n<div><!--\n\n## Words\n\n--></div>\n"),
    ("md", "# A\n<script>\nvar a = '<a id=\"words\">'\n</script>\n"),
    ("md", '# A\n<style>\n/* <a id="words"> */\n</style>\n'),
    ("md", '# A\n<div><template>\n\n<a id="words"></a>\n\n</template></div>\n'),
    ("md", '# A\n```html\n<a id="words"></a>\n```\n'),
    ("md", "# A\n```\n## Words\n```\n"),
    ("md", "# A\n\n    ## Words\n"),
    ("md", '# A\n`<a id="words">`\n'),
    ("md", '# A\n<a title="<a id=words>">a</a>\n'),
    ("md", '# A\n<meta name="words">\n'),
    ("md", '# A\n<a data-id="words">a</a>\n'),
    ("md", "---\nwords:\n---\n# A\n"),
    ("md", '# A\ntext <!-- <b id="words"> -->\n'),
    ("md", '# A\n<textarea>\n<a id="words">\n</textarea>\n'),
    ("html", "<p>A</p><!-- <h2 id='words'> -->"),
    ("html", "<p>A</p><script>'<h2 id=words>'</script>"),
    ("mdx", "# A\n{/*\n## Words\n*/}\n"),
    ("rst", "A\n=\n\n.. note\n\n   Words\n   =====\n"),
    ("yaml", "# words\na: 1\n"),
    ("py", "# words\na = 1\n"),
)
DEF = "def test_words(): assert True\n"
PYTHON = (
    f"import pytest\n@pytest.mark.skip\n{DEF}",
    f"import pytest\n@pytest.mark.skip(reason='a')\n{DEF}",
    f"import pytest as p\n@p.mark.skip\n{DEF}",
    f"from pytest import mark\n@mark.skip\n{DEF}",
    f"import pytest\n@pytest.mark.skipif(True, reason='a')\n{DEF}",
    f"import pytest, sys\n@pytest.mark.skipif(sys.platform == 'a', reason='a')\n{DEF}",
    f"import pytest\n@pytest.mark.xfail\n{DEF}",
    f"import pytest\n@pytest.mark.xfail(strict=True)\n{DEF}",
    f"import pytest\n@pytest.mark.xfail(A, reason='a')\n{DEF}",
    f"import unittest\n@unittest.skip('a')\n{DEF}",
    f"import unittest\n@unittest.skipIf(A, 'a')\n{DEF}",
    f"import unittest\n@unittest.skipUnless(False, 'a')\n{DEF}",
    f"import unittest\n@unittest.expectedFailure\n{DEF}",
    f"from unittest import skip as off\n@off('a')\n{DEF}",
    f"import pytest\noff = pytest.mark.skip(reason='a')\n@off\n{DEF}",
    f"import pytest\npytestmark = pytest.mark.skip\n{DEF}",
    f"import pytest\npytestmark = [pytest.mark.slow, pytest.mark.skip('a')]\n{DEF}",
    f"import pytest\npytestmark = pytest.mark.skipif(A, reason='a')\n{DEF}",
    f"import pytest\npytest.skip('a', allow_module_level=True)\n{DEF}",
    f"import pytest\nif A:\n    pytest.skip('a', allow_module_level=True)\n{DEF}",
    f"import pytest\na = pytest.importorskip('a')\n{DEF}",
    f"import unittest\nraise unittest.SkipTest('a')\n{DEF}",
    "import pytest\ndef test_words():\n    pytest.skip('a')\n",
    "import pytest\ndef test_words():\n    a()\n    pytest.skip('a')\n",
    "import pytest\ndef test_words():\n    if a():\n        pytest.skip('a')\n",
    "import pytest\ndef test_words():\n    with a():\n        pytest.skip('a')\n",
    "import pytest\ndef test_words():\n    pytest.xfail('a')\n",
    "import unittest\ndef test_words():\n    raise unittest.SkipTest('a')\n",
    f"import pytest\n@pytest.mark.parametrize('a', [])\n{DEF}",
    f"import pytest\n@pytest.mark.parametrize('a', [pytest.param(1, marks=pytest.mark.skip)])\n{DEF}",
    f"import pytest\n@pytest.fixture(autouse=True)\ndef a():\n    pytest.skip('a')\n{DEF}",
    "import pytest\n@pytest.fixture\ndef a():\n    pytest.skip('a')\ndef test_words(a): ...\n",
    f"import pytest\ndef setup_function():\n    pytest.skip('a')\n{DEF}",
    "import unittest\n@unittest.skip('a')\nclass TestA(unittest.TestCase):\n    def test_words(self): ...\n",
    "class TestA:\n    __test__ = False\n    def test_words(self): ...\n",
    "import pytest\nclass TestA:\n    pytestmark = pytest.mark.skip\n    def test_words(self): ...\n",
    "class TestA(B):\n    def setUp(self):\n        self.skipTest('a')\n    def test_words(self): ...\n",
    "class TestA(B):\n    def test_words(self):\n        self.skipTest('a')\n",
    "import pytest\n@pytest.mark.skip\nclass TestA:\n    class TestB:\n        def test_words(self): ...\n",
    f"import unittest\n{DEF}test_words = unittest.skip('a')(test_words)\n",
    f"{DEF}del test_words\n",
    "A = 'a \\\ndef test_words(): ...'\n",
    'A = """\ndef test_words(): ...\n"""\n',
    '"""\ndef test_words(): ...\n"""\n',
    "A = f'''\ndef test_words(): ...\n'''\n",
    "# def test_words(): ...\n",
    "if False:\n    def test_words(): ...\n",
    "if 0:\n    def test_words(): ...\n",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    def test_words(): ...\n",
    "while False:\n    def test_words(): ...\n",
    "if True:\n    a = 1\nelse:\n    def test_words(): ...\n",
    "if a():\n    def test_words(): ...\n",
    "if __name__ == '__main__':\n    def test_words(): ...\n",
    "def a():\n    def test_words(): ...\n",
    "import pytest\n@pytest.fixture\ndef test_words(): ...\n",
    "test_words()\n",
    "from a import test_words\n",
    "def test_words(:\n",
    "lambda: 'test_words'\n",
    "@skip_on_ci\ndef test_words(): ...\n",
)
JAVASCRIPT = (
    "it.skip('words', () => {})",
    "test.skip('words', () => {})",
    "it.todo('words')",
    "test.todo('words')",
    "test.fixme('words', async () => {})",
    "test.failing('words', () => {})",
    "test.fails('words', () => {})",
    "it.concurrent.skip('words', () => {})",
    "it.skip.each([1])('words', () => {})",
    "xit('words', () => {})",
    "xtest('words', () => {})",
    "xdescribe('a', () => { it('words', () => {}) })",
    "xcontext('a', () => { it('words', () => {}) })",
    "describe.skip('a', () => { it('words', () => {}) })",
    "describe.skip('a', () => {\n  describe('b', () => {\n    it('words', () => {})\n  })\n})",
    "test.describe.skip('a', () => { test('words', () => {}) })",
    "test.describe.fixme('a', () => { test('words', () => {}) })",
    "suite.skip('a', () => { test('words', () => {}) })",
    "it.skipIf(a)('words', () => {})",
    "it('words')",
    "it('words', { skip: true }, () => {})",
    "it('words', { todo: 'a' }, () => {})",
    "it('words', { skip: a }, () => {})",
    "it('words', function () { this.skip() })",
    "it('words', function () { if (a) { this.skip() } })",
    "test('words', (t) => { t.skip() })",
    "test('words', async ({ page }) => { test.skip() })",
    "test('words', async ({ page }) => { test.fixme() })",
    "test.skip()\ntest('words', () => {})",
    "test.describe('a', () => { test.skip(); test('words', () => {}) })",
    "it('words', () => { pending() })",
    "it.only('a', () => {})\nit('words', () => {})",
    "fit('a', () => {})\nit('words', () => {})",
    "fdescribe('a', () => { it('b', () => {}) })\nit('words', () => {})",
    "if (false) { it('words', () => {}) }",
    "if (a) { it('words', () => {}) }",
    "if (false) it('words', () => {})",
    "const it = test.skip\nit('words', () => {})",
    "// it('words', () => {})",
    "/* it('words', () => {}) */",
    "const a = \"it('words', () => {})\"",
    "const a = `it('words', () => {})`",
    "test.each(a)('%s', () => {})",
    "test.each(a)('%s %s', () => {})",
    "it(`${a}`, () => {})",
    "it(`${a} ${b}`, () => {})",
    "test.each`a`('$a', () => {})",
    "describe('words', () => { it('a', () => {}) })\ndescribe.skip('b', () => { it('words', () => {}) })",
    "Deno.test.ignore('words', () => {})",
    "Deno.test({ name: 'words', ignore: true, fn() {} })",
)
OTHERS = {
    "go": (
        'func TestWords(t *testing.T) { t.Skip("a") }',
        "func TestWords(t *testing.T) {\n\tt.SkipNow()\n}",
        'func TestWords(t *testing.T) {\n\ta()\n\tt.Skipf("a")\n}',
        'func TestWords(t *testing.T) {\n\tif a {\n\t\tt.Skip("a")\n\t}\n}',
        'func (s *S) TestWords() {\n\ts.T().Skip("a")\n}',
        "//go:build ignore\n\npackage a\n\nfunc TestWords(t *testing.T) {}",
        "//go:build integration\n\npackage a\n\nfunc TestWords(t *testing.T) {}",
        "// func TestWords(t *testing.T) {}",
        "/*\nfunc TestWords(t *testing.T) {}\n*/",
        "var a = `\nfunc TestWords(t *testing.T) {}\n`",
        "func TestWords(t *testing.T) {\n\tskipOnCI(t)\n}",
        "func TestWords(t *testing.T) {\n\tif testing.Short() {\n\t\treturn\n\t}\n}",
    ),
    "java": (
        "class A {\n  @Test\n  @Disabled\n  void TestWords() {}\n}",
        'class A {\n  @Disabled("a")\n  @Test\n  void TestWords() {}\n}',
        "class A {\n  @Test @Ignore\n  public void TestWords() {}\n}",
        "@Disabled\nclass A {\n  @Test\n  void TestWords() {}\n}",
        "@Ignore\npublic class A {\n  @Test\n  public void TestWords() {}\n}",
        "@Disabled\nclass A {\n  @Nested\n  class B {\n    @Test\n    void TestWords() {}\n  }\n}",
        "class A {\n  @Test(enabled = false)\n  public void TestWords() {}\n}",
        "class A {\n  @Test\n  @DisabledOnOs(LINUX)\n  void TestWords() {}\n}",
        'class A {\n  @Test\n  @EnabledIfSystemProperty(named = "a")\n  void TestWords() {}\n}',
        "class A {\n  @Test\n  void TestWords() {\n    assumeTrue(false);\n  }\n}",
        "class A {\n  @Test\n  void TestWords() {\n    assumeTrue(a());\n  }\n}",
        "class A {\n  // @Test void TestWords() {}\n}",
        'class A {\n  String a = "@Test void TestWords() {}";\n}',
        "class A {\n  @org.junit.jupiter.api.Disabled\n  @Test\n  void TestWords() {}\n}",
    ),
    "kt": (
        "class A {\n  @Test\n  @Disabled\n  fun TestWords() {}\n}",
        "@Ignore\nclass A {\n  @Test\n  fun TestWords() {}\n}",
        "class A {\n  /* @Test fun TestWords() {} */\n}",
    ),
    "cs": (
        'class A {\n  [Fact(Skip = "a")]\n  public void TestWords() {}\n}',
        'class A {\n  [Theory(Skip="a")]\n  public void TestWords() {}\n}',
        'class A {\n  [Test]\n  [Ignore("a")]\n  public void TestWords() {}\n}',
        "class A {\n  [Test, Explicit]\n  public void TestWords() {}\n}",
        "[Ignore]\nclass A {\n  [TestMethod]\n  public void TestWords() {}\n}",
        'class A {\n  [Test]\n  public void TestWords() {\n    Assert.Ignore("a");\n  }\n}',
        "class A {\n  // [Fact] public void TestWords() {}\n}",
    ),
    "rs": (
        "#[test]\n#[ignore]\nfn TestWords() {}",
        '#[ignore = "a"]\n#[test]\nfn TestWords() {}',
        "mod a {\n    #[test]\n    #[cfg_attr(windows, ignore)]\n    fn TestWords() {}\n}",
        "#[cfg(any())]\nmod a {\n    #[test]\n    fn TestWords() {}\n}",
        '#[cfg(feature = "a")]\nmod a {\n    #[test]\n    fn TestWords() {}\n}',
        "// #[test] fn TestWords() {}",
        "/* #[test] fn TestWords() {} */",
    ),
    "rb": (
        "xit 'TestWords' do\nend",
        "describe 'a' do\n  xit 'TestWords' do\n  end\nend",
        "xdescribe 'a' do\n  it 'TestWords' do\n  end\nend",
        "xcontext 'a' do\n  it 'TestWords' do\n  end\nend",
        "describe 'a', skip: true do\n  it 'TestWords' do\n  end\nend",
        "it 'TestWords', skip: 'a' do\nend",
        "it 'TestWords', :skip do\nend",
        "it 'TestWords', :pending do\nend",
        "it 'TestWords', pending: true do\nend",
        "pending 'TestWords' do\nend",
        "skip 'TestWords' do\nend",
        "it 'TestWords' do\n  skip\n  a\nend",
        "it 'TestWords' do\n  pending 'a'\n  a\nend",
        "it 'TestWords' do\n  skip 'a' if b\nend",
        "# it 'TestWords' do\n# end",
        "it 'TestWords'",
        "describe 'a' do\n  it('TestWords')\n  it 'b' do\n  end\nend",
        "it 'TestWords', :slow\n",
    ),
    "php": (
        "<?php\nclass A {\n  public function TestWords() {\n    $this->markTestSkipped('a');\n  }\n}",
        "<?php\nclass A {\n  // public function TestWords() {}\n}",
    ),
    "ex": (
        'defmodule A do\n  @tag :skip\n  test "TestWords" do\n  end\nend',
        'defmodule A do\n  @moduletag :skip\n  test "TestWords" do\n  end\nend',
        'defmodule A do\n  # test "TestWords" do\n  # end\nend',
    ),
    "swift": ("class A {\n  func TestWords() throws {\n    throw XCTSkip()\n  }\n}",),
    "cc": ("TEST(A, DISABLED_TestWords) {}", "TEST(A, TestWords) {\n  GTEST_SKIP();\n}"),
    "dart": ("test('TestWords', () {}, skip: true);",),
    "feature": (
        "Feature: a\n  @skip\n  Scenario: TestWords\n    Given a",
        "@skip\nFeature: a\n  Scenario: TestWords\n    Given a",
        "Feature: a\n  @b @skip\n  Scenario Outline: TestWords\n    Given a",
    ),
    "ps1": (
        "Describe 'a' {\n  It 'TestWords' -Skip {\n    b\n  }\n}",
        "Describe 'a' -Skip {\n  It 'TestWords' {\n    b\n  }\n}",
        "Describe 'a' {\n  It 'TestWords' {\n    Set-ItResult -Skipped -Because 'b'\n  }\n}",
    ),
    "zig": ('test "TestWords" {\n    return error.SkipZigTest;\n}',),
    "groovy": (
        "class A {\n  @PendingFeature\n  def TestWords() {}\n}",
        "class A {\n  @Ignore\n  def TestWords() {}\n}",
    ),
}
# By a reference of their own: the name leads to another place than it says.
ELSEWHERE = (
    (
        "a.test.ts",
        "describe('A', () => { it('x', a) })\ndescribe('B', () => { it('y', a) })",
        "A > y",
    ),
    ("ATest.java", "class A {\n  @Test void x() {}\n}\nclass B {\n  @Test void y() {}\n}", "A::y"),
    (
        "test_a.py",
        "class TestA:\n    def test_x(self): ...\nclass TestB:\n    def test_y(self): ...\n",
        "TestA::test_y",
    ),
    ("a_test.go", 'func TestA(t *testing.T) {\n\tt.Log("words")\n}', "TestA/words"),
    ("a_test.go", "func TestA(t *testing.T) {\n\tt.Run(a.name, b)\n}", "TestA/words"),
    ("a.test.ts", "test.each(a)('%s adds up', () => {})", "The moon adds up"),
)
# What no reader of the one file can see: it passes, and why is in docs/evidence.md.
ALLOWED = (
    (Kind.DOC, "a.md", "TODO\n", ""),  # words are for reviewers
    (Kind.DOC, "a.md", "Lorem ipsum\n", ""),
    (Kind.CODE, "a.py", "pass\n", ""),
    (Kind.ARTIFACT, "a.log", "x", ""),
    (Kind.ARTIFACT, "a.log", " " * 70_000, ""),  # too large to be looked into
    (Kind.TEST, "test_a.py", "def test_words(): ...\n", f"::test_words {RUN}"),  # asserts nothing
    (Kind.TEST, "test_a.py", "def test_words():\n    helper()\n", f"::test_words {RUN}"),
    (Kind.TEST, "a.test.ts", "it('words', () => {})", f"::words {RUN}"),
)
HONEST = (
    ("test_a.py", DEF, "test_words"),
    ("test_b.py", "class TestA:\n    async def test_words(self): ...\n", "TestA::test_words"),
    (
        "test_c.py",
        "class B:\n    def test_words(self): ...\nclass TestA(B): ...\n",
        "TestA::test_words",
    ),
    ("test_d.py", f"import pytest\n@pytest.mark.parametrize('a', [1, 2])\n{DEF}", "test_words[1]"),
    ("test_e.py", f"import pytest\n@pytest.mark.slow\n{DEF}", "test_words"),
    ("test_f.py", f"import pytest\n@pytest.mark.skip\ndef test_a(): ...\n{DEF}", "test_words"),
    ("test_g.py", f"import pytest\n@pytest.mark.skipif(False, reason='a')\n{DEF}", "test_words"),
    ("test_h.py", f"import pytest\n@pytest.fixture\ndef a(): yield 1\n{DEF}", "test_words"),
    (
        "test_i.py",
        "def test_words():\n    a = 'pytest.skip()'\n    # pytest.skip()\n",
        "test_words",
    ),
    ("test_j.py", f"try:\n    import a\nexcept ImportError:\n    a = None\n{DEF}", "test_words"),
    ("test_k.py", "import re\ndef test_words(): assert re.match('\\d', '1')\n", "test_words"),
    ("a_spec.rb", "it 'words', :slow do\nend\n", "words"),
    ("b_spec.rb", "it('words') { a }\nit 'words b'\n", "words"),
    ("a.feature", "Feature: a\n  @skip\n  Scenario: b\n  Scenario: words\n", "words"),
    ("a.Tests.ps1", "Describe 'a' {\n  It 'b' -Skip { c }\n  It 'words' { c }\n}", "words"),
    ("a.test.ts", "it('words', () => {})", "words"),
    ("b.test.ts", "describe('a', () => { it('words', () => {}) })", "a > words"),
    ("c.test.ts", "it.skip('a', () => {})\nit('words', () => {})", "words"),
    ("d.test.ts", "test.each([[1, 2]])('sums %i and %i', () => {})", "sums 1 and 2"),
    ("e.test.ts", "test.each(['words'])('%s', () => {})", "words"),
    ("f.test.ts", "it.only('words', () => {})", "words"),
    (
        "g.test.ts",
        "describe.skip('a', () => { it('b', () => {}) })\nit('words', () => {})",
        "words",
    ),
    ("h.test.ts", "it('words', async () => { const a = 'it.skip()'; await b(a) })", "words"),
    ("i.test.ts", "it('words', { timeout: 5 }, () => {})", "words"),
    ("j.test.ts", "it('a', function () { this.skip() })\nit('words', () => {})", "words"),
    ("k.test.ts", "it('words', () => { if (a) { b() } })", "words"),
    (
        "l.test.ts",
        "describe('a', () => {\n  describe('b', () => { it('words', a) })\n})",
        "a > b > words",
    ),
    (
        "d_test.go",
        'var a = []b{{"has words"}}\nfunc TestA(t *testing.T) { t.Run(a.b, c) }',
        "TestA/has_words",
    ),
    (
        "ETest.java",
        "class ETest {\n  @Nested class B {\n    @Test void words() {}\n  }\n}",
        "ETest$B::words",
    ),
    ("a_test.go", "func TestWords(t *testing.T) { a() }", "TestWords"),
    (
        "b_test.go",
        'func TestWords(t *testing.T) { t.Run("a", func(t *testing.T) {}) }',
        "TestWords/a",
    ),
    (
        "c_test.go",
        "func TestA(t *testing.T) { t.Skip() }\nfunc TestWords(t *testing.T) {}",
        "TestWords",
    ),
    ("ATest.java", "class ATest {\n  @Test\n  void words() { a(); }\n}", "words"),
    (
        "BTest.java",
        "class BTest {\n  @Disabled @Test void a() {}\n  @Test void words() {}\n}",
        "words",
    ),
    ("CTest.kt", "class CTest {\n  @Test fun `keeps words`() {}\n}", "keeps words"),
    (
        "DTest.java",
        "@ExtendWith(A.class)\nclass DTest {\n  @Test\n  void words() {}\n}",
        "DTest#words",
    ),
    ("ATest.cs", "class ATest {\n  [Fact]\n  public void Words() {}\n}", "Words"),
    ("a.rs", "#[cfg(test)]\nmod tests {\n    #[test]\n    fn words() {}\n}", "words"),
    ("b.rs", "#[test]\n#[ignore]\nfn a() {}\n\n#[test]\nfn words() {}", "words"),
    ("a_spec.rb", "describe 'a' do\n  it 'keeps words' do\n    a\n  end\nend", "keeps words"),
    ("b_spec.rb", "describe 'a' do\n  xit 'b' do\n  end\n  it 'words' do\n  end\nend", "words"),
    ("a_test.exs", 'defmodule A do\n  test "words" do\n  end\nend', "words"),
    (
        "ATest.php",
        "<?php\nclass A {\n  public function testWords() { $this->a(); }\n}",
        "testWords",
    ),
    ("a_test.cc", "TEST(A, Words) {\n  EXPECT_TRUE(a);\n}", "Words"),
    ("a.swift", "class A {\n  func testWords() throws { try a() }\n}", "testWords"),
)
HONEST_FILES = (
    (Kind.DOC, "a.md", "# A\n", ""),
    (Kind.DOC, "b.md", "---\ntitle: a\n---\nWords.\n", ""),
    (Kind.DOC, "c.md", "<!-- a -->\n## Words\n", "#words"),
    (Kind.DOC, "d.md", '<a id="words"></a>Words.\n', "#words"),
    (Kind.DOC, "e.md", 'A <a name="words"></a>\n', "#words"),
    (Kind.DOC, "f.html", "<h2 id='words'>Words</h2>", "#words"),
    (Kind.DOC, "g.rst", "Words\n=====\n", "#words"),
    (Kind.DOC, "h.txt", "words", ""),
    (Kind.DOC, "i.svg", "<svg><rect width='1'/></svg>", ""),
    (Kind.DOC, "j.md", "表と計画\n", ""),
    (Kind.DOC, "k.adoc", "== Words\n", ""),
    (Kind.CONTRACT, "a.yaml", "openapi: 3.1.0\npaths: {/a: {get: {summary: s}}}\n", "#GET /a"),
    (Kind.CONTRACT, "b.yaml", "openapi: 3.1.0\ncomponents: {schemas: {A: {type: string}}}\n", ""),
    (Kind.CONTRACT, "c.yaml", "asyncapi: 3.0.0\nchannels: {a: {address: a}}\n", "#a"),
    (Kind.CONTRACT, "d.json", '{"swagger": "2.0", "paths": {"/a": {"get": {"tags": ["s"]}}}}', ""),
    (Kind.CODE, "a.go", "package a\n", ""),
    (Kind.CODE, "b.py", '"""Words."""\n', ""),
    (Kind.CODE, "c.sh", "#!/bin/sh\nexit 0\n", ""),
    (Kind.ARTIFACT, "a.log", "....\n", ""),
    (Kind.ARTIFACT, "b.bin", "\x89PNG\x00\x01", ""),
)


def dishonest() -> Iterator[tuple[Kind, str, str, str]]:
    """Yield the kind, the file's name, its text, and what stands behind its path."""
    for blank in BLANKS.split(" "):
        text = f"{blank or ' '}\n"
        yield Kind.DOC, "a.md", text, ""
        yield Kind.ARTIFACT, "a.log", text, ""
        yield Kind.CODE, "a.go", text, ""
    for pointer in POINTERS:
        yield from ((kind, "a.md", pointer, "") for kind in (Kind.DOC, Kind.ARTIFACT, Kind.CODE))
        yield Kind.CONTRACT, "a.yaml", pointer, ""
        yield Kind.DOC, "a.md", pointer, "#words"
    for kind, table in ((Kind.DOC, COMMENTS), (Kind.CODE, CODE)):
        for suffix, texts in table.items():
            yield from ((kind, f"a.{suffix}", text, "") for text in texts)
    yield from ((Kind.CONTRACT, f"a.{suffix}", text, part) for suffix, text, part in CONTRACTS)
    yield from ((Kind.DOC, f"a.{suffix}", text, "#words") for suffix, text in ANCHORS)
    yield from ((Kind.TEST, "test_a.py", text, f"::test_words {RUN}") for text in PYTHON)
    yield from ((Kind.TEST, "a.test.ts", text, f"::words {RUN}") for text in JAVASCRIPT)
    for suffix, texts in OTHERS.items():
        name = "a_test.go" if suffix == "go" else f"ATest.{suffix}"
        yield from ((Kind.TEST, name, text, f"::TestWords {RUN}") for text in texts)
    yield from ((Kind.TEST, name, text, f"::{test} {RUN}") for name, text, test in ELSEWHERE)
    wrong = hashlib.sha256(b"other").hexdigest()
    yield Kind.ARTIFACT, "a.log", "words", f"@sha256:{wrong}"


def honest() -> Iterator[tuple[Kind, str, str, str]]:
    yield from HONEST_FILES
    yield from ((Kind.TEST, name, text, f"::{test} {RUN}") for name, text, test in HONEST)


async def verdicts(
    lab: LocalLab, cases: list[tuple[Kind, str, str, str]]
) -> list[tuple[Verdict, str, str]]:
    """Audit each case in a folder of its own, all in one commit with a green run."""
    names = [f"operations/evidence/{at}/{case[1]}" for at, case in enumerate(cases)]
    files = {name: case[2].encode() for name, case in zip(names, cases, strict=True)}
    head = lab.commit(files)
    lab.record_ci(head, [CiRun("7", head, CiState.GREEN, START + timedelta(hours=1))])
    items = [Evidence(c[0], f"{n}{c[3]}") for n, c in zip(names, cases, strict=True)]
    checked = await audit(
        lab.host(), head, items, "policy-oid", replace(RULES, edited_documents=())
    )
    return [
        (finding.verdict, finding.sentence, case[2])
        for finding, case in zip(checked.findings, cases, strict=True)
    ]


async def test_no_dishonest_evidence_passes(lab: LocalLab) -> None:
    found = await verdicts(lab, list(dishonest()))

    assert len(found) >= 250
    passed = [each for each in found if each[0] is Verdict.PASS]
    assert passed == [], "\n".join(map(str, passed))
    assert all(sentence for _, sentence, _ in found)


async def test_all_honest_evidence_passes(lab: LocalLab) -> None:
    found = await verdicts(lab, list(honest()))

    assert len(found) >= 55
    failed = [each for each in found if each[0] is not Verdict.PASS]
    assert failed == [], "\n".join(map(str, failed))


async def test_what_is_allowed_is_known(lab: LocalLab) -> None:
    found = await verdicts(lab, list(ALLOWED))

    assert {verdict for verdict, _, _ in found} == {Verdict.PASS}


async def test_a_test_that_may_have_run_passes_if_ci_says_that_it_did(lab: LocalLab) -> None:
    """Where a condition decides, and the run reports the names of its tests."""
    cases = [
        (
            "test_a.py",
            f"import pytest, sys\n@pytest.mark.skipif(A, reason='a')\n{DEF}",
            "test_words",
        ),
        ("test_b.py", "def test_words(:\n", "test_words"),
        ("a.test.ts", "test.each(a)('%s', () => {})", "words"),
        (
            "a_test.go",
            "func TestWords(t *testing.T) {\n\tif a {\n\t\tt.Skip()\n\t}\n}",
            "TestWords",
        ),
    ]
    head = lab.commit({name: text.encode() for name, text, _ in cases})
    items = [Evidence(Kind.TEST, f"{name}::{test} {RUN}") for name, _, test in cases]
    for tests, verdict in (
        (frozenset({"test_words", "words", "TestWords"}), Verdict.PASS),
        (frozenset({"others"}), Verdict.FAIL),
        (None, Verdict.UNKNOWN),
    ):
        at = START + timedelta(hours=1)
        lab.record_ci(head, [CiRun("7", head, CiState.GREEN, at, tests=tests)])
        checked = await audit(lab.host(), head, items, "policy-oid", RULES)
        assert {f.verdict for f in checked.findings[:1] + checked.findings[2:]} == {verdict}


@pytest.mark.parametrize("name", ["A.java", "a_spec.rb", "a_test.go", "a.test.ts", "test_a.py"])
@pytest.mark.parametrize(
    "hostile",
    [
        '"' * 50_000,
        "/*" * 50_000,
        "@T(" * 30_000,
        "func (" * 30_000,
        "{" * 100_000,
        "it('a', () => {" * 2_000,
        "it('a')\n" * 4_000,
        "if (" * 30_000,
        "@a\n" * 30_000 + "fn a() {}\n",
        "1+" * 100_000 + "1",
        "(" * 200_000,
        " if a:\n" * 20_000,
    ],
)
def test_hostile_text_takes_little_time(name: str, hostile: str) -> None:
    start = time.process_time()
    with suppress(Stopped):
        mark_of(TestReference(name, "a::a", None), Blob(name, "oid", hostile.encode()))
    assert time.process_time() - start < 5


_PIECES = st.sampled_from(
    [
        "@skip\n",
        "def test_a():",
        "class A",
        "\n    ",
        "\n",
        "{",
        "}",
        "(",
        ")",
        "'a'",
        '"',
        "`",
        "it",
        "(",
        "describe.skip",
        "fn a",
        "#[ignore]",
        "if ",
        "else:",
        "/*",
        "*/",
        "//",
        "#",
        "pass",
        "\x00",
        "=",
        ",",
    ]
)


@given(st.lists(_PIECES | st.characters(), max_size=60).map("".join))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_has_no_such_test(text: str) -> None:
    for name in ("A.java", "a_spec.rb", "a_test.go", "a.test.ts", "test_a.py", "a.rs"):
        blob = Blob(name, "oid", text.encode("utf-8", "replace"))
        with suppress(Stopped):
            mark = mark_of(TestReference(name, "a::test_a", None), blob)
            assert mark is None or 1 <= mark.line <= blob.data.count(b"\n") + 1
