"""References as people write them lead where the Git host's page leads, and nowhere else."""

import hashlib
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import Vocabulary
from bot.evidence import AuditRules, audit
from bot.evidence.reference import BadReference, parse_reference
from bot.evidence.resolving import resolve
from bot.evidence.tree import Tree
from bot.ports.git_host import Entry
from bot.readiness.evidence import Kind, Verdict
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import judged
from tests.support.repository import git

IN_DOC = AuditRules(folder="doc")
NFC, NFD = "docs/Prüfung.md", unicodedata.normalize("NFD", "docs/Prüfung.md")
OPENAPI = b"openapi: 3.1.0\npaths: {/x: {get: {operationId: getX}}}\n"


@pytest.fixture
def commit(lab: LocalLab) -> str:
    return lab.commit(
        {
            "architecture/ERD.md": b"# ERD\n\n## Keys\n",
            "architecture/a b.md": b"# One\n",
            "doc/notes/Plan.md": b"# Plan\n",
            "doc/architecture/Own.md": b"# Own\n",
            "README.md": b"# Root\n",
            "doc/README.md": b"# Doc\n",
            "docs/C#/guide.md": b"# Guide\n\n## Part\n",
            "api/C#/openapi.yaml": OPENAPI,
            "api/openapi.yaml": OPENAPI,
            "cmd/main.go": b"package main\n",
            "100%.md": b"# All\n",
        }
    )


@pytest.mark.parametrize(
    ("kind", "reference", "path"),
    [
        (Kind.DOC, "../architecture/ERD.md", "architecture/ERD.md"),
        (Kind.DOC, "../architecture/ERD.md#keys", "architecture/ERD.md"),
        (Kind.DOC, "notes/Plan.md", "doc/notes/Plan.md"),
        (Kind.DOC, "architecture/Own.md", "doc/architecture/Own.md"),
        (Kind.DOC, "README.md", "README.md"),  # as it is written comes first
        (Kind.DOC, "./README.md", "README.md"),
        (Kind.DOC, "/architecture/ERD.md", "architecture/ERD.md"),
        (Kind.DOC, "../architecture/a%20b.md", "architecture/a b.md"),
        (Kind.DOC, "architecture/a%20b.md", "architecture/a b.md"),
        (Kind.DOC, "architecture/a b.md", "architecture/a b.md"),
        (Kind.DOC, "100%.md", "100%.md"),
        (Kind.DOC, "../100%25.md", "100%.md"),
        (Kind.DOC, "architecture/ERD.md?plain=1", "architecture/ERD.md"),
        (Kind.DOC, "../architecture/ERD.md?plain=1#L2-L3", "architecture/ERD.md"),
        (Kind.DOC, "docs/C#/guide.md", "docs/C#/guide.md"),
        (Kind.DOC, "docs/C#/guide.md#part", "docs/C#/guide.md"),
        (Kind.DOC, "../docs/C%23/guide.md#part", "docs/C#/guide.md"),
        (Kind.CONTRACT, "../api/C%23/openapi.yaml#getX", "api/C#/openapi.yaml"),
        (Kind.CONTRACT, "api/C#/openapi.yaml#/paths/~1x", "api/C#/openapi.yaml"),
        (Kind.CODE, "../cmd/main.go#L1", "cmd/main.go"),
        (Kind.CODE, "../cmd", "cmd/main.go"),
        (Kind.DOC, "../architecture/E*.md", "architecture/ERD.md"),
    ],
)
async def test_a_link_leads_where_the_page_of_the_tracker_leads(
    lab: LocalLab, commit: str, kind: Kind, reference: str, path: str
) -> None:
    finding = await judged(lab, commit, kind, reference, IN_DOC)
    assert (finding.verdict, [s.name for s in finding.subjects]) == (Verdict.PASS, [path])


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("../../x.md", "leads out of the repository"),
        ("../../repo/README.md", "leads out of the repository"),
        ("%2e%2e/%2e%2e/x.md", "is not there"),
        ("/etc/passwd", "leads out of the repository"),
        ("//evil/x.md", "leads out of the repository"),
        ("architecture/../../x.md", "leads out of the repository"),
        ("../.git/config", "leads out of the repository"),
        ("..\\README.md", "leads out of the repository"),
        ("https://elsewhere.example/README.md", "leads to another place"),
        ("../architecture/None.md", "architecture/None.md is not there"),
        ("architecture/ERD.md#L2", "no heading #L2"),
        ("docs/C#/nothing.md", "docs/C is not there"),
    ],
)
async def test_what_leads_out_or_nowhere_fails(
    lab: LocalLab, commit: str, reference: str, said: str
) -> None:
    finding = await judged(lab, commit, Kind.DOC, reference, IN_DOC)
    assert finding.verdict is Verdict.FAIL
    assert said in finding.sentence


