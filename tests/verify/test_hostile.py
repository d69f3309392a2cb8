"""Whatever somebody pushes, a verification ends soon, with an exit code and a sentence."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.audit import AuditWanted, audit_evidence
from bot.cli.outcome import Exit
from bot.cli.verify import verify_clone
from bot.githosts.local.objects import Objects
from bot.readiness.statement import record_bytes
from bot.verify import Level, NotVerifiable, What
from bot.verify.clone import out_of_time
from tests.readiness.test_record import RICH
from tests.support.repository import git
from tests.verify.hostile import PATHS, POLICY, SIGNOFFS, TRACKER, Target, target
from tests.verify.hostile import wanted as wanted_of
from tests.verify.tampering import failures

SECONDS = 60.0  # a loaded machine's; each takes a few on a quiet one
ID = "11111111-2222-4333-8444-555555555555"
RECORD = f"signoffs/P1/{ID}.json"


@pytest.fixture
def there(tmp_path: Path) -> Target:
    return target(tmp_path)


def phases(count: int) -> str:
    return TRACKER + "".join(f"| X{n} | T | Not Started | ana |\n" for n in range(count))


def files(**changes: str) -> Callable[[Target], object]:
    """Return a push of files, by `policy`, `tracker` and `record`."""
    names = {"policy": ".gatebot.yml", "tracker": "doc/T.md", "record": RECORD}
    return lambda it: it.push({names[name]: text for name, text in changes.items()})


def rooted(name: str, mode: bytes, make: Callable[[Target], str]) -> Callable[[Target], object]:
    return lambda it: it.push_tree(it.root(**{name: (mode, make(it))}))


def documents(mode: bytes, make: Callable[[Target], str]) -> Callable[[Target], object]:
    """Return a push that puts something else in the tracker's place."""
    return rooted("doc", b"40000", lambda it: it.tree([(mode, b"T.md", make(it))]))


def many(count: int, text: Callable[[int], str]) -> Callable[[Target], object]:
    return lambda it: it.push({f"signoffs/P1/{n:08x}{ID[8:]}.json": text(n) for n in range(count)})


def paths(tracker: str = "doc/T.md", folder: str = "signoffs/") -> str:
    return POLICY.replace("doc/T.md", tracker).replace("signoffs/", folder)


