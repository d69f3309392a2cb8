import time

import pytest

from bot.evidence.named_tests import has_test, named_tests
from bot.evidence.source_text import Language, language_of

PYTHON = '''
"""
def test_in_a_docstring(): ...
"""
# def test_in_a_comment(): ...
WORDS = "def test_in_a_string(): ..."

@pytest.mark.parametrize("value", [
1, 2,
])
async def test_parametrised(value): ...

class Base:
    def test_inherited(self): ...

class TestSchema(Base):
    @pytest.mark.parametrize("x", [
]
    )
    def test_migrates(self): ...

    class TestInner:
        def test_deep(self): ...

class TestOther:
    def test_alone(self): ...

def test_called(): test_elsewhere()
'''
GO = """
// func TestInAComment(t *testing.T) {}
/* func TestInABlock(t *testing.T) {} */
var s = `
func TestInARawString(t *testing.T) {}
`
func TestErd(t *testing.T) {
	t.Run("has keys", func(t *testing.T) {})
	t.Run(`raw`, nil) // t.Run("in a comment", nil)
}
func (s *Suite) TestMethod() { TestCalled() }
func BenchmarkX(b *testing.B) {}
func TestGeneric[T any](t *testing.T) {}
"""
GO_TABLE = "func TestTable(t *testing.T) { for _, c := range cases { t.Run(c.name, c.run) } }"
JAVASCRIPT = r"""
// it('in a comment', () => {})
/* test("in a block", () => {}) */
const s = "it('in a string', x)"
const quote = /['"]/, back = a.replace(/`/g, '')
describe('Cart', () => {
  it('adds "items"', () => {})
  it.only("it's removed", async () => {})
  test.each([[1, (2)], [3, 4]])('sums %i and $b.c', () => {})
  test.each`
    a | b
  `('tabled $a', () => {})
  it(`templated ${x}`, () => {})
  xit('skipped', () => {})
})
cart.it('of an object', x)
Deno.test("in deno", () => {})
submit('not a test')
"""
JAVA = """
// @Test void inAComment() {}
/* @Test void inABlock() {} */
class ErdTest {
    String s = "@Test void inAString() {}";
    @Test void keepsRows() { helper(); new Other(); assertThat(x).isTrue(); }
    @ParameterizedTest(name = "{0}") @ValueSource(ints = {1, 2})
    void takesValues(int value) {}
    @org.junit.jupiter.api.Test
    public void qualified() throws Exception {}
    public void testOld() { testCalled(); }
    private void helper() {}
    @Nested class Inner { @RepeatedTest(3) void again() {} }
}
"""
KOTLIN = "class A { @Test fun `keeps all rows`() {}\n @Test fun plain() {} }"


def names(text: str, language: Language, asked: str) -> bool:
    return has_test(named_tests(text, language), language, asked)


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("test_parametrised", True),
        ("test_parametrised[1]", True),
        ("test_parametrised[a::b]", True),
        ("TestSchema", True),
        ("TestSchema::test_migrates", True),
        ("TestSchema::test_migrates[x-y]", True),
        ("test_migrates", True),
        ("TestSchema::TestInner::test_deep", True),
        ("TestSchema::test_inherited", True),
        ("Base::test_migrates", False),
        ("TestOther::test_migrates", False),
        ("test_in_a_docstring", False),
        ("test_in_a_comment", False),
        ("test_in_a_string", False),
        ("test_elsewhere", False),
        ("test_migrate", False),
        ("WORDS", False),
        ("", False),
    ],
)
def test_python(asked: str, there: bool) -> None:  # noqa: FBT001 - a parameter
    assert names(PYTHON, Language.PYTHON, asked) is there


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("TestErd", True),
        ("TestErd/has keys", True),
        ("TestErd/has_keys", True),
        ("TestErd::raw", True),
        ("TestSuite", False),
        ("TestMethod", True),
        ("BenchmarkX", True),
        ("TestGeneric", True),
        ("TestErd/none", False),
        ("TestErd/in a comment", False),
        ("TestInAComment", False),
        ("TestInABlock", False),
        ("TestInARawString", False),
        ("TestCalled", False),
        ("Erd", False),
    ],
)
def test_go(asked: str, there: bool) -> None:  # noqa: FBT001 - a parameter
    assert names(GO, Language.GO, asked) is there


def test_a_go_case_of_a_table_may_have_a_name_that_is_worked_out() -> None:
    assert names(GO_TABLE, Language.GO, "TestTable/any case")
    assert not names(GO_TABLE, Language.GO, "TestOther/any case")


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("Cart", True),
        ('adds "items"', True),
        ('Cart::adds "items"', True),
        ('Cart > adds "items"', True),
        ('Cart \u203a adds "items"', True),
        ('Cart adds "items"', True),
        ("it's removed", True),
        ("sums 1 and 2", True),
        ("tabled 7", True),
        ("templated anything", True),
        ("skipped", True),
        ("in deno", True),
        ("Cart > none", False),
        ("in a comment", False),
        ("in a block", False),
        ("in a string", False),
        ("of an object", False),
        ("not a test", False),
        ("sums 1", False),
        ("", False),
    ],
)
def test_javascript(asked: str, there: bool) -> None:  # noqa: FBT001 - a parameter
    assert names(JAVASCRIPT, Language.JAVASCRIPT, asked) is there


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("keepsRows", True),
        ("ErdTest", True),
        ("ErdTest::keepsRows", True),
        ("ErdTest.keepsRows", True),
        ("ErdTest#takesValues(int)", True),
        ("takesValues[1]", True),
        ("qualified", True),
        ("testOld", True),
        ("ErdTest$Inner::again", True),
        ("inAComment", False),
        ("inABlock", False),
        ("inAString", False),
        ("helper", False),
        ("testCalled", False),
        ("isTrue", False),
    ],
)
def test_java(asked: str, there: bool) -> None:  # noqa: FBT001 - a parameter
    assert names(JAVA, Language.JAVA, asked) is there


def test_kotlin() -> None:
    assert names(KOTLIN, Language.JAVA, "keeps all rows")
    assert names(KOTLIN, Language.JAVA, "A::plain")
    assert not names(KOTLIN, Language.JAVA, "keeps")


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("tests/test_x.py", Language.PYTHON),
        ("a/erd_test.GO", Language.GO),
        ("cart.test.tsx", Language.JAVASCRIPT),
        ("ErdTest.kt", Language.JAVA),
        ("spec/a_spec.rb", None),
        ("Makefile", None),
    ],
)
def test_the_language_of_a_file(path: str, language: Language | None) -> None:
    assert language_of(path) is language


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "hostile",
    [
        '"' * 50_000,
        "'''" * 30_000,
        "`" * 50_001,
        "/*" * 50_000,
        "@T(" * 30_000,
        "it.each(" * 10_000,
        "class A(\n" * 20_000,
        "\\" * 100_000,
        "=/[" * 30_000,
        "it('%s%s%s%s%s%s%s%s!')\n" * 2_000,
        "it('a')\nit('a a')\nit('a a a')\n",
        "func (" * 30_000,
    ],
)
def test_hostile_text_takes_no_time_to_speak_of(language: Language, hostile: str) -> None:
    start = time.process_time()
    assert not names(hostile, language, "a " * 400 + "%s x" * 50)
    assert time.process_time() - start < 2
