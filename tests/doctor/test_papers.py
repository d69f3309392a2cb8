import pytest

from bot.doctor.checks import State
from tests.doctor.house import FILES, House


async def test_a_repository_without_a_policy(house: House) -> None:
    house.remove(".gatebot.yml")
    troubles = await house.troubles()
    assert set(troubles) == {"policy"}
    state, said, mend = troubles["policy"]
    assert (state, said) == (State.FAIL, ".gatebot.yml: The file is not there.")
    assert "`documents`" in mend


@pytest.mark.parametrize(
    "name",
    [".gatebot.yaml", "gatebot.yml", ".gatebot/policy.yaml", ".github/gatebot.yml", ".Gatebot.yml"],
)
async def test_a_policy_under_another_name_is_named(house: House, name: str) -> None:
    house.remove(".gatebot.yml")
    house.commit({name: FILES[".gatebot.yml"]})
    _, said, mend = (await house.troubles())["policy"]
    assert f"Found {name}; gatebot reads .gatebot.yml" in said
    assert mend == f"Rename {name} to .gatebot.yml."


async def test_every_problem_of_the_policy_is_a_line_with_its_place(house: House) -> None:
    text = FILES[".gatebot.yml"].replace("[ann]", "[anne]").replace("[sam]", "[samm]")
    house.commit({".gatebot.yml": text})
    found = [c for c in await house.examine() if c.state is State.FAIL]
    assert [(c.name, c.said.split(": ")[0], c.mend) for c in found] == [
        ("policy", ".gatebot.yml:11", "Did you mean `ann`?"),
        ("policy", ".gatebot.yml:12", "Did you mean `sam`?"),
    ]


async def test_an_unknown_status_names_the_nearest(house: House) -> None:
    house.edit("tracker.md", "In Progress", "In Progres")
    state, said, mend = (await house.troubles())["tracker"]
    assert state is State.FAIL
    assert said == "tracker.md:4: “In Progres” is no status (P2)."
    assert "In Progress" in mend


async def test_a_broken_tracker_hides_neither_queue_nor_roadmap(house: House) -> None:
    house.remove("tracker.md")
    checks = {c.name: c for c in await house.examine()}
    assert checks["tracker"].said == "tracker.md is not there at the branch's head."
    assert checks["tracker"].mend == "Add it, or change `documents` in .gatebot.yml."
    assert checks["work queue"].said == "queue.yaml can be read; tasks: 1, still open: 1."
    assert checks["roadmap"].said == "roadmap.md can be read; phases: 2, deliverables: 3."


async def test_a_broken_queue_and_a_missing_roadmap(house: House) -> None:
    house.remove("roadmap.md")
    house.commit({"queue.yaml": "tasks:\n  - {title: Draw, status: todo}\n"})
    troubles = await house.troubles()
    assert {name: state for name, (state, _, _) in troubles.items()} == {
        "work queue": State.FAIL,
        "roadmap": State.FAIL,
    }
    assert troubles["work queue"][1].startswith("queue.yaml:2: ")
    assert "`id:`" in troubles["work queue"][2]


async def test_a_phase_of_the_roadmap_alone(house: House) -> None:
    house.commit({"roadmap.md": FILES["roadmap.md"] + "\n## OPS: Operate\n\n- Runbooks\n"})
    assert await house.troubles() == {
        "roadmap": (
            State.WARN,
            "roadmap.md:10: the phase OPS is not in the tracker.",
            "Add it to tracker.md before its start.",
        )
    }


async def test_documents_for_later_verbs_are_looked_for(house: House) -> None:
    house.edit(".gatebot.yml", "roadmap.md\n", "roadmap.md\n  progress: Progress.md\n")
    state, said, mend = (await house.troubles())["documents"]
    assert (state, said) == (State.WARN, "Progress.md is not there at the branch's head.")
    assert mend == "Add it, or take it out of .gatebot.yml."


async def test_a_release_readiness_document_is_read(house: House) -> None:
    policy = FILES[".gatebot.yml"].replace(
        "documents:\n", "documents:\n  release_readiness: release.md\n"
    )
    house.commit({".gatebot.yml": policy, "release.md": "- [ ] Restore drilled\n- [x] On call\n"})
    checks = {c.name: c for c in await house.examine()}
    assert checks["release readiness"].said == (
        "release.md can be read; criteria: 2, lines that say no go: 1."
    )
    house.commit({"release.md": "Later.\n"})
    state, said, _ = (await house.troubles())["release readiness"]
    assert state is State.FAIL
    assert said == "release.md: It says neither go nor no-go anywhere."