@pytest.mark.parametrize(("there", "written"), [(NFC, NFD), (NFD, NFC), (NFD, NFD)])
@pytest.mark.parametrize("form", ["{}", "docs/*ü*.md", "{}#x"])
async def test_the_normal_forms_of_a_name_are_one_file(
    lab: LocalLab, there: str, written: str, form: str
) -> None:
    commit = lab.commit({there: b"# X\n"})
    finding = await judged(lab, commit, Kind.DOC, form.format(written))
    assert finding.verdict is Verdict.PASS
    assert [s.name for s in finding.subjects] == [there]


async def test_a_folder_and_a_commit_are_found_by_normal_form(lab: LocalLab) -> None:
    commit = lab.commit({f"{NFD}/a.go": b"package a\n"})
    for reference in (NFC, f"{NFC}/a.go", f"{NFC}@{commit}"):
        finding = await judged(lab, commit, Kind.CODE, reference)
        assert finding.verdict is Verdict.PASS, finding.sentence
        assert finding.subjects[-1].name.startswith(f"{NFD}/a.go")


async def test_of_two_forms_the_exact_one_is_meant_and_any_other_is_unclear(lab: LocalLab) -> None:
    mixed = "docs/a\u0323\u0307.md"
    one, other = unicodedata.normalize("NFC", mixed), unicodedata.normalize("NFD", mixed)
    commit = lab.commit({one: b"# One\n", other: b"# Other\n"})
    for path in (one, other):
        finding = await judged(lab, commit, Kind.DOC, path)
        assert [s.name for s in finding.subjects] == [path]
    finding = await judged(lab, commit, Kind.DOC, "docs/a\u0307\u0323.md")
    assert finding.verdict is Verdict.FAIL
    assert "may be any of 2 that look the same" in finding.sentence
    assert "U+1EA1 U+0307" in finding.sentence
    assert "U+0323 U+0307" in finding.sentence


async def test_a_name_that_only_looks_the_same_is_told_by_its_characters(lab: LocalLab) -> None:
    commit = lab.commit({"docs/P\u0430y.md": b"# Pay\n"})
    finding = await judged(lab, commit, Kind.DOC, "docs/Pay.md")
    assert finding.verdict is Verdict.FAIL
    assert "U+0430 CYRILLIC SMALL LETTER A where U+0061 LATIN SMALL LETTER A" in finding.mend


PIECES = st.sampled_from(
    ("a", "b.md", "C#", "..", ".", "/", "%20", "%23", "%2e", "?plain=1", "#x", "#L1", "é", " ", "*")
)
REFERENCES = st.lists(PIECES, min_size=1, max_size=6).map("".join).filter(str.strip)


@settings(max_examples=200)
@given(st.sampled_from(list(Kind)), REFERENCES, st.lists(REFERENCES, max_size=5))
def test_what_is_there_as_it_is_written_is_what_is_meant(
    kind: Kind, reference: str, paths: list[str]
) -> None:
    entries = (Entry(path, "0" * 40) for path in paths)
    tree = Tree(entry for entry in entries if ".." not in entry.path.split("/"))
    try:
        literal = parse_reference(kind, reference)
    except BadReference:
        literal = None
    try:
        found = resolve(kind, reference, "doc", tree)
    except BadReference:
        assert literal is None
        return
    assert ".." not in (found.path or "").split("/")
    if literal is not None and literal.path and tree.get(literal.path):
        assert found == literal


TRACKER = """\
| Phase | Title | Status | Owner |
|---|---|---|---|
| P4 | ERD | In Progress | ana, bo |

| Phase | Kind | Reference | Note |
|---|---|---|---|
| P4 | doc | [ERD](architecture/ERD.md#keys) | as agreed |
| P4 | doc | `architecture/*.md` | |
| P4 | contract | api/openapi.yaml | |
| P4 | code | cmd | the command |
"""


async def test_an_ordinary_tracker_keeps_the_digest_that_approvals_are_bound_to(
    lab: LocalLab, commit: str
) -> None:
    tracker = read_tracker(TRACKER.encode(), "doc/Tracker.md", Vocabulary())
    checked = await audit(lab.host(), commit, tracker.evidence_of("P4"), "policy", IN_DOC)

    def rests_on(*paths: str) -> list[list[str]]:
        return [[path, git(lab.repo, "rev-parse", f"{commit}:{path}")] for path in paths]

    # As records of the first release hold it: kind, reference as it is written, files with blobs.
    rows = [
        ["code", "cmd", rests_on("cmd/main.go")],
        ["contract", "api/openapi.yaml", rests_on("api/openapi.yaml")],
        ["doc", "architecture/*.md", rests_on("architecture/ERD.md", "architecture/a b.md")],
        ["doc", "architecture/ERD.md#keys", rests_on("architecture/ERD.md")],
    ]
    canonical = json.dumps(["policy", rows], separators=(",", ":"), ensure_ascii=False)
    assert checked.digest == "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
    assert tracker.phases[0].owners == ("ana", "bo")
