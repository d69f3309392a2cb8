import pytest

from bot.documents.policy_file import QueueFields
from bot.documents.problems import DocumentError
from bot.documents.work_queue import read_work_queue

FIELDS = QueueFields()


def states(text: str, fields: QueueFields = FIELDS) -> list[tuple[str, str, bool, str]]:
    tasks = read_work_queue(text.encode(), "q.yaml", fields)
    return [(task.id, task.phase, task.closed, task.moved_to) for task in tasks]


def test_a_task_is_closed_when_done_or_moved_somewhere() -> None:
    text = """\
version: 1
tasks:
  - {id: T1, title: ERD, phase: P4, status: Done}
  - {id: T2, phase: P4, status: moved, moved_to: EXEC}
  - {id: T3, phase: P4, status: moved}
  - {id: T4, status: open}
"""
    assert states(text) == [
        ("T1", "P4", True, ""),
        ("T2", "P4", True, "EXEC"),
        ("T3", "P4", False, ""),
        ("T4", "", False, ""),
    ]
    tasks = read_work_queue(text.encode(), "q.yaml", FIELDS)
    assert (tasks[0].title, str(tasks[0].place)) == ("ERD", "q.yaml:3")


def test_a_bare_list_and_tasks_by_name() -> None:
    assert states("- {id: T1, phase: P4, status: done}") == [("T1", "P4", True, "")]
    assert states("tasks:\n  T1: {phase: P4, status: open}") == [("T1", "P4", False, "")]


def test_tasks_under_their_phases() -> None:
    by_key = "phases:\n  P4:\n    tasks:\n    - {id: T1, status: open}\n"
    by_id = "phases:\n- id: P4\n  tasks:\n  - {id: T1, status: open}\n"
    assert states(by_key) == states(by_id) == [("T1", "P4", False, "")]


def test_a_queue_with_names_of_its_own() -> None:
    fields = QueueFields(("backlog",), "key", "what", "gate", "state", ("shipped",), "now_in")
    text = "backlog:\n- {key: A, gate: P1, state: Shipped}\n- {key: B, state: x, now_in: P2}\n"
    assert states(text, fields) == [("A", "P1", True, ""), ("B", "", True, "P2")]


def test_what_is_missing_is_told_with_line_and_mend() -> None:
    for text, place, words in (
        ("todo:\n- {id: T1, status: open}\n", "q.yaml:1", "under tasks"),
        ("tasks:\n- {id: T1}\n", "q.yaml:2", "T1 has no status"),
        ("tasks:\n- {status: open}\n", "q.yaml:2", "no id"),
    ):
        with pytest.raises(DocumentError) as caught:
            states(text)
        (problem,) = caught.value.problems
        assert str(problem.place) == place
        assert words in problem.wrong
        assert problem.mend


def test_an_empty_list_is_a_queue_without_tasks() -> None:
    assert states("tasks: []") == []


@pytest.mark.parametrize("word", ["1.10", "007", "1e3", "0x10", "12:30", "NO", "on", "true"])
def test_ids_and_words_stay_as_they_are_written(word: str) -> None:
    fields = QueueFields(done=(word,))
    text = f"tasks:\n- {{id: {word}, title: {word}, phase: {word}, status: {word}}}\n"
    (task,) = read_work_queue(text.encode(), "q.yaml", fields)
    assert (task.id, task.title, task.phase, task.state, task.done) == (*[word] * 4, True)


def test_several_phases_are_several() -> None:
    text = """\
tasks:
- {id: T1, status: open, phase: [P4, Phase 5, 1.10]}
- {id: T2, status: open, phase: "P4, EXEC"}
- {id: T3, status: open, phases: [EXEC]}
- {id: T4, status: open, phase: []}
"""
    assert [phase for _, phase, _, _ in states(text)] == [
        "P4, Phase 5, 1.10",
        "P4, EXEC",
        "EXEC",
        "",
    ]


@pytest.mark.parametrize("phase", ["{id: P4}", "[{id: P4}]", "[[P4]]"])
def test_a_phase_that_is_no_text_is_told_with_its_line(phase: str) -> None:
    with pytest.raises(DocumentError) as caught:
        states(f"tasks:\n- id: T1\n  status: open\n  phase: {phase}\n")
    (problem,) = caught.value.problems
    assert problem.place.line == 4
    assert "T1" in problem.wrong


def test_a_list_of_tasks_under_a_misspelt_key_is_never_passed_over() -> None:
    text = (
        "phases:\n  - id: P1\n    tasks: [{id: T1, status: done}]\n"
        "  - id: P2\n    task:\n      - {id: T2, status: todo}\n"
        "  - id: P3\n    risks: [{id: R1, owner: ana}]\n"
    )
    with pytest.raises(DocumentError, match="The list under `task` is not read") as caught:
        read_work_queue(text.encode(), "q.yaml", QueueFields())
    assert [problem.place.line for problem in caught.value.problems] == [6]
