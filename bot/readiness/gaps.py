"""The life of a gap: listed, addressed, accepted, or listed again; and its id as people type it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.readiness.phase_ids import same_id, same_word
from bot.readiness.refusals import BadText, GapClosed, NoSuchGap, NoSuchSubject, Refused
from bot.readiness.round import Gap, GapState, GapTarget, NewGap, Round
from bot.readiness.text import clean_note, clean_text, same_text
from bot.readiness.verdict import Ballot

_ID: Final = re.compile(r"(?P<phase>.+)-[Gg](?P<number>[1-9][0-9]{0,8})")


def parse_gap_id(text: str) -> tuple[str, int] | None:
    """Read `P4-G2` (case does not count) as phase and number, or None where it is no gap id."""
    match = _ID.fullmatch(text.strip())
    return (match["phase"], int(match["number"])) if match else None


def find_gap(gaps: Iterable[Gap], asked: str) -> Gap:
    """Return the gap of this id.

    Raises:
        Refused: `NoSuchGap`, with the ids of the open ones.
    """
    known = tuple(gaps)
    named = parse_gap_id(asked)
    for gap in known:
        if named and same_id(gap.phase, named[0]) and gap.number == named[1]:
            return gap
    raise Refused(NoSuchGap(asked, tuple(g.id for g in known if g.state is GapState.OPEN)))


def address(gap: Gap, note: str) -> Gap:
    """Return the gap addressed, with what its owner says of it; again replaces the note.

    Raises:
        Refused: `GapClosed` where it has been accepted; `BadText` for the note.
    """
    if gap.state is GapState.ACCEPTED:
        raise Refused(GapClosed(gap.id))
    return replace(gap, state=GapState.ADDRESSED, note=clean_text("note", note, lines=True))


def of_phase(review: Round, gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return the gaps that belong to the phase of this round."""
    return tuple(g for g in gaps if g.project == review.project and same_id(g.phase, review.phase))


def accepted_by(role: str, gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return the addressed gaps of a role, accepted: that is what its approval says of them."""
    return tuple(
        replace(gap, state=GapState.ACCEPTED)
        for gap in gaps
        if same_word(gap.role, role) and gap.state is GapState.ADDRESSED
    )


def listed(
    review: Round, gaps: Sequence[Gap], role: str, ballot: Ballot, new: Sequence[NewGap]
) -> tuple[Gap, ...]:
    """Return the gaps a verdict lists, each once, in the order given.

    One that the role has listed before keeps its number: closed, it is open again. Numbers count
    on from the highest of the phase.

    Raises:
        Refused: `BadText`, also where no gap is listed at all.
    """
    if not new:
        raise Refused(BadText("gap", "empty"))
    found: dict[int, Gap] = {}
    number = max((gap.number for gap in gaps), default=0)
    for draft in map(_cleaned, new):
        known = next((g for g in (*gaps, *found.values()) if _same(g, role, draft)), None)
        if known is None:
            number += 1
            gap = _filed(review, number, role, ballot, draft)
        else:
            gap = known if known.state is GapState.OPEN else _reopened(known, review, ballot)
        found.setdefault(gap.number, gap)
    return tuple(found.values())


def listed_again(gaps: Sequence[Gap], ids: Iterable[str]) -> tuple[NewGap, ...]:
    """Return earlier gaps, named by id, as their reviewer would put them once more.

    Raises:
        Refused: `NoSuchGap`.
    """
    found = (find_gap(gaps, asked) for asked in ids)
    return tuple(NewGap(gap.text, gap.target, gap.about) for gap in found)


def require_subjects(
    phase: str, new: Iterable[NewGap], evidence: Collection[str], deliverables: Collection[str]
) -> None:
    """Require that each gap is tied to something its round was shown with, or to nothing.

    Raises:
        Refused: `NoSuchSubject`.
    """
    known = {GapTarget.EVIDENCE: evidence, GapTarget.DELIVERABLE: deliverables}
    for gap in new:
        if gap.about not in known.get(gap.target, ("",)):
            raise Refused(NoSuchSubject(phase, gap.about))


def _cleaned(draft: NewGap) -> NewGap:
    return NewGap(clean_text("gap", draft.text), draft.target, clean_note("about", draft.about))


def _same(gap: Gap, role: str, draft: NewGap) -> bool:
    return (
        same_word(gap.role, role)
        and gap.target is draft.target
        and same_text(gap.about, draft.about)
        and same_text(gap.text, draft.text)
    )


def _reopened(gap: Gap, review: Round, ballot: Ballot) -> Gap:
    """Open a gap again, in this round; its note stays, to show what was answered the last time."""
    return replace(
        gap,
        state=GapState.OPEN,
        round_id=review.id,
        reviewer=ballot.reviewer,
        listed_at=ballot.at,
    )


def _filed(review: Round, number: int, role: str, ballot: Ballot, draft: NewGap) -> Gap:
    return Gap(
        project=review.project,
        phase=review.phase,
        number=number,
        round_id=review.id,
        role=role,
        reviewer=ballot.reviewer,
        text=draft.text,
        target=draft.target,
        about=draft.about,
        state=GapState.OPEN,
        listed_at=ballot.at,
    )
