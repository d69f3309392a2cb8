"""What goes wrong on Gitea, on demand: each failure ends in exactly one commit, or in none."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.githosts.answers import TokenRefused
from bot.ports.git_host import (
    Conflict,
    HostUnavailable,
    NotFound,
    OutcomeUnknown,
    Overtaken,
    Rejected,
)
from tests.fakes.gitea.world import Fault
from tests.githosts.contract_writes import write
from tests.githosts.gitea_lab import GiteaLab, gitea_lab
from tests.support.repository import git

COMMITS, CONTENTS, TREE = "GET /commits", "POST /contents", "GET /git/trees/{sha}"


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[GiteaLab]:
    async with gitea_lab(tmp_path) as lab:
        yield lab


@pytest.mark.parametrize("status", [0, 500, 502, 504])
async def test_a_write_whose_answer_is_lost_is_found(lab: GiteaLab, status: int) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    lab.world.faults.append(Fault(CONTENTS, status, after=True))
    sha = await host.write(write(head, {"a": b"1"}))
    assert lab.published().info.sha == sha
    assert lab.published().info.parents == (head,)
    assert lab.world.asked().count(CONTENTS) == 1


@pytest.mark.parametrize("status", [0, 500, 502, 504])
async def test_a_write_that_may_come_yet_is_unknown(lab: GiteaLab, status: int) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    lab.world.faults.append(Fault(CONTENTS, status))
    with pytest.raises(OutcomeUnknown):
        await host.write(write(head, {"a": b"1"}))
    assert lab.published().info.sha == head
    assert lab.world.asked().count(CONTENTS) == 1


async def test_where_the_look_fails_too_it_is_unknown(lab: GiteaLab) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    lab.world.faults += [Fault(CONTENTS, 502, after=True), Fault(COMMITS, 502)]
    with pytest.raises(OutcomeUnknown):
        await host.write(write(head, {"a": b"1"}))
    look = await host.look([], since=head)
    assert [commit.trailers("Gate-Intent") for commit in look.since] == [("7",)]


async def test_an_answer_that_is_no_json_is_looked_for(lab: GiteaLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.faults.append(Fault(CONTENTS, 201, body="half an ans", after=True))
    sha = await lab.host().write(write(head, {"a": b"1"}))
    assert lab.published().info.sha == sha


async def test_an_answer_that_comes_too_late_is_looked_for(lab: GiteaLab) -> None:
    head = lab.commit({"a": b"0"})
    answered = asyncio.Event()
    host = lab.host(timeout=1.5)
    await host.tree(head)
    lab.world.faults.append(Fault(CONTENTS, 200, after=True, hold=answered))
    sha = await host.write(write(head, {"a": b"1"}))
    answered.set()
    assert (lab.published().info.sha, lab.published().info.parents) == (sha, (head,))


async def test_a_push_that_races_is_a_conflict(lab: GiteaLab) -> None:
    # The server's own push is refused when the branch moved since its clone: a 500 without words.
    head = lab.commit({"a": b"0"})
    host = lab.host()
    lab.world.faults.append(Fault(CONTENTS, 500, before_it=lambda: lab.commit({"b": b"by hand"})))
    with pytest.raises(Conflict):
        await host.write(write(head, {"a": b"1"}))
    assert set(lab.published().files) == {"README.md", "a", "b"}
    assert lab.published().files["a"][1] == b"0"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [({"a": b"by hand"}, {"a": b"1"}), ({"new": b"by hand"}, {"new": b"1"})],
    ids=["422 by sha", "422 by what is there"],
)
async def test_a_file_that_changed_after_the_look_is_a_conflict(
    lab: GiteaLab, theirs: dict[str, bytes | None], ours: dict[str, bytes]
) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    lab.world.faults.append(Fault(CONTENTS, passes=True, before_it=lambda: lab.commit(theirs)))
    with pytest.raises(Conflict):
        await host.write(write(head, ours))
    assert {path: data for path, (_, data) in lab.published().files.items()} == {
        "README.md": b"# A project\n",
        "a": b"0",
    } | theirs


async def test_a_commit_that_came_in_between_is_named(lab: GiteaLab) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    between: list[str] = []
    lab.world.faults.append(
        Fault(CONTENTS, passes=True, before_it=lambda: between.append(lab.commit({"b": b"1"})))
    )
    with pytest.raises(Overtaken) as caught:
        await host.write(write(head, {"a": b"1"}))
    published = lab.published()
    assert (caught.value.commit, [caught.value.onto]) == (published.info.sha, between)
    assert published.files["b"][1] == b"1"
    assert {entry.path for entry in await host.tree(caught.value.commit)} == {
        "README.md",
        "a",
        "b",
    }, "what came in between is not left out of what is remembered"


async def test_a_commit_that_came_in_between_is_named_where_the_answer_is_lost_too(
    lab: GiteaLab,
) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    lab.world.faults += [
        Fault(CONTENTS, passes=True, before_it=lambda: lab.commit({"b": b"1"})),
        Fault(CONTENTS, 502, after=True),
    ]
    with pytest.raises(Overtaken) as caught:
        await host.write(write(head, {"a": b"1"}))
    published = lab.published().info
    assert (caught.value.commit, (caught.value.onto,)) == (published.sha, published.parents)


async def test_a_server_that_signs_leaves_the_trailers_where_they_are_found(
    lab: GiteaLab,
) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.signs = True
    lab.world.faults.append(Fault(CONTENTS, 502, after=True))
    host = lab.host()
    sha = await host.write(write(head, {"a": b"1"}))
    (commit,) = (await host.look([], since=head)).since
    assert commit.sha == sha
    assert commit.trailers("Gate-Intent") == ("7",)
    assert commit.trailers("Co-authored-by") == ("gatebot <gatebot@example.com>",)


async def test_trailers_that_a_person_quotes_are_not_found(lab: GiteaLab) -> None:
    said = "Look\n\nIt said Gate-Intent: 7\nGate-Intent: 8 is in prose.\n\nThis is the end."
    lab.commit({"a": b"0"}, f"{said}\n\nCo-authored-by: Ana <ana@example.com>")
    (commit,) = (await lab.host().look([], since=lab.first)).since
    assert commit.trailers("Gate-Intent") == ()


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (Fault(status=429, headers={"Retry-After": "17"}), 17.0),
        (Fault(status=429), 60.0),
        (Fault(status=403, body={"message": "rate limit exceeded"}), 60.0),
    ],
)
async def test_a_rate_limit_is_waited_out(lab: GiteaLab, fault: Fault, seconds: float) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    await host.tree(head)
    for what in (COMMITS, CONTENTS):
        fault.what, fault.times = what, 1
        lab.world.faults = [fault]
        with pytest.raises(HostUnavailable) as caught:
            await (host.look(["a"]) if what == COMMITS else host.write(write(head, {"a": b"1"})))
        assert caught.value.retry_after == seconds
    assert lab.published().info.sha == head
    assert lab.world.asked().count(CONTENTS) == 1


@pytest.mark.parametrize("status", [0, 500, 502, 503])
async def test_a_reading_that_fails_is_unavailable(lab: GiteaLab, status: int) -> None:
    host = lab.host()
    lab.world.faults = [Fault(COMMITS, status, times=2)]  # aiohttp sends a broken GET once more
    with pytest.raises(HostUnavailable):
        await host.look([])
    lab.world.faults.clear()
    assert (await host.look([])).head == lab.first


async def test_a_protection_says_which_setting_helps(lab: GiteaLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.refuse("user cannot commit to repo [user: gatebot]")
    host = lab.host()
    with pytest.raises(Rejected, match="protection refuses the commit: user cannot") as caught:
        await host.write(write(head, {"a": b"1"}))
    assert "Allowlist restricted push" in caught.value.mend
    assert lab.published().info.sha == head
    (found,) = await host.condition()
    assert (found.name, found.certain, found.mend) == ("protection", False, caught.value.mend)


async def test_a_revoked_token_names_the_mend_and_not_the_token(lab: GiteaLab) -> None:
    host = lab.host()
    await host.look(["README.md"])
    lab.world.tokens.clear()
    for asking in (
        host.look([]),
        host.read(lab.commit({"a": b"1"}), ["a"]),
        host.write(write(lab.first, {"a": b"1"})),
    ):
        with pytest.raises(TokenRefused, match="does not take the token") as caught:
            await asking
        assert caught.value.mend.startswith("Make a new token, set GATEBOT_GITEA_TOKEN")
        assert "gitea-good" not in f"{caught.value} {caught.value.mend}"


@pytest.mark.parametrize(
    ("right", "words"),
    [("READ", "should have a permission to write"), ("SCOPE", "at least one of required scope")],
)
async def test_a_token_that_may_only_read(lab: GiteaLab, right: str, words: str) -> None:
    lab.world.tokens["gitea-reads"] = right
    host = lab.host("gitea-reads")
    assert (await host.look([])).head == lab.first
    with pytest.raises(Rejected, match=words) as caught:
        await host.write(write(lab.first, {"a": b"1"}))
    assert "write:repository" in caught.value.mend
    assert lab.published().info.sha == lab.first


async def test_a_token_whose_owner_may_not_write(lab: GiteaLab) -> None:
    lab.world.tokens["gitea-reads"] = "READ"
    (found,) = await lab.host("gitea-reads").condition()
    assert (found.certain, found.said) == (
        True,
        "The token's owner may not write to acme/gates.",
    )


async def test_a_token_that_sees_nothing(lab: GiteaLab) -> None:
    lab.world.tokens["gitea-blind"] = "NONE"
    host = lab.host("gitea-blind")
    for asking in (host.look([]), host.tree(lab.first), host.condition(), host.pulls.head_of("x")):
        with pytest.raises(NotFound):
            await asking


async def test_an_archived_repository_takes_nothing(lab: GiteaLab) -> None:
    lab.world.archived = True
    with pytest.raises(Rejected, match="acme/gates is archived") as caught:
        await lab.host().write(write(lab.first, {"a": b"1"}))
    assert caught.value.mend == "Unarchive it in its settings."
    (found,) = await lab.host().condition()
    assert (found.certain, found.mend) == (True, caught.value.mend)


async def test_a_quota_that_is_used_up(lab: GiteaLab) -> None:
    lab.world.faults.append(Fault(CONTENTS, 413, body={"message": "quota exceeded"}))
    with pytest.raises(Rejected, match="no room") as caught:
        await lab.host().write(write(lab.first, {"a": b"1"}))
    assert "quota" in caught.value.mend


async def test_a_renamed_repository_is_named(lab: GiteaLab) -> None:
    host = lab.host()
    lab.world.renamed = "acme/readiness"
    for asking in (host.look([]), host.write(write(lab.first, {"a": b"1"})), host.condition()):
        with pytest.raises(Rejected, match="acme/gates is called acme/readiness now") as caught:
            await asking
        assert (
            caught.value.mend
            == 'Write repo = "acme/readiness" in gatebot.toml and start gatebot again.'
        )
    assert lab.published().info.sha == lab.first


@pytest.mark.parametrize(
    ("to", "words", "mend"),
    [
        ("https://new.example/api/v1/repos/acme/gates/commits", "https://new.example", "`api_url`"),
        ("/user/login", "the repository has moved", "`api_url`"),
    ],
)
async def test_a_server_that_moved_is_not_followed(
    lab: GiteaLab, to: str, words: str, mend: str
) -> None:
    lab.world.faults.append(Fault(COMMITS, 301, headers={"Location": to}))
    with pytest.raises(Rejected, match=words) as caught:
        await lab.host().look([])
    assert mend in caught.value.mend
    assert lab.world.asked() == [COMMITS]


async def test_a_deleted_branch_is_not_found(lab: GiteaLab) -> None:
    host = lab.host()
    await host.tree(lab.first)
    git(lab.repo, "update-ref", "-d", "refs/heads/main")
    for asking in (host.look([]), host.write(write(lab.first, {"a": b"1"})), host.condition()):
        with pytest.raises(NotFound, match="no branch 'main' in acme/gates"):
            await asking


async def test_a_branch_that_is_deleted_under_the_write_is_not_found(lab: GiteaLab) -> None:
    host = lab.host()
    lab.world.faults.append(
        Fault(
            CONTENTS,
            passes=True,
            before_it=lambda: git(lab.repo, "update-ref", "-d", "refs/heads/main"),
        )
    )
    with pytest.raises(NotFound, match="no branch 'main'"):
        await host.write(write(lab.first, {"a": b"1"}))


async def test_a_deleted_document_is_none(lab: GiteaLab) -> None:
    lab.commit({"tracker.md": b"x"})
    host = lab.host()
    assert (await host.look(["tracker.md"])).blobs["tracker.md"] is not None
    lab.commit({"tracker.md": None})
    assert (await host.look(["tracker.md"])).blobs["tracker.md"] is None


async def test_a_branch_forced_away_between_reading_and_writing(lab: GiteaLab) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    await host.tree(head)
    lab.world.faults.append(
        Fault(CONTENTS, passes=True, before_it=lambda: lab.rewrite(lab.first, {"b": b"1"}))
    )
    with pytest.raises(Conflict):
        await host.write(write(head, {"a": b"1"}))
    look = await host.look(["a"], since=head)
    assert not look.base_reachable
    assert look.blobs["a"] is None
