from bot.documents.markdown import Heading, anchors, headings


def test_headings_are_those_of_the_text() -> None:
    text = "# A *b*\n\n```\n# code\n```\n\nSetext\n---\n\n> ## In a quote\n\n<!--\n# no\n-->\n"
    assert headings(text) == [
        Heading(1, "A b", 1),
        Heading(2, "Setext", 7),
        Heading(2, "In a quote", 10),
    ]


def test_anchors_are_githubs() -> None:
    text = (
        "# Phase 4 — ERD & Persistence\n## `db_schema` v1.2\n## Größe\n## 表\n## Twice\n## Twice\n"
        '<a id="custom"></a>\n'
    )
    assert anchors(text) == {
        "phase-4--erd--persistence",
        "db_schema-v12",
        "größe",
        "表",
        "twice",
        "twice-1",
        "custom",
    }


def test_any_newline_and_lone_surrogates_are_taken() -> None:
    assert anchors("# One\r\n\r\n# Two\r# Three\ud800") >= {"one", "two"}
