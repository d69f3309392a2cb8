"""Where a new item of the ops track goes: after all that belongs to the last one, beside it."""

import pytest

from bot.documents.edit_ops import OpsEdit, edit_ops
from bot.documents.tracker import read_tracker
from bot.readiness.work import OpsItem
from tests.documents.trackers import TABLE, WORDS

LIST = "- [ ] SLO / alerts (owner: ana)\n- [x] Runbooks\n"
NEW = "- [ ] Rotate keys\n"


def added(items: str) -> str:
    """Return the list of items, these items with one more."""
    assert LIST in TABLE
    text = TABLE.replace(LIST, items)
    after = edit_ops(text.encode(), "t.md", WORDS, OpsEdit(None, OpsItem("Rotate keys"), None))
    start = text.index(items)
    assert after.decode()[:start] == text[:start]
    rest = text[start + len(items) :]
    assert after.decode().endswith(rest)
    return after.decode()[start : len(after.decode()) - len(rest)]


@pytest.mark.parametrize(
    "notes",
    [
        "  - ask Mei for the runbook\n  - then write it down\n",
        "\n  It waits for the vendor.\n",
        "\n  ```\n  make rotate\n  ```\n",
        "  1. [ ] first the staging keys\n",
        "which go on here\n",
    ],
    ids=["a list", "a paragraph", "code", "boxes", "a lazy line"],
)
def test_what_stands_under_the_last_item_stays_there(notes: str) -> None:
    assert added(LIST + notes) == LIST + notes + NEW


def test_a_new_item_is_nobodys_child() -> None:
    nested = "- [ ] Certificates\n  - [ ] staging\n  - [ ] production\n"
    assert added(nested) == nested + NEW


def test_the_last_list_is_gone_on_with() -> None:
    two = LIST + "\n### Later\n\n* [ ] Chaos day\n  * who comes?\n"
    assert added(two) == two + "* [ ] Rotate keys\n"


def test_prose_under_the_list_is_none_of_it() -> None:
    assert added(LIST + "\nAsk in #ops.\n") == LIST + NEW + "\nAsk in #ops.\n"


def test_the_new_item_is_read_again() -> None:
    items = "- [ ] Certificates\n  - ask Mei\n"
    text = TABLE.replace(LIST, items + NEW)
    read = read_tracker(text.encode(), "t.md", WORDS)
    assert [item.text for item in read.ops] == ["Certificates", "Rotate keys"]
