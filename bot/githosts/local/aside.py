"""A commit built aside: its objects in a folder of their own, which reads through to a repository.

What is refused leaves no object behind in the repository.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from dulwich.object_store import DiskObjectStore

from bot.githosts.local.repository import Repository
from bot.githosts.local.trees import build_commit
from bot.ports.git_host import Signature, Write


@contextmanager
def committed_aside(
    repo: Repository, change: Write, committer: Signature
) -> Iterator[tuple[Path, str]]:
    """Build the commit of a write; give the folder that git can push it from, and its sha.

    Raises ValueError, Rejected or NotFound for what can't be committed.
    """
    # A folder that can't be removed must not make a commit that landed look as if it had not.
    with TemporaryDirectory(prefix="gatebot-write-", ignore_cleanup_errors=True) as folder:
        scratch = Path(folder)
        yield scratch, _build(scratch, repo, change, committer)


def _build(scratch: Path, repo: Repository, change: Write, committer: Signature) -> str:
    _lay_out(scratch, repo.objects_dir)
    store = DiskObjectStore(str(scratch / "objects"))
    try:
        return build_commit(repo, store.add_object, change, committer)
    finally:
        store.close()


def _lay_out(scratch: Path, objects: Path) -> None:
    """Make the least that git takes for a repository, reading through to the real one."""
    (scratch / "objects" / "info").mkdir(parents=True)
    (scratch / "objects" / "pack").mkdir()
    (scratch / "refs").mkdir()
    (scratch / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
    (scratch / "objects" / "info" / "alternates").write_text(f"{objects}\n", encoding="utf-8")
