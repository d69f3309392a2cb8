from datetime import date
from typing import Literal
from unicodedata import normalize

import pytest

from bot.documents.policy_file import read_policy
from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import BUILT_IN_COLUMNS, BUILT_IN_STATUSES, Vocabulary
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.phase import UnknownStatus
from bot.readiness.status import Status
from tests.documents.trackers import HEADINGS, TABLE, WORDS


def test_a_table_of_phases_is_found_by_its_headers() -> None:
    tracker = read_tracker(TABLE.encode(), "doc/T.md", WORDS)
    assert [(p.id, p.title, p.status, p.owners) for p in tracker.phases] == [
        ("P1", "Architecture", Status.COMPLETED, ("ana",)),
        ("P4", "ERD | persistence", Status.IN_PROGRESS, ("bo", "ce")),
        ("EXEC", "Implementation", Status.NOT_STARTED, ("bo", "ce")),
    ]
    phase = tracker.phase(" p4 ")
    assert phase is not None
    assert str(phase.place) == "doc/T.md:12"
    assert tracker.problems == ()


def test_evidence_rows_belong_to_their_phase_however_it_is_written() -> None:
    tracker = read_tracker(TABLE.encode(), "t.md", WORDS)
    assert tracker.evidence_of("p4") == (
        Evidence(Kind.DOC, "architecture/ERD.md", "see #keys"),
        Evidence(Kind.CONTRACT, "api/openapi.yaml#/paths/~1v1~1x"),
    )
    assert tracker.evidence_of("P1") == (Evidence(Kind.DOC, "architecture/A.md"),)
    assert tracker.evidence_of("EXEC") == ()


def test_completed_items_keep_references_and_leave_prose_alone() -> None:
    tracker = read_tracker(TABLE.encode(), "t.md", WORDS)
    references = [[(e.kind, e.reference, e.note) for e in i.evidence] for i in tracker.completed]
    assert references == [
        [
            (Kind.DOC, "architecture/A.md", ""),
            (Kind.DOC, "architecture/adrs/*", ""),
            (Kind.DOC, "Map.md", ""),
        ],
        [
            (Kind.CONTRACT, "api/openapi.draft.yaml", "33k lines"),
            (Kind.CONTRACT, "api/asyncapi.draft.yaml", "2.3k lines"),
        ],
        [],
    ]


def test_the_ops_track_is_a_list_of_checkboxes() -> None:
    ops = read_tracker(TABLE.encode(), "t.md", WORDS).ops
    assert [(i.text, i.done, i.owner) for i in ops] == [
        ("SLO / alerts", False, "ana"),
        ("Runbooks", True, ""),
    ]


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("@ines @bo", ("ines", "bo")),
        ("ines<br>bo<br/>", ("ines", "bo")),
        ("@ines<BR />@bo, cy", ("ines", "bo", "cy")),
        ("Ines Lima and @bo", ("Ines Lima", "bo")),
        ("@ines Lima", ("ines Lima",)),
        ("ines &amp; bo", ("ines", "bo")),
        ("ines (until March, then bo)", ("ines (until March, then bo)",)),
        ("ines (until March), bo", ("ines (until March)", "bo")),
        ("—", ()),
    ],
)
def test_owners_are_parted_as_people_part_them(cell: str, owners: tuple[str, ...]) -> None:
    text = f"| Phase | Status | Owner |\n|---|---|---|\n| P1 | In Progress | {cell} |\n"
    tracker = read_tracker(text.encode(), "t.md", WORDS)
    assert tracker.phases[0].owners == owners


def test_entities_in_a_tracker_are_words_as_its_page_shows_them() -> None:
    text = (
        "| Phase | Title | Status | Owner |\n|---|---|---|---|\n"
        "| &#80;4 | R&amp;D &mdash; &lt;script&gt; | Signed&nbsp;Off (main &amp; merged) |"
        " ana |\n\nlast snapshot&nbsp;2026-02-24\n\n"
        "| Phase | Evidence |\n|---|---|\n| P4 | doc: docs/R&amp;D.md (Q&amp;A), `a.md` |\n\n"
        "## Parallel Ops Track\n\n- [ ] R&amp;D budget (owner: ana; tracked in: R&amp;D.md)\n"
    )
    tracker = read_tracker(text.encode(), "t.md", Vocabulary())
    (phase,) = tracker.phases
    assert (phase.id, phase.title) == ("P4", "R&D — <script>")
    assert tracker.snapshot_date == date(2026, 2, 24)
    assert [(e.reference, e.note) for e in tracker.evidence_of("P4")] == [
        ("docs/R&D.md", "Q&A"),
        ("a.md", ""),
    ]
    (item,) = tracker.ops
    assert (item.text, item.owner, item.links) == ("R&D budget", "ana", ("R&D.md",))


