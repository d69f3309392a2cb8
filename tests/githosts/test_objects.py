from pathlib import Path

from bot.githosts.cache import Cache
from bot.githosts.listing import Listing
from bot.githosts.objects import EXECUTABLE, FILE, FOLDER, Node, blob_oid, tree_oid
from bot.ports.git_host import Entry
from tests.support.repository import bare, git


def test_ids_are_gits_own(tmp_path: Path) -> None:
    repo = bare(tmp_path / "repo.git")
    oid = git(repo, "hash-object", "-w", "--stdin", stdin=b"h\xff\r\n")
    assert blob_oid(b"h\xff\r\n") == oid
    inner = git(repo, "mktree", stdin=f"100644 blob {oid}\tx\n".encode())
    assert tree_oid([Node("x", FILE, oid)]) == inner
    # A folder `a` comes after a file `a.b`, and before a file `a0`.
    listing = f"040000 tree {inner}\ta\n100755 blob {oid}\ta.b\n100644 blob {oid}\ta0\n"
    nodes = [Node("a0", FILE, oid), Node("a", FOLDER, inner), Node("a.b", EXECUTABLE, oid)]
    assert tree_oid(nodes) == git(repo, "mktree", stdin=listing.encode())


def test_a_cache_lets_go_of_what_was_not_used() -> None:
    cache: Cache[str, bytes] = Cache(10, len)
    cache.put("a", b"1234")
    cache.put("b", b"1234")
    assert cache.get("a") == b"1234"
    cache.put("c", b"1234")
    assert cache.get("b") is None
    assert (cache.get("a"), cache.get("c")) == (b"1234", b"1234")
    cache.put("heavy", b"12345678901")
    assert cache.get("heavy") is None


def test_folders_of_any_depth_have_an_id() -> None:
    blob, deep = blob_oid(b"x"), 2_000
    expected = tree_oid([Node("f", FILE, blob)])
    for _ in range(deep):
        expected = tree_oid([Node("d", FOLDER, expected)])
    listing = Listing.of([Entry("d/" * deep + "f", blob)], ())
    assert listing.oid() == expected