PUSHES: dict[str, Callable[[Target], object]] = {
    "a path with a dot": files(policy=paths("./doc/T.md")),
    "a path out of the repository": files(policy=paths("../T.md")),
    "a path in git's own folder": files(policy=paths(".git/config")),
    "a path with an empty name": files(policy=paths("doc//T.md")),
    "a path with a line break": files(policy=paths('"doc\\nT.md"')),
    "a path with half a character": files(policy=paths('"doc/\\ud800.md"')),
    "a path that is a revision": files(policy=paths('"HEAD^{/x}"')),
    "records at the tracker's path": files(policy=paths(folder="doc/T.md")),
    "records in the tracker": files(policy=paths(folder="doc/T.md/records")),
    "records everywhere": files(policy=paths(folder='"."')),
    "a policy that is no text": rooted(
        ".gatebot.yml", b"100644", lambda it: it.blob(b"\xff\xfe\x00")
    ),
    "a policy that is a bomb of aliases": files(
        policy="a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{c}: &{c} [{','.join([f'*{b}'] * 9)}]\n"
            for b, c in zip("abcdefgh", "bcdefghi", strict=True)
        )
    ),
    "a policy nested deep": files(policy="a: " + "[" * 50_000),
    "a policy that is huge": rooted(".gatebot.yml", b"100644", lambda it: it.zeros(32 << 20)),
    "a policy that is a link": rooted(
        ".gatebot.yml", b"120000", lambda it: it.blob(POLICY.encode())
    ),
    "a policy that is a folder": rooted(
        ".gatebot.yml", b"40000", lambda it: it.tree([(b"100644", b"x", it.blob(b"x"))])
    ),
    "a policy with 5,000 gates": files(
        policy=POLICY.replace(
            "{defaults", "{" + "".join(f"G{n}: {{}}, " for n in range(5_000)) + "defaults"
        )
    ),
    "a tracker that is a link": documents(b"120000", lambda it: it.blob(TRACKER.encode())),
    "a tracker that is a submodule": documents(b"160000", lambda it: it.copy.head),
    "a tracker that is a folder": documents(
        b"40000", lambda it: it.tree([(b"100644", b"x", it.blob(b"x"))])
    ),
    "a tracker that is huge": documents(b"100644", lambda it: it.zeros(32 << 20)),
    "a tracker with 50,000 phases": files(tracker=phases(50_000)),
    "a tracker with the most phases": files(tracker=phases(1_990)),
    "a tracker of unknown words": files(
        tracker=TRACKER + "".join(f"| X{n} | T | Statu {n} | |\n" for n in range(1_900))
    ),
    "a tracker of 5,000 lists in lists": files(
        tracker=TRACKER + "\n" + "".join(f"{'  ' * n}- x\n" for n in range(1_200))
    ),
    "a tracker with a cell of brackets": files(
        tracker=TRACKER + f"| P3 | {'[' * 100_000} | x | |\n"
    ),
    "a tracker with a cell of tags": files(tracker=TRACKER + f"| P3 | {'<a ' * 50_000} | x | |\n"),
    "a tracker with a cell of ticks": files(
        tracker=TRACKER + SIGNOFFS + f"| P1 | ops | {'`a' * 50_000} | | | |\n"
    ),
    "a tracker with a million columns": files(tracker=TRACKER + "| a " * 400_000 + "|\n"),
    "20,000 rows of sign-offs": files(
        tracker=TRACKER + SIGNOFFS + f"| P1 | ops | Ana | 2026-01-01 | {ID} | x |\n" * 20_000
    ),
    "a folder 500 deep": rooted("signoffs", b"40000", lambda it: it.deep(500, it.blob(b"{}"))),
    "a folder 1,500 deep": rooted("signoffs", b"40000", lambda it: it.deep(1_500, it.blob(b"{}"))),
    "a bomb of folders": rooted("signoffs", b"40000", lambda it: it.bomb(12, it.blob(b"{}"))),
    "a bomb of folders without a file": rooted(
        "signoffs", b"40000", lambda it: it.bomb(12, it.tree([]))
    ),
    "a bomb beside what is watched": rooted("big", b"40000", lambda it: it.bomb(12, it.blob(b"x"))),
    "a mode that is no number": rooted(
        "signoffs", b"40000", lambda it: it.tree([(b"1\xff\x80", b"x.json", it.blob(b"{}"))])
    ),
    "a name that is no text": rooted(
        "signoffs", b"40000", lambda it: it.tree([(b"100644", b"\xff\xfe.json", it.blob(b"{}"))])
    ),
    "a name with a slash": rooted(
        "signoffs", b"40000", lambda it: it.tree([(b"100644", b"../P1/x.json", it.blob(b"{}"))])
    ),
    "a name that is there twice": rooted(
        "signoffs",
        b"40000",
        lambda it: it.tree([(b"100644", b"x.json", it.blob(t)) for t in (b"{}", b"[]")]),
    ),
    "a tree that is cut off": rooted(
        "signoffs", b"40000", lambda it: it.raw_tree(b"100644 x.json\0\x01\x02")
    ),
    "a record that is huge": rooted(
        "signoffs",
        b"40000",
        lambda it: it.tree(
            [(b"40000", b"P1", it.tree([(b"100644", f"{ID}.json".encode(), it.zeros(32 << 20))]))]
        ),
    ),
    "a record nested deep": files(record="[" * 100_000),
    "a record with a huge number": files(record=f'{{"round": {"9" * 100_000}}}'),
    "a record that is a link": rooted(
        "signoffs",
        b"40000",
        lambda it: it.tree(
            [(b"40000", b"P1", it.tree([(b"120000", f"{ID}.json".encode(), it.blob(b"{}"))]))]
        ),
    ),
    "2,000 records": many(2_000, lambda n: f'{{"n": {n}}}'),
    "a folder of records that is a file": rooted("signoffs", b"100644", lambda it: it.blob(b"{}")),
    "a folder of records that is a submodule": rooted(
        "signoffs", b"160000", lambda it: it.copy.head
    ),
    "enormous trailers": lambda it: it.push(
        {"doc/T.md": TRACKER + "x\n"}, "x\n\n" + "Gate-Intent: a\n" * 100_000
    ),
    "a message of 20 MB": lambda it: it.push({"doc/T.md": TRACKER + "x\n"}, "x" * (20 << 20)),
    "paths that differ by case": files(policy=paths(folder="Signoffs/")),
}


