"""Markdown as people (and their editors) write it, for property tests."""

from hypothesis import strategies as st

NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])
PREFIXES = st.sampled_from(["", "", "> ", ">> ", "  ", "   "])
AWKWARD = st.sampled_from(
    [
        "",
        "a\\|b",
        "`x\\|y`",
        "表 計",
        "👩\u200d👩\u200d👧 ok",
        "**bold**",
        "<br>",
        "\\\\",
        "[a](b)",
        "\u200bz",
        "- x",
        "#",
    ]
)
WORDS = st.text("abc XYZ09é漢🙂_*~`&;:.,()[]{}<>!#+-=/\\\"'", max_size=12).map(
    lambda text: text.replace("|", "").strip().rstrip("\\")
)
CELLS = st.one_of(AWKWARD, WORDS)

# What a person may type into a modal: anything that UTF-8 or a surrogate can be.
TYPED = st.one_of(
    st.text(max_size=30),
    st.text("|\\`\n\r\t *_[]<>&~#-\u200b\u202e\x00\x07 é漢", max_size=20),
    st.sampled_from(["- x", "# y", "1. z", "> q", "```", "<!--", "|", "\\", "---", "", "a|b\\"]),
)

FILLERS = st.sampled_from(
    [
        ["Some text.", ""],
        ["```", "| a | b |", "|---|---|", "| not | table |", "```", ""],
        ["<!--", "| a | b |", "|---|---|", "| not | table |", "-->", ""],
        ["    | a | b |", "    |---|---|", ""],
        ["- item", "", "  | l | m |", "  |---|---|", "  | 1 | 2 |", ""],
        ["> | q | r |", "> |:--|--:|", "> | 1 | 2 |", ""],
        ["Setext", "======", ""],
        ["<div>", "| a | b |", "</div>", ""],
        ["x | y", "--|--", "ragged", "one | two | three | four", ""],
    ]
)


@st.composite
def rows(draw: st.DrawFn, width: int) -> str:
    """A row that may be ragged, and may lack its outer pipes."""
    count = draw(st.integers(1, width + 1))
    cells = draw(st.lists(CELLS, min_size=count, max_size=count))
    space = draw(st.sampled_from([" ", " ", "", "   "]))
    inner = "|".join(space + cell + (space or " ") for cell in cells)
    return draw(st.sampled_from([f"|{inner}|", f"|{inner}|", f"|{inner}"]))


@st.composite
def tables(draw: st.DrawFn) -> list[str]:
    width = draw(st.integers(1, 4))
    header = "| " + " | ".join(f"H{n}" for n in range(width)) + " |"
    rule = "|" + draw(st.sampled_from(["---", ":-:", " --- "])) + "|"
    rule += "".join("---|" for _ in range(width - 1))
    body = draw(st.lists(rows(width), max_size=5))
    prefix = draw(PREFIXES)
    return [prefix + line for line in (header, rule, *body)] + [""]


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A file with a table and other things: newlines, BOM, final newline as it comes."""
    parts = draw(st.lists(st.one_of(tables(), FILLERS), min_size=0, max_size=4))
    parts.insert(draw(st.integers(0, len(parts))), draw(tables()))
    newline = draw(NEWLINES)
    text = newline.join(line for part in parts for line in part)
    text = draw(st.sampled_from(["", "\ufeff"])) + text
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return text.encode()
