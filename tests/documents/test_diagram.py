from bot.documents.diagram import class_splices, read_classes
from bot.documents.markdown import parse
from bot.documents.source import splice
from bot.readiness.status import Status


def followed(body: str, phase: str, status: Status) -> str:
    text = f"```mermaid\nflowchart LR\n{body}\n```\n"
    page = parse(text.encode(), "t.md")
    return splice(page.source, class_splices(page, phase, status)).decode()[
        len("```mermaid\nflowchart LR\n") : -len("\n```\n")
    ]


def test_a_class_on_a_node_follows_the_status() -> None:
    body = 'P4["a (b) ]"]:::inprog --> P5:::inprog'
    assert followed(body, "p4", Status.SIGNED_OFF) == body.replace('"]:::inprog', '"]:::done')
    assert followed(body, "P5", Status.NOT_STARTED) == body.replace(
        "P5:::inprog", "P5:::notstarted"
    )


def test_ready_is_in_progress_and_completed_is_done() -> None:
    assert followed("P4[x]:::notstarted", "P4", Status.READY) == "P4[x]:::inprog"
    assert followed("P4(x):::inprog", "P4", Status.COMPLETED) == "P4(x):::done"


def test_a_class_statement_of_several_nodes_is_split() -> None:
    assert followed("  class P1,P4, P5 inprog", "P4", Status.SIGNED_OFF) == (
        "  class P1, P5 inprog\n  class P4 done"
    )
    assert followed("class P1, P4 inprog;", "P4", Status.SIGNED_OFF) == (
        "class P1 inprog;\nclass P4 done"
    )
    assert followed("class P4 inprog", "P4", Status.SIGNED_OFF) == "class P4 done"


def test_ids_without_their_hyphen_and_links_that_touch_ids() -> None:
    assert followed("TN07[x]:::inprog", "TN-07", Status.SIGNED_OFF) == "TN07[x]:::done"
    assert followed("P1---P4:::inprog", "P4", Status.SIGNED_OFF) == "P1---P4:::done"


def test_other_classes_comments_and_other_diagrams_stay() -> None:
    for body in ("P4[x]:::mine", "%% P4[x]:::inprog", "P4[x] --> P5[y]:::inprog", "classDef P4 x"):
        assert followed(body, "P4", Status.SIGNED_OFF) == body
    gantt = b"```mermaid\ngantt\n  P4:::inprog\n```\n```text\nflowchart\nP4:::inprog\n```\n"
    assert read_classes(parse(gantt, "t.md")) == []