@pytest.mark.parametrize("mark", ["\\", "  ", "<br>", " <br/>", "\\ "])
def test_what_breaks_a_line_is_no_part_of_its_value(mark: str) -> None:
    text = (
        f"## Phase 4 — ERD\n\n**Status:** In Progress{mark}\n**Owner:** bo{mark}\n"
        f"**Evidence:** a.md{mark}\nmore\n\n"
        f"## Parallel Ops Track\n\n- [ ] SLO{mark}\n  alerts (owner: ana){mark}\n"
    )
    tracker = read_tracker(text.encode(), "t.md", WORDS)
    (phase,) = tracker.phases
    assert (phase.status, phase.owners) == (Status.IN_PROGRESS, ("bo",))
    assert [e.reference for e in tracker.evidence_of("P4")] == ["a.md"]
    assert [(item.text, item.owner) for item in tracker.ops] == [("SLO alerts", "ana")]


def test_the_ops_track_may_be_a_table() -> None:
    text = TABLE.replace(
        "- [ ] SLO / alerts (owner: ana)\n- [x] Runbooks\n",
        "| Item | Owner | Status |\n|---|---|---|\n| SLO | @ana | open |\n| Runbooks | | done |\n",
    )
    ops = read_tracker(text.encode(), "t.md", WORDS).ops
    assert [(i.text, i.done, i.owner) for i in ops] == [
        ("SLO", False, "ana"),
        ("Runbooks", True, ""),
    ]


def test_the_snapshot_date_and_the_diagram_are_read() -> None:
    tracker = read_tracker(TABLE.encode(), "t.md", WORDS)
    assert tracker.snapshot_date == date(2026, 2, 24)
    assert [(n.id, n.css_class) for n in tracker.diagram] == [
        ("P1", "done"),
        ("P4", "inprog"),
        ("EXEC", "notstarted"),
    ]


def test_a_heading_per_phase_is_read() -> None:
    tracker = read_tracker(HEADINGS.encode(), "t.md", WORDS)
    assert [(p.id, p.title, p.status, p.owners) for p in tracker.phases] == [
        ("P4", "ERD and Persistence Model", Status.IN_PROGRESS, ("bo",)),
        ("TN-07", "Tunnel", Status.NOT_STARTED, ()),
        ("P5", "API", Status.SIGNED_OFF, ()),
    ]
    assert tracker.evidence_of("P4") == (
        Evidence(Kind.DOC, "architecture/ERD.md", "good"),
        Evidence(Kind.TEST, "tests/test_x.py::test_y"),
    )
    assert tracker.evidence_of("TN-07") == (
        Evidence(Kind.DOC, "a/b.md"),
        Evidence(Kind.CODE, "cmd/c.go", "new"),
    )


def test_a_status_outside_the_vocabulary_stays_with_its_phase_and_its_nearest_word() -> None:
    text = TABLE.replace("| Not Started | @bo", "| Redy for Signof | @bo")
    tracker = read_tracker(text.encode(), "t.md", WORDS)
    phase = tracker.phase("EXEC")
    assert phase is not None
    assert isinstance(phase.status, UnknownStatus)
    assert (phase.status.text, phase.status.nearest) == ("Redy for Signof", Status.READY)
    assert str(phase.status.place) == "t.md:13"
    (problem,) = tracker.problems
    assert "Ready for Signoff" in problem.mend
    assert tracker.status_of("P1") is Status.COMPLETED


def test_synonyms_of_headers_and_statuses_read_an_existing_tracker() -> None:
    words = Vocabulary(
        statuses={**BUILT_IN_STATUSES, "approved": Status.SIGNED_OFF, "wip": Status.IN_PROGRESS},
        columns={
            **BUILT_IN_COLUMNS,
            "phase": ("phase", "stage"),
            "status": ("status", "state"),
        },
    )
    text = "|#| Stage | STATE |\n|---|---|---|\n|1| P1 | ✅ `APPROVED` |\n|2| P2 | :gear: wip |\n"
    tracker = read_tracker(text.encode(), "t.md", words)
    assert [p.status for p in tracker.phases] == [Status.SIGNED_OFF, Status.IN_PROGRESS]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_of_a_project_are_known_in_either_unicode_form(form: Literal["NFC", "NFD"]) -> None:
    policy = (
        "documents: {tracker: t.md}\npeople: {ana: {slack: U01ANA}}\n"
        "roles: {security: [ana]}\ngates: {defaults: {requires: {security: 1}}}\n"
        "statuses: {Signed Off: [Geprüft]}\ncolumns: {status: [Zustände]}\n"
    )
    words = read_policy(policy.encode(), "0" * 40).vocabulary
    text = "| Phase | Zustände |\n|---|---|\n| PRÜF-1 | Geprüft |\n"
    tracker = read_tracker(normalize(form, text).encode(), "t.md", words)
    assert tracker.status_of(normalize("NFC", "prüf-1")) is Status.SIGNED_OFF
    assert tracker.status_of(normalize("NFD", "prüf-1")) is Status.SIGNED_OFF


