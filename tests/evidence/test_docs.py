"""Every reference of docs/evidence.md holds in a repository that has what it names."""

import hashlib
import json
import re
from pathlib import Path

from bot.cli.outcome import Exit
from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import Vocabulary
from bot.evidence.auditor import audit
from bot.evidence.rules import AuditRules
from bot.readiness.evidence import Kind, Verdict
from tests.githosts.local_lab import LocalLab

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text("utf-8")
CODE = b"package main\n"
SOAK = b"48 hours, no loss\n"
OPENAPI = b"""\
openapi: 3.1.0
paths:
  /v1/items/{id}:
    post: {operationId: createItem}
"""
ASYNCAPI = b"""\
asyncapi: 3.0.0
channels:
  itemCreated: {address: item.created}
operations:
  onItemCreated: {action: receive, channel: {$ref: "#/channels/itemCreated"}}
"""
FILES = {
    "architecture/ERD.md": b"# ERD\n\n## Invariants\n\nNone is broken.\n",
    "architecture/adrs/0001.md": b"# One\n",
    "api/openapi.yaml": OPENAPI,
    "api/asyncapi.yaml": ASYNCAPI,
    "tests/test_items.py": b"class TestItems:\n    def test_create(self): ...\n",
    "operations/evidence/p4/soak.md": SOAK,
}


async def test_every_reference_of_the_page_holds(lab: LocalLab) -> None:
    written = lab.commit({"cmd/api/main.go": CODE})
    head = lab.commit(FILES)
    run = {"id": "7", "state": "green", "at": "2026-11-20T09:30:00Z"}
    run["url"] = "https://ci.example.com/runs/7"
    lab.note(head, json.dumps({"runs": [run]}).encode())
    found = re.search(r"^```markdown evidence\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    digest = hashlib.sha256(SOAK).hexdigest()
    table = found[1].replace("76656496", written).replace("SHA256", digest)
    phases = "| Phase | Title | Status |\n|---|---|---|\n| P4 | ERD | In Progress |\n\n"
    items = read_tracker(f"{phases}{table}".encode(), "t.md", Vocabulary()).evidence_of("P4")
    checked = await audit(lab.host(), head, items, "0" * 40, AuditRules())

    assert {item.kind for item in items} == set(Kind)
    assert len(items) == len(table.splitlines()) - 2
    assert [f for f in checked.findings if f.verdict is not Verdict.PASS] == []


def test_the_page_names_the_exit_codes() -> None:
    rows = dict(re.findall(r"^\| (\d) \| ([^|]*) \|$", PAGE, re.MULTILINE))

    codes = (Exit.OK, Exit.FAILED, Exit.USAGE, Exit.UNAVAILABLE)
    assert list(rows) == [str(int(code)) for code in codes]
