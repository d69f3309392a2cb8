"""Trackers in both layouts, for the tests of reading and editing."""

from datetime import date

from bot.documents.tracker_model import SignoffRow
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Evidence, Kind

WORDS = Vocabulary()

TABLE = """\
# Phase readiness

Source: doc/Tracker.md · last snapshot 2026-02-24 baseline

| Status | Meaning |
|---|---|
| Not Started | queued |

| Phase | Title | Status | Owner |
|-------|-------|--------|-------|
| P1 | Architecture | Completed (Doc Baseline) | ana |
| **P4** | ERD \\| persistence | **In Progress** | bo, ce |
| EXEC | Implementation | Not Started | @bo and ce |

```mermaid
flowchart TB
    classDef done fill:#d1e7dd
    P1[Phase 1]:::done
    P4["Phase 4 (ERD)"]:::inprog --> EXEC{code}:::notstarted
```

## Evidence

| Phase | Kind | Reference | Note |
|---|---|---|---|
| P4 | doc | `architecture/ERD.md` | see #keys |
| P1 | doc | [Architecture](architecture/A.md) | |
| Phase 4 | contract | `api/openapi.yaml#/paths/~1v1~1x` | |

## Completed (doc baseline)

| Item | Evidence |
|---|---|
| Target architecture | architecture/A.md, architecture/adrs/*, Map.md |
| Contracts | api/openapi.draft.yaml (33k lines), api/asyncapi.draft.yaml (2.3k lines) |
| First slice | POST /api/v1/allocations → DB row + outbox in one transaction |

## Outstanding items — Parallel Ops Track

- [ ] SLO / alerts (owner: ana)
- [x] Runbooks

## Notes

- [ ] not an ops item
"""

HEADINGS = """\
# Tracker

## Phase 4 — ERD and Persistence Model

**Status:** In Progress · **Owner:** bo

Evidence:

- doc: architecture/ERD.md (good)
- tests/test_x.py::test_y

## TN-07: Tunnel

- Status: ⏳ not started
- Evidence: a/b.md, `cmd/c.go` (new)

## Phase 5 — API

Status: Signed Off
"""

DOC = Evidence(Kind.DOC, "architecture/New.md", "a | note")
CONTRACT = Evidence(Kind.CONTRACT, "api/openapi.yaml#/paths/~1v1~1y")


def signoff(role: str, reviewer: str = "Ana Lima") -> SignoffRow:
    cid = "0d3f2c5e-0000-4000-8000-000000000001"
    record = f"operations/evidence/signoffs/P4/{cid}.json"
    return SignoffRow("P4", role, reviewer, date(2026, 3, 1).isoformat(), cid, record)
