"""The text of a table cell: from Markdown to plain words, and back without breaking the row."""


def plain_text(raw: str) -> str:
    """Return the words of a cell or a heading without emphasis, code marks, links and tags."""
    raise NotImplementedError


def core_text(plain: str) -> str:
    """Return the words without the symbols around them (`✅ Signed Off` → `Signed Off`)."""
    raise NotImplementedError
