"""Who may sign off: the same rule as at `ready`, from the clone alone."""

from dataclasses import replace

import pytest

from bot.readiness.record import SignoffRecord
from bot.readiness.round import Reviewer
from bot.verify import What
from tests.verify.tampering import TRACKER, Copy, edited, failures, forged

POLICY = ".gatebot.yml"
JONAS = Reviewer("U0JONASBERG", "jonas", "Jonas Berg")  # who wrote the relay


def asked(copy: Copy, authors: str) -> SignoffRecord:
    """Return a record of EXEC approved by Jonas alone, on one file as of a commit of his."""
    before = f"{copy.landing('EXEC')}^"
    policy = edited(
        copy.text(POLICY, before),
        ("architecture: [anouk]", "architecture: [jonas]"),
        ("{architecture: 1, security: 1, ops: 1}", "{architecture: 1}"),
        ("[code, contract, artifact]", "[code]"),
        ("evidence_authors: allowed", f"evidence_authors: {authors}"),
    )
    old = copy.record("EXEC")
    (item,) = (each for each in old.evidence if "@" in each.reference)
    lines = copy.text(TRACKER, before).splitlines(keepends=True)
    kinds = [f"| EXEC | {each.kind} | {each.reference} " for each in old.evidence if each != item]
    kept = [line for line in lines if not line.startswith(tuple(kinds))]
    pinned = copy.commit({POLICY: policy, TRACKER: "".join(kept)}, tree=before)
    return replace(
        old,
        commit=pinned,
        policy_oid=copy.text_id(POLICY, pinned),
        evidence=(item,),
        decisions=(replace(old.decisions[0], reviewer=JONAS),),
    )


@pytest.mark.parametrize(("authors", "found"), [("allowed", []), ("barred", [What.PERSON_BARRED])])
async def test_the_author_of_a_file_as_of_a_commit_is_an_author_of_the_evidence(
    unsigned: Copy, authors: str, found: list[What]
) -> None:
    record = asked(unsigned, authors)
    report = await unsigned.verified(forged(unsigned, record, record.commit))

    assert [f.what for f in failures(report)] == found
