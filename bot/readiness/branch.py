"""Where the changes of a phase, and of what belongs to none, gather until they are merged."""

from dataclasses import dataclass, replace
from typing import Final

from bot.readiness.status import Status

# Stands for a phase's id where a change belongs to none: the ops track, the ledger. No phase is
# called so.
NO_PHASE: Final = ""


@dataclass(frozen=True, slots=True)
class PhaseBranch:
    """The one branch of a phase, in a project that is written by pull requests.

    `base` is the commit of the project's branch that it was cut from. Once it holds a sign-off,
    `before` is the status the sign-off started from; `round_id` names the round for as long as that
    waits for its merge. `number` and `url` are of the pull request, 0 and empty before it is open;
    `auto_merge` whether its host merges it by itself, None before that was asked.
    `carrying`: the request was closed by gatebot, to be opened anew from a branch that fits.

    What belongs to no phase has one branch too, its standing branch, under `NO_PHASE`. `people`
    are those (Slack ids) whose changes wait on it.
    """

    project: str
    phase: str
    name: str
    base: str
    round_id: str = ""
    before: Status | None = None
    number: int = 0
    url: str = ""
    auto_merge: bool | None = None
    carrying: bool = False
    version: int = 0
    people: tuple[str, ...] = ()

    def cut_anew(self, name: str, base: str) -> "PhaseBranch":
        """Return the phase's next branch; a sign-off that waits is on it, one that fell is not."""
        kept = self.before if self.round_id else None
        fresh = PhaseBranch(self.project, self.phase, name, base, self.round_id, kept)
        return replace(fresh, version=self.version + 1, people=self.people)

    def signed(self, round_id: str, before: Status) -> "PhaseBranch":
        """Return the branch with the sign-off of a round on it."""
        return replace(self, round_id=round_id, before=before, version=self.version + 1)

    def opened(self, number: int, url: str) -> "PhaseBranch":
        """Return the branch with its pull request open."""
        return replace(self, number=number, url=url, version=self.version + 1)

    def asked(self, *, auto_merge: bool) -> "PhaseBranch":
        """Return the branch with its merge asked for."""
        return replace(self, auto_merge=auto_merge, version=self.version + 1)

    def of_person(self, user: str) -> "PhaseBranch":
        """Return the branch with a change of this person's on it."""
        if not user or user in self.people:
            return self
        return replace(self, people=(*self.people, user), version=self.version + 1)

    def to_be_carried(self) -> "PhaseBranch":
        """Return the branch whose request is being closed for a newer one."""
        return replace(self, carrying=True, version=self.version + 1)

    def fallen(self) -> "PhaseBranch":
        """Return the branch with a sign-off on it that nobody waits for any more."""
        return replace(self, round_id="", carrying=False, version=self.version + 1)
