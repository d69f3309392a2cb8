from bot.documents.roadmap import Roadmap, read_roadmap
from tests.documents.trackers import WORDS


def read(text: str) -> Roadmap:
    return read_roadmap(text.encode(), "r.md", WORDS)


def test_lists_under_a_phase_are_its_deliverables() -> None:
    roadmap = read(
        "# R\n\n## Phase 1 — Arch\n\n- **ADR** set\n- Trust\n  boundaries\n\n## Notes\n\n- x\n"
    )
    assert [(p.id, p.title, p.place.line) for p in roadmap.phases] == [("P1", "Arch", 3)]
    assert [(d.phase, d.text, d.place.line) for d in roadmap.deliverables] == [
        ("P1", "ADR set", 5),
        ("P1", "Trust boundaries", 6),
    ]


def test_where_something_is_called_deliverables_only_that_counts() -> None:
    text = (
        "## P2: Domain\n\nRisks:\n\n- fire\n\n"
        "**Deliverables:**\n\n- model\n- states\n\nAlso:\n\n- no\n"
        "\n## EXEC — Code\n\n### Deliverables\n\n1. relay\n\n### Other\n\n- no\n"
    )
    assert [(d.phase, d.text) for d in read(text).deliverables] == [
        ("P2", "model"),
        ("P2", "states"),
        ("EXEC", "relay"),
    ]


def test_a_table_may_hold_several_in_a_cell() -> None:
    header = "| Phase | Title | Deliverables |\n|---|---|---|\n"
    text = header + "| P4 | ERD | ERD.md; schema.sql<br>seed |\n"
    roadmap = read(text)
    assert [(p.id, p.title) for p in roadmap.phases] == [("P4", "ERD")]
    assert [d.text for d in roadmap.deliverables] == ["ERD.md", "schema.sql", "seed"]


def test_a_summary_and_a_heading_of_one_phase_are_one_phase() -> None:
    text = "| Phase | Deliverables |\n|---|---|\n| P1 | a |\n\n## P1 — Arch\n\n- A\n- b\n"
    roadmap = read(text)
    assert [p.id for p in roadmap.phases] == ["P1"]
    assert [d.text for d in roadmap.deliverables] == ["a", "b"]


def test_a_heading_that_only_looks_like_a_phase_is_none() -> None:
    assert read("## FAQ: questions\n\nText.\n\n```\n## P1 — code\n```\n") == Roadmap((), ())
