"""Documents: they are there, they are not empty, and the heading that is named is in them."""

import asyncio
from difflib import get_close_matches
from urllib.parse import unquote

from bot.documents.anchors import anchors, anchors_of
from bot.evidence.files import (
    as_allowed,
    contents,
    demand_content,
    demand_written,
    some_files,
    subjects,
)
from bot.evidence.outcome import Outcome, failed, passed
from bot.evidence.reference import DocReference
from bot.evidence.rules import WRITTEN, AuditRules
from bot.evidence.snapshot import Snapshot
from bot.ports.git_host import Blob


async def check_doc(reference: DocReference, snapshot: Snapshot, rules: AuditRules) -> Outcome:
    """Check a document or a glob of them. Raises Stopped and HostError."""
    blobs = await contents(snapshot, await some_files(snapshot, reference.path, rules), rules)
    rests_on = subjects(blobs)
    if reference.anchor:
        demand_content(blobs[0], rules)
    allowed = as_allowed(demand_written(blobs, rules, as_text=True))
    if reference.anchor:
        return await _check_anchor(reference, blobs, snapshot, rules)
    if len(blobs) == 1 and blobs[0].path == reference.path:
        return passed(
            f"{reference.path} is there, {len(blobs[0].data):,} bytes.{allowed}", rests_on
        )
    files = "1 file" if len(blobs) == 1 else f"{len(blobs):,} files"
    return passed(f"{reference.path} matches {files}, none empty.{allowed}", rests_on)


async def _check_anchor(
    reference: DocReference, blobs: tuple[Blob, ...], snapshot: Snapshot, rules: AuditRules
) -> Outcome:
    path, anchor, rests_on = reference.path, reference.anchor or "", subjects(blobs)
    if len(blobs) > 1:
        return failed(
            f"{path} matches {len(blobs):,} files: #{anchor} can't be a heading of all.",
            "Name the one document that has the heading.",
            rests_on,
        )
    blob = blobs[0]
    hidden = rules.version < WRITTEN
    known = await snapshot.once(
        ("anchors", blob.oid, blob.path, hidden), lambda: _anchors(blob, hidden=hidden)
    )
    if known is None:
        return failed(
            f"{blob.path}: gatebot reads the headings of Markdown, HTML and reStructuredText only.",
            f"Name the file alone: {blob.path}",
            rests_on,
        )
    wanted = unquote(anchor).lower()
    if wanted in known:
        return passed(f"{blob.path} has the heading #{anchor}.", rests_on)
    near = get_close_matches(wanted, sorted(known), 1)
    hint = f"Did you mean #{near[0]}?" if near else "Add the heading, or name another."
    return failed(
        f"{blob.path} has no heading #{anchor}; comments, scripts and code do not count.",
        hint,
        rests_on,
    )


async def _anchors(blob: Blob, *, hidden: bool) -> frozenset[str] | None:
    text = blob.data.decode("utf-8", "replace")
    if hidden:
        return await asyncio.to_thread(anchors, text, hidden=True)
    return await asyncio.to_thread(anchors_of, blob.path, text)
