from datetime import date

import pytest

from bot.documents.policy_file import QueueFields, read_policy
from bot.documents.problems import DocumentError
from bot.readiness.evidence import Kind
from bot.readiness.policy import After, Person, Role
from bot.readiness.reminding import Reminding
from bot.readiness.status import Status

POLICY = """\
documents:
  tracker: doc/T.md
  gap_trackers: doc/gaps.md
people:
  ana: {slack: U01ANA, display: Ana Lima, email: ana@example.org}
  bo: {slack: U02BO}
  cy: {slack: U03CY}
roles:
  architecture: [ana]
  security: {group: S01SEC}
  ops: [bo, cy]
gates:
  defaults: {owners: [ana], after: none}
  P4: {owners: bo, requires: {security: 2}, evidence: [doc, test], after: P3}
policy:
  self_review: no
  evidence_authors: barred
  waits_hours: 48
  drift: fail
statuses:
  Signed Off: [APPROVED, ✅ Signed Off]
columns:
  phase: [Stage]
  title: [Gate]
work_queue: {tasks: queue, status: state, done: [finished]}
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        read_policy(text.encode(), "oid")
    assert all(problem.mend for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


def one_problem(old: str, new: str) -> str:
    assert old in POLICY
    (problem,) = problems_of(POLICY.replace(old, new))
    return problem


def test_people_and_roles() -> None:
    policy = read_policy(POLICY.encode(), "oid").policy
    assert policy.oid == "oid"
    assert policy.people["ana"] == Person("ana", "U01ANA", "Ana Lima", "ana@example.org")
    assert policy.people["bo"].display == "bo"
    assert policy.roles["ops"] == Role("ops", ("bo", "cy"))
    assert policy.roles["security"] == Role("security", (), "S01SEC")


def test_a_gate_takes_from_the_defaults_what_it_leaves_out() -> None:
    policy = read_policy(POLICY.encode(), "oid").policy
    gate = policy.gate("p4")
    assert gate.owners == ("bo",)
    assert gate.requires == {"security": 2}
    assert gate.kinds == {Kind.DOC, Kind.TEST}
    assert gate.after == ("P3",)
    other = policy.gate("P5")
    assert (other.owners, other.after) == (("ana",), After.NONE)
    assert other.requires == {"architecture": 1, "security": 1, "ops": 1}


def test_rules_paths_words_and_queue_fields() -> None:
    file = read_policy(POLICY.encode(), "oid")
    rules = file.policy.rules
    assert (rules.self_review, rules.evidence_authors_may_review, rules.reminding.after) == (
        False,
        False,
        48,
    )
    assert file.drift_fails
    assert file.edited == ("doc/T.md", rules.signoffs_folder)
    assert (file.paths.tracker, file.paths.gap_trackers) == ("doc/T.md", ("doc/gaps.md",))
    assert file.vocabulary.status("**approved**") is Status.SIGNED_OFF
    assert file.vocabulary.spelling(Status.SIGNED_OFF, []) == "APPROVED"
    assert file.vocabulary.column("STAGE") == "phase"
    assert file.vocabulary.column("Gate") == "title"
    assert file.queue == QueueFields(tasks=("queue",), status="state", done=("finished",))


def test_a_ledger_that_gatebot_keeps_is_one_of_its_documents() -> None:
    named = POLICY.replace("documents:\n", "documents:\n  progress: doc/P.md\n", 1)
    assert not read_policy(named.encode(), "oid").appends_progress
    kept = named.replace("policy:\n", "policy:\n  progress: append\n", 1)
    file = read_policy(kept.encode(), "oid")
    assert file.appends_progress
    assert file.edited[-1] == "doc/P.md"


@pytest.mark.parametrize(
    ("line", "reminding"),
    [
        ("drift: fail", Reminding(48)),
        ("reminders: [12, 24]", Reminding(48, (12, 24))),
        ("reminders: 24", Reminding(48, (24,))),
        ("reminders: off", Reminding(48, on=False)),
        ("holidays: [2026-12-25]", Reminding(48, holidays=frozenset({date(2026, 12, 25)}))),
    ],
)
def test_when_a_round_reminds(line: str, reminding: Reminding) -> None:
    text = POLICY.replace("drift: fail", line)
    assert read_policy(text.encode(), "oid").policy.rules.reminding == reminding


def test_an_unknown_key_names_the_nearest_valid_one() -> None:
    assert one_problem("waits_hours", "wait_hours") == (
        ".gatebot.yml:18: There is no key `policy.wait_hours`. Did you mean `waits_hours`?"
    )
    assert one_problem("work_queue:", "work_qeue:").endswith("Did you mean `work_queue`?")
    assert "Valid keys here: slack, display, email" in one_problem(
        "bo: {slack: U02BO}", "bo: {slack: U02BO, xyz: 1}"
    )


def test_every_problem_is_listed_with_its_line() -> None:
    text = (
        POLICY.replace("waits_hours", "wait_hours")
        .replace("U03CY", "U02BO")
        .replace("security: 2", "securty: 2")
        .replace("[bo, cy]", "[bo, cyy]")
    )
    lines = [problem.split(":")[1] for problem in problems_of(text)]
    assert lines == ["7", "11", "14", "18"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("[bo, cy]", "[bo, cyy]", 11, "Did you mean `cy`?"),
        ("owners: bo", "owners: nobody", 14, "not in `people`"),
        ("security: 2", "securty: 2", 14, "Did you mean `security`?"),
        ("U03CY", "U02BO", 7, "same Slack id"),
        ("after: P3", "after: [P3, p4]", 14, "after itself"),
        ("doc/T.md", "/doc/T.md", 2, "out of the repository"),
        ("doc/gaps.md", "doc/../../gaps.md", 3, "out of the repository"),
        ("Signed Off: [", "Signd Off: [", 21, "Did you mean `Signed Off`?"),
        ("phase: [Stage]", "phase: [Title]", 23, "means both"),
        ("phase: [Stage]", "due: [Status]", 23, "“Status” means both “status” and “due”"),
        ("phase: [Stage]", "since: [Due]", 23, "“Due” means both “due” and “since”"),
        ("phase: [Stage]", "dues: [Deadline]", 23, "Did you mean `due`?"),
        ("drift: fail", "drift: fial", 19, "Did you mean `fail`?"),
        ("U02BO", "bo@example.org", 6, "starts with U or W"),
        ("{group: S01SEC}", "{}", 10, "needs either people or a group"),
        ("waits_hours: 48", "waits_hours: 0", 18, "`policy.waits_hours`"),
        ("drift: fail", "reminders: never", 19, "Write hours, as in [24, 48], or off"),
        ("drift: fail", "reminders: [0]", 19, "`policy.reminders[0]`"),
        ("drift: fail", "holidays: [25.12.]", 19, "`policy.holidays[0]`: Write a day as 2026"),
        ("  ops: [bo, cy]\n", "", 8, "asks for the role ops by default"),
        ("  tracker: doc/T.md\n", "", 1, "`documents.tracker` is missing"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_mend(
    old: str, new: str, line: int, words: str
) -> None:
    problem = one_problem(old, new)
    assert problem.startswith(f".gatebot.yml:{line}: ")
    assert words in problem


def test_files_that_are_no_policy_at_all() -> None:
    assert problems_of("")[0].startswith(".gatebot.yml:1:")
    assert problems_of("- a\n- b\n")[0].startswith(".gatebot.yml:1:")
    assert "no YAML" in problems_of("documents: [")[0]


def test_ids_and_names_stay_as_they_are_written() -> None:
    text = """\
