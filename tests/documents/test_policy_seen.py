"""What is wrong with a policy though each of its words is right: paths, and what people see."""

import pytest

from bot.documents.policy_file import ProjectFile, read_policy
from bot.documents.problems import DocumentError

PEOPLE = "people: {ana: {slack: U01ANA, display: Ana Lima}}\nroles: {a: [ana]}\n"
GATES = "gates: {defaults: {requires: {a: 1}}}\n"


def read(text: str) -> ProjectFile:
    return read_policy(text.encode(), "0" * 40)


def problems(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("./doc/T.md", "doc/T.md"),
        ("doc/./T.md", "doc/T.md"),
        ("doc//T.md", "doc/T.md"),
        ("doc/T.md/", "doc/T.md"),
        (".", ""),
        ("a/.GIT/T.md", "a/.GIT/T.md"),
    ],
)
def test_a_path_that_git_writes_otherwise_is_refused_with_the_right_one(
    path: str, plain: str
) -> None:
    said = problems(f"documents: {{tracker: {path}}}\n{PEOPLE}{GATES}")

    assert "`documents.tracker` is no path as Git writes it" in said
    assert not plain or f"`{plain}`" in said


@pytest.mark.parametrize("folder", ["./signoffs", "a//b/", "./", "a/../b", "/"])
def test_a_folder_that_git_writes_otherwise_is_refused(folder: str) -> None:
    said = problems(
        f"documents: {{tracker: T.md}}\n{PEOPLE}{GATES}policy: {{signoffs_folder: {folder}}}\n"
    )

    assert ".gatebot.yml:5" in said
    assert "policy.signoffs_folder" in said


@pytest.mark.parametrize(
    "folder",
    ["doc/T.md", "doc/T.md/", "DOC/t.md", "doc/T.md/records", ".gatebot.yml", "doc/q.json"],
)
def test_records_have_a_folder_of_their_own(folder: str) -> None:
    documents = "documents: {tracker: doc/T.md, work_queue: doc/q.json}\n"
    said = problems(f"{documents}{PEOPLE}{GATES}policy: {{signoffs_folder: {folder}}}\n")

    assert "leads to a file" in said


def test_a_document_that_could_be_taken_for_a_record_stands_elsewhere() -> None:
    documents = "documents: {tracker: doc/T.md, work_queue: doc/q.json}\n"
    said = problems(f"{documents}{PEOPLE}{GATES}policy: {{signoffs_folder: doc}}\n")

    assert "stands among the sign-off records: doc/q.json" in said


def test_records_may_stand_beside_documents() -> None:
    read(f"documents: {{tracker: doc/T.md}}\n{PEOPLE}{GATES}policy: {{signoffs_folder: doc/}}\n")


@pytest.mark.parametrize(
    "word",
    [
        "✅ Signed Off",
        "\u0405igned Off",  # a Cyrillic Dze
        "**Signed Off**",
        "S1gned Off",
        "Signed\u200b Off",
        "\uff33igned Off",  # full width
        "\U0001d412igned Off",  # mathematical bold
        "Signed 0ff",
        "SignedOff",
        "Signed_Off",
        "Signed\u2011Off",  # a hyphen that does not break
        "Signed\u3164Off",  # a filler
        "Signed\u2800Off",  # an empty Braille cell
        "Signed\u034f Off",
        "\u015aigned Off",  # an accent
        "\U0001f142igned Off",  # in a square
    ],
)
def test_a_synonym_that_looks_like_another_status_is_refused(word: str) -> None:
    said = problems(
        f'documents: {{tracker: T.md}}\n{PEOPLE}{GATES}statuses: {{In Progress: ["{word}"]}}\n'
    )

    assert "looks like “Signed Off”" in said or "means both" in said


def test_two_synonyms_that_look_alike_are_refused() -> None:
    statuses = 'statuses: {Signed Off: [Paid], In Progress: ["P\u0430id"]}\n'  # a Cyrillic a
    said = problems(f"documents: {{tracker: T.md}}\n{PEOPLE}{GATES}{statuses}")

    assert "is listed for “In Progress”, and looks like “Signed Off”" in said


def test_synonyms_that_differ_are_taken() -> None:
    statuses = "statuses: {Signed Off: [APPROVED, ✅ Signed Off, ✅], In Progress: [🔄 WIP, 🔄]}\n"
    read(f"documents: {{tracker: T.md}}\n{PEOPLE}{GATES}{statuses}")


def test_people_roles_and_phases_that_look_alike_are_refused() -> None:
    text = (
        "documents: {tracker: T.md}\n"
        "people:\n"
        "  ana: {slack: U01ANA, display: Ana Lima}\n"
        "  \u0430na: {slack: U02ANA, display: Ana Lima}\n"
        "roles: {ops: [ana], \u043eps: [ana]}\n"
        "gates: {defaults: {requires: {ops: 1}}, P4: {}, \u04204: {}}\n"
    )
    said = problems(text)

    for what in ("people", "roles", "phases"):
        assert f"The {what} “" in said


def test_names_in_ascii_alone_are_told_apart() -> None:
    gates = "gates: {defaults: {requires: {a: 1}}, P1: {}, PI: {}, P0: {}, PO: {}}\n"
    read(f"documents: {{tracker: T.md}}\n{PEOPLE}{gates}")


def test_a_name_that_is_shown_in_another_order_is_refused() -> None:
    people = (
        'people: {ana: {slack: U01ANA, display: "\\u202eanA\\u202c Lima"}}\nroles: {a: [ana]}\n'
    )
    said = problems(f"documents: {{tracker: T.md}}\n{people}{GATES}")

    assert ".gatebot.yml:2" in said
    assert "change the order in which this is shown" in said
