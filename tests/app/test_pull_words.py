"""What pull requests say: nothing that people wrote in it has an effect on the host."""

from dataclasses import replace
from typing import cast

import pytest

from bot.app.shared import pull_request_text as pull_words
from bot.ports.git_host import GitHost
from bot.readiness.round import Reviewer
from bot.readiness.work import Held, OpsItem
from bot.repository.projects import Project
from tests.readiness.cast import approved_by, review_round
from tests.test_harmless import AT_THE_BEGINNING, WORDS, demand_without_effect


class NoPages:
    """A host that shows no commits."""

    def commit_url(self, _sha: str) -> str | None:
        return None


PROJECT = Project("demo", (), cast("GitHost", NoPages()))


@pytest.mark.parametrize("words", WORDS)
def test_what_people_write_has_no_effect(words: str) -> None:
    eve = Reviewer("U0EVE", words, words, words)
    signed = approved_by(review_round(), "ann", "sam", "otto")
    by_eve = tuple(replace(one, reviewer=eve, role=words) for one in signed.decisions)
    review = replace(signed, phase=words, title=words, requester=eve, decisions=by_eve)
    item = OpsItem(words, owner=words, due=words, snoozed_until="2026-12-24")
    texts = (
        pull_words.title(review),
        pull_words.body(review, PROJECT, "operations/evidence/signoffs/P4/0f0e.json"),
        pull_words.voided(words),
        pull_words.standing_title(Held((item,))),
        pull_words.standing_body(Held((item, replace(item, owner=""), replace(item, due="")))),
    )
    for text in texts:
        for line in text.split("\n"):
            demand_without_effect(line)
        assert not AT_THE_BEGINNING.match(text)
