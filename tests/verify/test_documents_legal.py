"""Legal edits of the documents, one on top of the other: what alarms is named by its commit."""

from collections.abc import Callable, Mapping

from bot.verify import Level, What
from tests.verify.tampering import FOLDER, TRACKER, Copy, edited, failures

POLICY = ".gatebot.yml"
MOVED = "governance/gates.md"
EXEC = "| EXEC | Implementation Execution — Code | Signed Off | ines |"
P3 = "| P3 | API Contracts OpenAPI + AsyncAPI | Completed (Doc Baseline) | mei |"
HEADER = "| Phase | Title | Status | Owner |\n|---|---|---|---|\n"
Files = dict[str, str]
Edit = Callable[[Files], Mapping[str, str | None]]


def tracker(*swaps: tuple[str, str]) -> Edit:
    return lambda files: {TRACKER: edited(files[TRACKER], *swaps)}


def policy(*swaps: tuple[str, str]) -> Edit:
    return lambda files: {POLICY: edited(files[POLICY], *swaps)}


def table(files: Files) -> str:
    """Return the table of phases as it stands."""
    rest = files[TRACKER][files[TRACKER].index(HEADER) :]
    return rest[: rest.index("\n\n") + 1]


def moved_within(files: Files) -> Mapping[str, str | None]:
    found = table(files)
    text = files[TRACKER].replace(f"{found}\n", "")
    return {TRACKER: edited(text, ("## Where to look", f"{found}\n## Where to look"))}


def reordered(files: Files) -> Mapping[str, str | None]:
    head, rows = table(files)[: len(HEADER)], table(files)[len(HEADER) :].splitlines()
    return {
        TRACKER: files[TRACKER].replace(
            table(files), "\n".join([head + rows[-1], *rows[:-1]]) + "\n"
        )
    }


def aligned(files: Files) -> Mapping[str, str | None]:
    """Pad the cells of the table, as formatters do."""
    lines = [line.strip("|").split("|") for line in table(files).splitlines()]
    wide = [max(len(cells[at].strip()) for cells in lines) for at in range(len(lines[0]))]
    rows = [
        "| "
        + " | ".join(
            cell.strip().ljust(w, "-" if at == 1 else " ")
            for cell, w in zip(cells, wide, strict=True)
        )
        + " |"
        for at, cells in enumerate(lines)
    ]
    return {TRACKER: files[TRACKER].replace(table(files), "\n".join(rows) + "\n")}


def with_columns(files: Files) -> Mapping[str, str | None]:
    rows = table(files).splitlines()
    new = [
        f"{row} {'---' if at == 1 else 'Due' if not at else 'Q1'} |" for at, row in enumerate(rows)
    ]
    return {TRACKER: files[TRACKER].replace(table(files), "\n".join(new) + "\n")}


def in_other_order(files: Files) -> Mapping[str, str | None]:
    text = files[POLICY]
    people, roles = text.index("people:"), text.index("roles:")
    return {POLICY: text[:people] + text[roles:].rstrip() + "\n\n" + text[people:roles]}


def moved_with_its_policy(files: Files) -> Mapping[str, str | None]:
    renamed = edited(files[POLICY], (TRACKER, MOVED))
    return {TRACKER: None, MOVED: files[TRACKER], POLICY: renamed}


EDITS: dict[str, Edit] = {
    "prose": tracker(("Every signed-off item must", "Each signed-off item must")),
    "a note of an item": tracker(("| the API runs |", "| the API runs, as of May |")),
    "the snapshot's date": lambda f: {
        TRACKER: f[TRACKER].replace("baseline + ongoing", "baseline, ongoing", 1)
    },
    "the board's own text": tracker(("P1[Phase 1 — Architecture,", "P1[Phase 1: Architecture,")),
    "an ops item": tracker(
        ("- [ ] Secrets / key ops", "- [ ] Secrets / key ops\n- [ ] Spare parts")
    ),
    "an ops item done": tracker(("- [ ] Secrets / key ops", "- [x] Secrets / key ops")),
    "a new phase": tracker((EXEC, f"{EXEC}\n| P9 | Later | Not Started | ines |")),
    "its title": tracker(("| P9 | Later |", "| P9 | Much later |")),
    "its owner": tracker(("Much later | Not Started | ines |", "Much later | Not Started | mei |")),
    "a title before its sign-off": tracker((P3, P3.replace("API Contracts", "Contracts:"))),
    "a hand step by an owner": tracker(("Much later | Not Started", "Much later | In Progress")),
    "a status in bold": tracker(("Much later | In Progress", "Much later | **In Progress**")),
    "the table moved": moved_within,
    "its rows in another order": reordered,
    "it aligned": aligned,
    "CRLF": lambda f: {TRACKER: f[TRACKER].replace("\n", "\r\n")},
    "LF again, and a BOM": lambda f: {TRACKER: "\ufeff" + f[TRACKER].replace("\r\n", "\n")},
    "no BOM, and no final newline": lambda f: {TRACKER: f[TRACKER].lstrip("\ufeff").rstrip("\n")},
    "a comment in the policy": policy(("people:\n", "# Who is who.\npeople:\n")),
    "one more person": policy(("roles:\n", "  zoe: {slack: U0ZOE, display: Zoe Berg}\n\nroles:\n")),
    "keys in another order": in_other_order,
    "synonyms": policy(("gates:\n", 'statuses:\n  In Progress: ["🚧 Under way"]\n\ngates:\n')),
    "a synonym used": tracker(("**In Progress**", "🚧 Under way")),
    "a further gap tracker": lambda f: {
        POLICY: edited(f[POLICY], ("[doc/Gap_Tracker.md]", "[doc/Gap_Tracker.md, doc/More.md]")),
        "doc/More.md": "# Gaps\n",
    },
    "a file that nothing pins": lambda _: {
        f"{FOLDER}README.md": "Records.\n",
        "src/new.go": "package x\n",
    },
    "the README": lambda _: {"README.md": "# Tidewater, again\n"},
    "the tracker moved with its policy": moved_with_its_policy,
}


async def test_legal_edits_of_documents_alarm_nobody(signed: Copy) -> None:
    files = {path: signed.text(path) for path in (TRACKER, POLICY)}
    made: dict[str, str] = {}
    at = "main"
    for name, edit in EDITS.items():
        changes = edit(files)
        assert any(files.get(path) != text for path, text in changes.items()), name
        files |= {path: text for path, text in changes.items() if text is not None}
        at = signed.commit(changes, tree=at)
        made[at] = name
    report = await signed.verified(at)

    alarmed = [(made.get(f.commit), f.said) for f in failures(report)]
    assert alarmed == []
    unread = [f for f in report.findings if f.what in {What.UNREADABLE, What.UNKNOWN_STATUS}]
    assert [(made.get(f.commit), f.said) for f in unread if f.level is Level.WARN] == []
    by_hand = [
        made[f.commit] for f in report.findings if f.what is What.STEP_BY_HAND and f.commit in made
    ]
    assert by_hand == ["a hand step by an owner"]
