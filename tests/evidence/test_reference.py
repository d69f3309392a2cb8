import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence.reference import (
    ArtifactReference,
    BadReference,
    CodeReference,
    ContractReference,
    DocReference,
    Reference,
    TestReference,
    parse_reference,
    validate_reference,
)
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.refusals import EVIDENCE_REASONS, BadEvidence, Refused

SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.DOC, " docs/a.md ", DocReference("docs/a.md")),
        (Kind.DOC, "docs/a b.md#x-y", DocReference("docs/a b.md", "x-y")),
        (Kind.CONTRACT, "api/a.yaml", ContractReference("api/a.yaml")),
        (Kind.CONTRACT, "a.yaml#/p/~1x#y", ContractReference("a.yaml", "/p/~1x#y")),
        (Kind.CONTRACT, "a.yaml#POST /v1/x", ContractReference("a.yaml", "POST /v1/x")),
        (Kind.CONTRACT, "a.yaml  POST /v1/x", ContractReference("a.yaml", "POST /v1/x")),
        (Kind.CONTRACT, "a b.yaml", ContractReference("a b.yaml")),
        (Kind.CODE, "cmd/api/", CodeReference("cmd/api", None)),
        (Kind.CODE, SHA[:7].upper(), CodeReference(None, SHA[:7])),
        (Kind.CODE, "012345", CodeReference("012345", None)),
        (Kind.CODE, f"a/b@{SHA}", CodeReference("a/b", SHA)),
        (Kind.CODE, "@scope/x.ts", CodeReference("@scope/x.ts", None)),
        (Kind.TEST, "t.py::test_a", TestReference("t.py", "test_a", None)),
        (Kind.TEST, "t.py::C::t[a b] ci:1", TestReference("t.py", "C::t[a b]", "ci:1")),
        (Kind.TEST, "a b.js::says hi", TestReference("a b.js", "says hi", None)),
        (Kind.TEST, "t.py::t  <https://x/1>", TestReference("t.py", "t", "https://x/1")),
        (Kind.TEST, "t.py::t [run](https://x/1)", TestReference("t.py", "t", "https://x/1")),
        (Kind.ARTIFACT, "e/x.log", ArtifactReference("e/x.log")),
    ],
)
def test_a_reference_is_read(kind: Kind, text: str, value: Reference) -> None:
    assert parse_reference(kind, text) == value


def taken(kind: Kind, text: str) -> Reference | str:
    """Return the value of a reference, or why it can't be taken."""
    try:
        return parse_reference(kind, text)
    except BadReference as error:
        return error.why


@given(st.sampled_from(Kind), st.text("ab./\\\\#:@*~ \t-\u200b0cfi[]()é", max_size=30))
def test_any_text_is_a_safe_reference_or_refused(kind: Kind, text: str) -> None:
    reference = taken(kind, text)
    if isinstance(reference, str):
        assert reference in EVIDENCE_REASONS
    elif reference.path is not None:
        assert not reference.path.startswith("/")
        assert ".." not in reference.path.replace("\\", "/").split("/")


def test_what_a_person_adds_is_kept_as_written() -> None:
    assert validate_reference(Kind.DOC, " ./a.md#b ") == Evidence(Kind.DOC, "./a.md#b")
    assert validate_reference(None, SHA[:9]) == Evidence(Kind.CODE, SHA[:9])


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (None, "soon", "unknown kind"),
        (None, "", "empty"),
        (Kind.DOC, " \t", "empty"),
        (Kind.DOC, "#x", "empty"),
        (Kind.DOC, "/etc/passwd", "escapes"),
        (Kind.DOC, "a/../../b.md", "escapes"),
        (Kind.DOC, "..\\b.md", "escapes"),
        (Kind.DOC, "a//b.md", "escapes"),
        (Kind.CODE, ".git/hooks/update", "escapes"),
        (Kind.CODE, f"../x@{SHA}", "escapes"),
        (Kind.TEST, "../t.py::t ci:1", "escapes"),
        (Kind.ARTIFACT, "operations/evidence/../x", "escapes"),
        (Kind.DOC, "https://example.com/a.md", "foreign"),
        (Kind.CONTRACT, "file:///etc/passwd", "foreign"),
        (Kind.DOC, "[a](https://example.com/a.md)", "foreign"),
        (Kind.TEST, "t.py::t javascript:alert(1)", "foreign"),
        (Kind.TEST, "t.py::t data:text/html,x", "foreign"),
        (Kind.DOC, "a\nb.md", "control character"),
        (Kind.DOC, "a\x00.md", "control character"),
        (Kind.DOC, "a\u200b.md", "control character"),
        (Kind.DOC, "\u2066a.md", "control character"),
        (Kind.DOC, "a\ud800.md", "control character"),
        (Kind.DOC, "a" * 1_001, "too long"),
    ],
)
def test_what_cannot_be_evidence_is_refused(kind: Kind | None, text: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        validate_reference(kind, text)
    assert caught.value.reason == BadEvidence(text, why)
    assert why in EVIDENCE_REASONS