@pytest.mark.parametrize("name", PUSHES)
def test_a_push_ends_in_an_exit_code_and_a_sentence(
    there: Target, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    PUSHES[name](there)
    began = time.monotonic()
    code = verify_clone(wanted_of(there.path), None)
    took = time.monotonic() - began

    said = "".join(capfd.readouterr())
    assert code in {Exit.OK, Exit.FAILED}, said[:500]  # one push is never all there is to say
    assert "Traceback" not in said
    assert said.strip().endswith((".", ")"))
    assert took < SECONDS
    assert len(said) < 400_000


OF_AUDIT = [name for name in PUSHES if name.startswith(("a policy", "a tracker that", "a bomb"))]


@pytest.mark.parametrize("name", OF_AUDIT)
def test_the_audit_of_a_push_ends_as_well(
    there: Target, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    PUSHES[name](there)
    began = time.monotonic()
    code = audit_evidence(AuditWanted(None, there.path, "main", as_json=False), None)

    assert code in {Exit.OK, Exit.FAILED, Exit.USAGE}
    assert time.monotonic() - began < SECONDS
    said = "".join(capfd.readouterr())
    assert said.strip()
    assert "Traceback" not in said


MENDED = [
    name for name in PUSHES if name.startswith(("a path", "a policy that is a", "a bomb", "a mode"))
]


@pytest.mark.parametrize("name", MENDED)
async def test_what_was_pushed_can_be_put_right_again(there: Target, name: str) -> None:
    """Nothing that is pushed breaks verification for good, and what it was is told."""
    before = there.root()
    PUSHES[name](there)
    there.push_tree(before)
    report = await there.copy.verified()

    found = {finding.what for finding in failures(report)}
    assert found <= {What.RECORD_UNREADABLE, What.RECORD_GONE, What.POLICY_GONE, What.SIGNATURE}
    assert report.head == there.copy.head


@pytest.mark.parametrize(
    "name",
    [
        "a path with a dot",
        "a tracker with 50,000 phases",
        "a bomb of folders",
        "a tracker that is a link",
    ],
)
async def test_the_time_in_between_is_told(there: Target, name: str) -> None:
    before = there.root()
    bad = PUSHES[name](there)
    good = there.push_tree(before)
    report = await there.copy.verified()

    assert report.ok
    told = [f for f in report.findings if f.what is What.UNREADABLE]
    assert {f.commit for f in told} == {bad, good}
    assert {f.level for f in told} == {Level.WARN, Level.NOTE}


async def test_what_is_altered_behind_a_link_is_found(there: Target) -> None:
    """While the tracker can't be read a phase is signed off; then it can be read again."""
    PUSHES["a tracker that is a link"](there)
    forged = TRACKER.replace("Architecture | In Progress", "Architecture | Signed Off")
    there.push_tree(
        there.root(doc=(b"40000", there.tree([(b"100644", b"T.md", there.blob(forged.encode()))])))
    )

    assert What.STATUS_WITHOUT_RECORD in {f.what for f in failures(await there.copy.verified())}


async def test_what_is_altered_behind_a_bomb_is_found(there: Target) -> None:
    there.push({RECORD: record_bytes(RICH).decode()})
    PUSHES["a bomb of folders"](there)
    there.push_tree(there.root(signoffs=(b"40000", there.tree([]))))

    assert What.RECORD_GONE in {f.what for f in failures(await there.copy.verified())}


def test_a_history_that_takes_too_long_ends(there: Target) -> None:
    objects = Objects(there.path, 0.0, out_of_time)
    with objects, pytest.raises(NotVerifiable) as caught:
        objects.content(there.copy.head)

    assert "30 minutes" in str(caught.value)
    assert caught.value.mend


def test_the_repository_itself_is_fine(there: Target) -> None:
    assert set(PATHS) == set(there.copy.paths())
    assert verify_clone(wanted_of(there.path), None) is Exit.OK
    assert git(there.path, "rev-list", "--count", "main") == "1"
