"""How long an audit takes: 10,000 items over 5,000 files, and a contract of 33,000 lines."""

import asyncio
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final, cast

from bot.documents.pointer import follow, pointer_tokens
from bot.documents.yaml import read_yaml
from bot.evidence import AuditRules, audit
from bot.evidence.specification import Parts, specification
from bot.githosts.local import LocalHost
from bot.ports.git_host import GitHost
from bot.readiness.evidence import Evidence, Kind
from tests.bench.report import Figure
from tests.support.counting import Counting

FILES: Final = 5_000
ITEMS: Final = 10_000
CONTRACT_LINES: Final = 33_000
AUDIT_BUDGET_MS: Final = 2_000
CONTRACT_BUDGET_MS: Final = 200
ROUNDS: Final = 5
_OPERATION: Final = """\
  /v1/items{n}/{{id}}:
    get:
      operationId: getItem{n}
      tags: [a, b]
      parameters:
        - name: id
          in: path
          required: true
          schema: {{type: string}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Item'
"""


def large_contract() -> bytes:
    """Return an OpenAPI document of 33,000 lines."""
    count = CONTRACT_LINES // _OPERATION.count("\n")
    operations = "".join(_OPERATION.format(n=n) for n in range(count))
    return f"openapi: 3.1.0\ninfo: {{title: Items, version: '1'}}\npaths:\n{operations}".encode()


def large_repository(folder: Path) -> None:
    """Make a bare repository with one commit of 5,000 files."""
    files = {f"docs/area{n % 50}/page{n}.md": _page(n) for n in range(FILES * 6 // 10)}
    files |= {
        f"src/mod{n % 40}/f{n}.go": f"package m{n}\n".encode() for n in range(FILES * 3 // 10)
    }
    files |= {f"operations/evidence/run{n}.log": b"ran %d" % n for n in range(FILES // 10 - 1)}
    files["api/openapi.yaml"] = large_contract()
    _git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    lines = [b"commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n"]
    lines += [
        b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)
        for path, data in files.items()
    ]
    _git(folder, "fast-import", "--quiet", stdin=b"".join(lines))


def _page(number: int) -> bytes:
    return f"# Page {number}\n\n## Model\n\n{'What it says. ' * 40}\n\n## Decisions\n".encode()


def items() -> list[Evidence]:
    """Return 10,000 items: documents with anchors, patterns, parts of a contract, code, logs."""
    pages, sources, logs = FILES * 6 // 10, FILES * 3 // 10, FILES // 10 - 1
    anchors = ("", "#model", "#decisions")
    found = [
        Evidence(Kind.DOC, f"docs/area{n % 50}/page{n}.md{anchors[at % 3]}")
        for at, n in enumerate(list(range(pages)) * 2)
    ]
    found += [Evidence(Kind.CODE, f"src/mod{n % 40}/f{n}.go") for n in range(sources)]
    found += [Evidence(Kind.CODE, f"src/mod{n}") for n in range(40)]
    found += [Evidence(Kind.DOC, f"docs/area{n}/*.md") for n in range(50)]
    found += [Evidence(Kind.CONTRACT, f"api/openapi.yaml#getItem{n}") for n in range(1_000)]
    found += [Evidence(Kind.ARTIFACT, f"operations/evidence/run{n}.log") for n in range(logs)]
    rest = ITEMS - len(found)
    return [*found, *(Evidence(Kind.DOC, f"docs/area{n}/none.md") for n in range(rest))]


def audited() -> tuple[float, int]:
    """Return the milliseconds of one audit of all items, and how often the host was asked.

    The repository is a fresh one: nobody has read it yet.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "repo.git"
        path.mkdir()
        large_repository(path)
        head = _git(path, "rev-parse", "main").decode().strip()
        evidence, host = items(), Counting(LocalHost(path))
        start = time.perf_counter()
        asyncio.run(audit(cast("GitHost", host), head, evidence, "policy", AuditRules()))
        return (time.perf_counter() - start) * 1000, host.calls.total()


def contract_ms() -> float:
    """Return the milliseconds to read the large contract and find a pointer and a name in it."""
    data = large_contract()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        root = read_yaml(data, "api/openapi.yaml")
        follow(root, pointer_tokens("/paths/~1v1~1items7~1{id}/get"))
        named = specification(root)
        assert named is not None
        assert Parts(root, named).called("getItem7")
        taken.append((time.perf_counter() - start) * 1000)
    return min(taken)


def measure() -> Iterable[Figure]:
    """Return the time of a large audit, its questions, and the time of a large contract."""
    size = f"{ITEMS:,} items over {FILES:,} files"
    runs = [audited() for _ in range(2)]
    return [
        Figure(
            "audit", min(ms for ms, _ in runs), "ms", f"the clock; {size}",
            AUDIT_BUDGET_MS, better="lower",
        ),
        Figure(
            "audit, questions to the host", float(runs[0][1]), "", f"one tree, one reading; {size}",
            2, better="lower",
        ),
        Figure(
            "contract, read and pointed into", contract_ms(), "ms",
            f"the clock; {CONTRACT_LINES:,} lines of OpenAPI", CONTRACT_BUDGET_MS, better="lower",
        ),
    ]  # fmt: skip


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=stdin, capture_output=True, check=True
    )
    return done.stdout
