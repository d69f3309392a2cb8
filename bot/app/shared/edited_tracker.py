"""The tracker after an edit, as the files of a commit."""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.problems import DocumentError
from bot.readiness.refusals import BrokenDocuments, Refused
from bot.repository.projects import Snapshot


async def edited(snapshot: Snapshot, edit: TrackerEdit, now: datetime) -> dict[str, bytes]:
    """Return path → content, empty where the edit changes nothing.

    The snapshot date follows along, where the tracker has one. Proof included, off the event
    loop. Raises Refused(BrokenDocuments) where a person has to mend the tracker first.
    """
    if edit == TrackerEdit(edit.phase):
        return {}
    if snapshot.tracker.snapshot_date is not None:
        edit = replace(edit, snapshot=now.date())
    path, words = snapshot.file.paths.tracker, snapshot.file.vocabulary
    before = snapshot.tracker_blob.data
    try:
        after = await asyncio.to_thread(edit_tracker, before, path, words, edit)
    except DocumentError as error:
        raise Refused(BrokenDocuments(error.problems)) from error
    return {path: after} if after != before else {}
