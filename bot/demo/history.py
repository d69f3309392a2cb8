"""What was landed in the demo's repository before the story begins, commit by commit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.demo import drafts
from bot.demo.drafts import Draft, idle
from bot.demo.people import ANOUK, INES, JONAS, KWAME, MEI, RAVI, Person


class Build(StrEnum):
    """What CI made of a commit."""

    NONE = "none"
    GREEN = "green"
    RED = "red"
    CUT_OFF = "cut off"  # its result was written by half: nobody can read it


@dataclass(frozen=True, slots=True)
class Landed:
    """One commit. `files` (paths, or folders ending in `/`) are in their final wording from here.

    `drafts` are files that are there, but in an earlier wording. `day` is the day it was landed
    on; None for those spread over the weeks before the story begins.
    """

    key: str
    by: Person
    message: str
    files: tuple[str, ...] = ()
    drafts: Mapping[str, Draft] = field(default_factory=lambda: MappingProxyType({}))
    day: datetime | None = None
    build: Build = Build.NONE


_TRACKER: Final = "doc/Phase_Readiness_Tracker.md"
_DENYLIST: Final = "internal/auth/denylist.go"


def _on(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, 20, tzinfo=UTC)


def _worker(
    key: str, process: str, file: str, message: str, extra: Mapping[str, Draft] | None = None
) -> Landed:
    return Landed(
        key,
        JONAS,
        message,
        (file, f"cmd/{process}/main.go") if not extra else (f"cmd/{process}/main.go",),
        extra or {},
        build=Build.GREEN,
    )


BASELINE: Final = (
    Landed(
        "begin",
        MEI,
        "Say what Tidewater is",
        ("README.md", "go.mod"),
        day=_on(1, 12, 2),
    ),
    Landed(
        "architecture",
        ANOUK,
        "Describe the target architecture, its boundaries and its owners",
        ("architecture/Architecture_v1.md", "architecture/adrs/", "Domain_Ownership_Map.md"),
        day=_on(1, 14, 9),
    ),
    Landed(
        "product",
        MEI,
        "Write down what the product does and for whom",
        ("product/",),
        day=_on(1, 20, 3),
    ),
    Landed("contracts", MEI, "Draft the API contracts", ("api/",), day=_on(2, 2, 4)),
    Landed(
        "persistence",
        INES,
        "Model persistence: entities, invariants, schema v1",
        ("architecture/ERD.md", "db_schema_v1.sql"),
        day=_on(2, 11, 10),
    ),
    Landed(
        "governance",
        RAVI,
        "Agree on the governance baseline",
        (
            "Coding_Standards.md",
            "Testing_Standards.md",
            "Security_Control_Verification.md",
            "Contract_Invariant_Gates.md",
            "governance/",
        ),
        day=_on(2, 16, 6),
    ),
    Landed(
        "local-dev",
        KWAME,
        "Make local development one command",
        ("operations/local-dev/",),
        day=_on(2, 18, 11),
    ),
    Landed(
        "ci",
        KWAME,
        "Choose GitLab CI, with gates that run anywhere",
        drafts={
            ".gitlab-ci.yml": drafts.CI_WITHOUT_GUARD,
            "scripts/ci/check.sh": drafts.CHECK_WITHOUT_VET,
            "scripts/ci/test.sh": drafts.TEST_WITHOUT_DEFAULT,
            "scripts/ci/security-scan.sh": drafts.SCAN_WITH_ONE_TOOL,
        },
        day=_on(2, 19, 14),
    ),
    Landed(
        "scaffolds",
        JONAS,
        "Scaffold the six processes",
        ("internal/process/", "internal/database/"),
        {
            "cmd/api/main.go": idle("allocation", "Serve"),
            "cmd/outbox-relay/main.go": idle("outbox", "Relay"),
            "cmd/notification-relay/main.go": idle("notify", "Relay"),
            "cmd/billing-worker/main.go": idle("billing", "Meter"),
            "cmd/provisioning-worker/main.go": idle("provisioning", "Queue"),
            "cmd/webhook-worker/main.go": idle("webhook", "Ingest"),
        },
        day=_on(2, 23, 8),
    ),
    Landed(
        "snapshot",
        MEI,
        "Take the readiness snapshot of 2026-02-24\n\n"
        "P1 to P3 have their documents. P4 and the execution go on.",
        ("doc/Implementation_Roadmap.md", "doc/Release_Readiness.md", "doc/Gap_Tracker.md"),
        {
            _TRACKER: drafts.TRACKER_WITHOUT_EVIDENCE,
            "doc/Execution_Progress.md": drafts.LEDGER_EMPTY,
            "doc/Agent_Work_Queue.yaml": drafts.QUEUE_AT_THE_START,
        },
        day=_on(2, 24, 7),
    ),
)

EXECUTION: Final = (
    Landed(
        "outbox",
        JONAS,
        "Run the outbox relay and publish to NATS",
        ("internal/bus/", "internal/outbox/", "cmd/outbox-relay/main.go"),
        build=Build.GREEN,
    ),
    _worker(
        "notify",
        "notification-relay",
        "internal/notify/relay.go",
        "Relay notifications from NATS to Redis",
    ),
    _worker(
        "billing",
        "billing-worker",
        "internal/billing/meter.go",
        "Meter allocations in the billing worker",
    ),
    _worker(
        "provisioning",
        "provisioning-worker",
        "internal/provisioning/queue.go",
        "Queue jobs in the provisioning worker",
    ),
    _worker(
        "webhook",
        "webhook-worker",
        "internal/webhook/ingest.go",
        "Take in what providers report",
        {"internal/webhook/ingest.go": drafts.DELIVERIES_UNCOUNTED},
    ),
    Landed(
        "denylist",
        INES,
        "Refuse admin tokens that were revoked",
        ("tests/auth/",),
        {_DENYLIST: drafts.both(drafts.DENYLIST_UNCOUNTED, drafts.COMPARED_WITH_EQUALS)},
        build=Build.GREEN,
    ),
    Landed(
        "slice",
        INES,
        "Land the first vertical slice: POST /api/v1/allocations\n\n"
        "The allocation row and its outbox event are written in one transaction.",
        (
            "internal/allocation/create.go",
            "cmd/api/main.go",
            "tests/persistence/allocation_test.go",
            "tests/persistence/database_test.go",
        ),
        {"internal/allocation/serve.go": drafts.API_WITHOUT_STATS},
        build=Build.GREEN,
    ),
    Landed(
        "guards",
        KWAME,
        "Guard CI with go vet and against tokens in queries",
        (".gitlab-ci.yml", "scripts/ci/check.sh", "scripts/ci/token-query-guard.sh"),
        build=Build.GREEN,
    ),
    Landed(
        "counters",
        JONAS,
        "Count webhook deliveries and their repeats",
        ("internal/webhook/",),
        {"internal/stats/stats.go": drafts.STATS_UNSERVED},
        build=Build.GREEN,
    ),
    Landed(
        "prometheus",
        JONAS,
        "Write counters for the alerts in Prometheus' format",
        ("internal/stats/",),
        {_DENYLIST: drafts.COMPARED_WITH_EQUALS},
        build=Build.GREEN,
    ),
    Landed(
        "smoke",
        KWAME,
        "Wire the integration smoke to the default database",
        ("scripts/ci/test.sh", "tests/integration/"),
        build=Build.GREEN,
    ),
    Landed(
        "scan",
        KWAME,
        "Scan with the tools that are there, and with one at least",
        ("scripts/ci/security-scan.sh",),
        build=Build.GREEN,
    ),
    Landed("compare", INES, "Compare tokens in constant time", (_DENYLIST,), build=Build.GREEN),
    Landed(
        "stats",
        INES,
        "Serve internal stats from the API",
        ("internal/allocation/serve.go",),
        build=Build.CUT_OFF,
    ),
    Landed(
        "soak",
        KWAME,
        "Keep the report of the soak run",
        ("operations/evidence/",),
    ),
    Landed(
        "ledger",
        MEI,
        "Write the ledger of what has landed",
        ("doc/Execution_Progress.md", "doc/Agent_Work_Queue.yaml"),
    ),
    Landed(
        "policy",
        INES,
        "Let gatebot keep the gates\n\n"
        "Who owns, who reviews and what a gate asks for is written down here.",
        (".gatebot.yml",),
    ),
    Landed(
        "schema-test",
        JONAS,
        "Test that the schema can be applied twice",
        ("tests/persistence/schema_test.go",),
        build=Build.RED,
    ),
    Landed("links", INES, "Link the evidence of P4 and EXEC", (_TRACKER,)),
)

HISTORY: Final = (*BASELINE, *EXECUTION)
_EXECUTION_LASTS: Final = timedelta(days=38)
_ENDS_BEFORE: Final = timedelta(days=1)


def times(now: datetime) -> tuple[datetime, ...]:
    """Return when each commit of HISTORY was made, in whole seconds, for a story that begins now.

    The baseline has the days of the specification; what follows is spread over the last weeks.
    Where `now` is so early that they would overlap, the baseline is moved before them.
    """
    end = now.astimezone(UTC).replace(microsecond=0) - _ENDS_BEFORE
    step = _EXECUTION_LASTS / (len(EXECUTION) - 1)
    late = tuple(
        (end - step * left).replace(hour=8 + left % 9, minute=4 + left, second=0)  # office hours
        for left in reversed(range(len(EXECUTION)))
    )
    days = tuple(landed.day for landed in BASELINE if landed.day is not None)
    shift = min(timedelta(0), late[0] - timedelta(days=1) - days[-1])
    return (*(day + shift for day in days), *late)