documents: {tracker: 1.10}
people:
  007: {slack: U01ANA, display: 1e3}
  on: {slack: U02BO, display: 12:30}
  Null: {slack: U03CY, display: 0x10}
roles: {1.10: [007, on], 1.1: [Null]}
gates:
  defaults: {owners: 007, requires: {1.10: 2, 1.1: 1}}
  1.10: {owners: [Null, on], after: 1.1}
  "1.1": {after: [007, 1.10]}
policy: {waits_hours: 24, reminders: 12, self_review: yes}
work_queue: {done: [1.0, true]}
"""
    file = read_policy(text.encode(), "oid")
    policy = file.policy
    assert file.paths.tracker == "1.10"
    assert [(p.name, p.display) for p in policy.people.values()] == [
        ("007", "1e3"),
        ("on", "12:30"),
        ("Null", "0x10"),
    ]
    assert policy.roles["1.10"].people == ("007", "on")
    assert policy.roles["1.1"].people == ("Null",)
    assert policy.default_gate.requires == {"1.10": 2, "1.1": 1}
    assert policy.gate("1.10").owners == ("Null", "on")
    assert (policy.gate("1.10").after, policy.gate("1.1").after) == (("1.1",), ("007", "1.10"))
    assert policy.rules.self_review
    assert policy.rules.reminding.early == (12,)
    assert file.queue.done == ("1.0", "true")


@pytest.mark.parametrize("key", ["Phase 4", "phase-4", "p4", "P-4", "Phase P4", "P04"])
def test_a_gate_is_that_of_its_phase_however_it_is_spelled(key: str) -> None:
    text = POLICY.replace("  P4: {", f"  {key}: {{")
    gate = read_policy(text.encode(), "oid").policy.gate("P4")
    assert gate.requires == {"security": 2}


def test_two_gates_of_one_phase_and_a_gate_after_itself_are_told() -> None:
    assert "the same phase" in one_problem("after: P3}", "after: P3}\n  Phase 4: {}")
    assert "after itself" in one_problem("after: P3}", "after: [phase-4]}")
