"""The fourth act: the evidence of EXEC changes after the last approval and before the landing."""

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.tour.stage import Stage, head_of
from bot.slack import action_ids as actions

_REPORT = "operations/evidence/exec/soak-run.md"


async def asks_for_the_next_phase(stage: Stage) -> None:
    """P4 is signed off, so EXEC may follow."""
    await stage.asks(INES, "ready EXEC", "EXEC", "round 1")
    card = await stage.card("EXEC", "Ready for Signoff")
    stage.shows(head_of(card.shown, 13), "in #p4-release, for all")


async def evidence_changes_before_landing(stage: Stage) -> None:
    """All three approve. Before that lands, the soak report is corrected."""
    card = await stage.card("EXEC")
    for who in (ANOUK, RAVI):
        await stage.types(who, "approve EXEC", "EXEC")
    hold = stage.repository.hold_next_push()
    try:
        shown = await stage.types(KWAME, "approve EXEC", "EXEC")
        await hold.reached()
        stage.tell.git("a push has arrived and is being held")
        sha = await stage.repository.edit(
            KWAME, "Correct the 99th percentile of the soak run", _REPORT, ("212 ms", "221 ms")
        )
        stage.tell.git(f"{sha[:10]} {KWAME.display}: Correct the 99th percentile of the soak run")
    finally:
        hold.release()
    stage.tell.git("the held push goes on, and finds that the branch has moved")
    void = await stage.card("EXEC", without=actions.LIST_GAPS)
    stage.shows(head_of(void.shown, 7), "the card, for all")
    await stage.are_told((ANOUK, RAVI, KWAME, INES), shown.ts, "EXEC", _REPORT)
    head = await stage.repository.head()
    stage.check("nothing was written after Kwame's commit", head == sha, head)
    tracker = await stage.tracker()
    stage.check(
        "the tracker has no sign-off of EXEC",
        card.round_id not in tracker
        and "| EXEC | Implementation Execution — Code | Ready for Signoff |" in tracker,
        tracker,
    )