def test_reference_links_lead_where_their_definitions_do() -> None:
    text = (
        "| Phase | Status |\n|---|---|\n| P1 | In Progress |\n\n"
        "| Phase | Kind | Reference | Note |\n|---|---|---|---|\n"
        "| P1 | doc | [ERD][erd] | as in [erd] |\n| P1 | doc | [The ERD] | |\n"
        "| P1 | doc | [ERD][] | |\n| P1 | doc | `[erd]` | |\n| P1 | doc | [none][here] | |\n\n"
        "| Phase | Evidence |\n|---|---|\n| P1 | doc: [ERD][erd] (see [erd]), [Sharp][] |\n\n"
        "## Parallel Ops Track\n\n- [ ] SLO (tracked in: [erd])\n\n"
        "[erd]: ../architecture/ERD.md 'The model'\n[the erd]: <a b.md>\n[sharp]: docs/C%23/x.md\n"
    )
    tracker = read_tracker(text.encode(), "doc/t.md", WORDS)
    assert [(e.reference, e.note) for e in tracker.evidence_of("P1")] == [
        ("../architecture/ERD.md", "as in [erd]"),
        ("a b.md", ""),
        ("../architecture/ERD.md", ""),
        ("[erd]", ""),
        ("[none][here]", ""),
        ("../architecture/ERD.md", "see [erd]"),
        ("docs/C%23/x.md", ""),
    ]
    assert tracker.ops[0].links == ("../architecture/ERD.md",)


def test_a_reference_link_that_shows_another_path_is_told() -> None:
    text = (
        "| Phase | Status |\n|---|---|\n| P1 | In Progress |\n\n"
        "| Phase | Kind | Reference | Note |\n|---|---|---|---|\n"
        "| P1 | doc | [docs/good.md][x] | |\n"
        "| P1 | doc | [docs/gut é.md](docs/gut%20%C3%A9.md) | |\n"
        "\n[x]: docs/bad.md\n"
    )
    (problem,) = read_tracker(text.encode(), "t.md", WORDS).problems
    assert "shows “docs/good.md” and leads to docs/bad.md" in problem.wrong


def test_an_evidence_column_holds_several_references() -> None:
    text = (
        "| Phase | Status | Evidence |\n|---|---|---|\n"
        "| P1 — Arch | In Progress | `a/b.md` (v2, final); tests/t.py::x<br>abc1234 |\n"
        "| P2 | Not Started | — |\n"
    )
    tracker = read_tracker(text.encode(), "t.md", WORDS)
    assert tracker.phases[0].title == "Arch"
    assert tracker.evidence_of("P1") == (
        Evidence(Kind.DOC, "a/b.md", "v2, final"),
        Evidence(Kind.TEST, "tests/t.py::x"),
        Evidence(Kind.CODE, "abc1234"),
    )
    assert tracker.evidence_of("P2") == ()


def test_tables_that_are_code_comments_or_about_something_else_are_left_alone() -> None:
    text = (
        TABLE
        + "\n```\n| Phase | Status |\n|---|---|\n| P1 | x |\n```\n"
        + "\n<!--\n| Phase | Status |\n|---|---|\n| P1 | x |\n-->\n"
        + "\n| Risk | Phase | Status |\n|---|---|---|\n| fire | P1 | open |\n"
    )
    assert len(read_tracker(text.encode(), "t.md", WORDS).phases) == 3


def test_a_table_in_a_quote_in_a_list_is_read_with_any_newline_and_a_bom() -> None:
    lines = ["- item", "", "  > | Phase | Status |", "  > |---|---|", "  > | P1 | In Progress |"]
    for newline in ("\n", "\r\n", "\r"):
        data = ("\ufeff" + newline.join(lines)).encode()
        (phase,) = read_tracker(data, "t.md", WORDS).phases
        assert (phase.id, phase.status, phase.place.line) == ("P1", Status.IN_PROGRESS, 5)