async def test_a_ledger_is_read_and_its_odd_rows_are_named(house: House) -> None:
    ledger = "| Commit | What landed |\n|---|---|\n| 3f2c1ab | relay |\n| soon | worker |\n"
    policy = FILES[".gatebot.yml"].replace("documents:\n", "documents:\n  progress: p.md\n")
    house.commit({".gatebot.yml": policy, "p.md": ledger})
    assert "p.md can be read; landed commits: 1." in [c.said for c in await house.examine()]
    state, said, _ = (await house.troubles())["progress"]
    assert (state, said) == (State.WARN, "p.md:4: “soon” is no commit.")


async def test_artifacts_without_an_evidence_folder(house: House) -> None:
    row = "| P2 | doc | ERD.md | |\n"
    artifact = "| P2 | artifact | operations/evidence/soak.md | |\n"
    house.remove("operations/evidence/soak.md")
    assert await house.troubles() == {}  # nothing asks for the folder yet
    house.edit("tracker.md", row, row + artifact)
    state, said, mend = (await house.troubles())["evidence folder"]
    assert (state, said) == (
        State.WARN,
        "The tracker names artifacts, but operations/evidence/ holds no file.",
    )
    assert "`policy.evidence_folder`" in mend


async def test_an_empty_policy_is_called_empty(house: House) -> None:
    house.commit({".gatebot.yml": "# later\n"})
    _, said, mend = (await house.troubles())["policy"]
    assert said == ".gatebot.yml:1: The file is empty."
    assert "`people`" in mend


async def test_a_renamed_header_is_found_in_the_table_of_phases(house: House) -> None:
    tracker = FILES["tracker.md"].replace("Title | Status", "Title | Zustand")
    house.commit({"tracker.md": f"| Item | Status |\n|---|---|\n| x | y |\n\n{tracker}"})
    _, said, _ = (await house.troubles())["tracker"]
    assert said.startswith("tracker.md:5: This table has no column Status; it has Phase")


async def test_each_line_that_can_not_be_read_is_named_whatever_the_document(house: House) -> None:
    more = "documents:\n  gap_trackers: [gaps.md]\n  release_readiness: release.md\n"
    ops = (
        "\n## Outstanding items\n\n- [ ] Drill (due: 01/11/2026)\n- Keys [blocking]\n"
        "\n## Parallel Ops Track: infra\n\n- [ ] Alerts\n"
    )
    house.commit(
        {
            ".gatebot.yml": FILES[".gatebot.yml"].replace("documents:\n", more),
            "tracker.md": FILES["tracker.md"] + ops,
            "gaps.md": "| Gap | Status |\n|---|---|\n| Keys | Closed? |\n\n| Drill | open |\n",
            "release.md": "Decision: go\n\n## Verdict: no-go\n\n- [x] Drill\n- Keys\n",
        }
    )
    said = [c.said for c in await house.examine() if c.state is not State.OK]
    start = FILES["tracker.md"].count("\n")
    assert [line for line in said if line.startswith("tracker.md:")] == [
        f"tracker.md:{start + 4}: “01/11/2026” (due) may mean two days.",
        f"tracker.md:{start + 5}: “- Keys [blocking]” stands among checkboxes and has none.",
    ]
    assert any(line.startswith("The ops track stands under several headings") for line in said)
    assert any(line.startswith("gaps.md:3: “Closed?” is in question") for line in said)
    assert any(line.startswith("gaps.md:5: The row “| Drill | open |” is outside") for line in said)
    assert any(line.startswith("release.md:6: “- Keys” stands among checkboxes") for line in said)
    assert any("more than once, and the strictest counts: release.md:3" in line for line in said)


async def test_a_phase_outside_its_table_is_never_passed_over(house: House) -> None:
    row = "| P2 | Store | In Progress | dana |"
    house.edit("tracker.md", row, f"<!-- later -->\n{row}")
    state, said, mend = (await house.troubles())["tracker"]
    assert state is State.FAIL
    assert f"The row “{row}” is outside its table" in said
    assert mend == "Take out what stands between it and the table."


async def test_a_task_of_no_phase_is_named_with_its_line_and_the_nearest(house: House) -> None:
    tasks = ("{id: T1, phase: P22, status: todo}", "{id: T2, phase: ZZ-9, status: todo}")
    done = ("{id: T3, phase: P22, status: done}", "{id: T4, phase: Phase 2, status: todo}")
    queue = "tasks:\n" + "".join(f"- {each}\n" for each in (*tasks, *done))
    house.commit({"queue.yaml": queue})
    found = [c for c in await house.examine() if c.state is State.WARN]
    assert [(c.name, c.said) for c in found] == [
        ("work queue", "queue.yaml:2: the task T1 is of P22, and no phase is called so."),
        ("work queue", "queue.yaml:3: the task T2 is of ZZ-9, and no phase is called so."),
    ]
    assert found[0].mend.startswith("Did you mean P2? Until then the task holds P2 back.")
    assert found[1].mend.startswith("Correct it")
