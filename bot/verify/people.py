"""Who signed off: in the roles the policy demanded, enough of them, distinct, none barred."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace

from bot.evidence.authors import evidence_authors
from bot.ports.git_host import NotFound
from bot.readiness.gaps import parse_gap_id
from bot.readiness.people import owners
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import same_id, same_word
from bot.readiness.policy import Policy
from bot.readiness.record import SignoffRecord
from bot.readiness.round import Reviewer, Terms
from bot.readiness.terms import eligible_terms
from bot.verify.clone import Clone
from bot.verify.clone_host import Claims, CloneHost
from bot.verify.findings import Findings, What
from bot.verify.record_file import RecordFile


async def judge_people(
    file: RecordFile, policy: Policy, phase: Phase, clone: Clone, findings: Findings
) -> None:
    """Judge the people of a record by the policy of the pinned commit."""
    terms = await _terms(file.record, policy, phase, clone)
    _People(file, policy, phase, findings).judge(terms)


def as_in_policy(reviewer: Reviewer, policy: Policy) -> Reviewer:
    """Return a recorded person with the e-mail address that the policy knows."""
    person = policy.person_by_slack(reviewer.slack)
    return replace(reviewer, email=person.email if person else "")


class _People:
    def __init__(self, file: RecordFile, policy: Policy, phase: Phase, findings: Findings) -> None:
        self._file = file
        self._record = file.record
        self._policy = policy
        self._phase = phase
        self._findings = findings

    def judge(self, terms: Terms) -> None:
        self._requester()
        self._identities(terms)
        self._counts(terms)
        self._rights(terms)

    def _fail(self, what: What, said: str, *keys: str) -> None:
        file = self._file
        self._findings.fail(what, file.place(*keys), file.commit, f"{file.name}: {said}")

    def _requester(self) -> None:
        asker = self._record.requester
        self._identity(asker, ("requester",))
        if all(owner.slack != asker.slack for owner in owners(self._policy, self._phase)):
            said = f"{asker.display}, who asked for it, did not own the phase."
            self._fail(What.PERSON_BARRED, said, "requester")

    def _identities(self, terms: Terms) -> None:
        for at, decision in enumerate(self._record.decisions):
            seat = terms.seat(decision.role)
            keys = ("decisions", str(at), "reviewer")
            self._identity(decision.reviewer, keys, stranger=bool(seat and seat.group))
        for at, gap in enumerate(self._record.gaps):
            seat = terms.seat(gap.role)
            keys = ("gaps", str(at), "reviewer")
            self._identity(gap.reviewer, keys, stranger=bool(seat and seat.group))
            if seat is None:
                said = f"the gap {gap.id} was listed for {gap.role}, a role that reviews nothing."
                self._fail(What.RECORD_DIFFERS, said, "gaps", str(at), "role")
            named = parse_gap_id(gap.id)
            if named is None or not same_id(named[0], self._record.phase):
                said = f"the gap {gap.id} is of another phase."
                self._fail(What.RECORD_DIFFERS, said, "gaps", str(at), "id")

    def _identity(self, who: Reviewer, keys: tuple[str, ...], *, stranger: bool = False) -> None:
        """Compare a recorded person with the policy's; a group's member may be none of them."""
        person = self._policy.person_by_slack(who.slack)
        if person is None:
            unnamed = who.name == who.display == who.slack
            if not (stranger and unnamed):
                said = f"the policy knows nobody with the Slack id {who.slack}."
                self._fail(What.RECORD_DIFFERS, said, *keys)
        elif (person.name, person.display) != (who.name, who.display):
            said = f"{who.slack} is {person.display} ({person.name}) in the policy, "
            self._fail(What.RECORD_DIFFERS, f"{said}not {who.display} ({who.name}).", *keys)

    def _counts(self, terms: Terms) -> None:
        if not terms.seats:
            self._fail(What.ROLE_UNMET, "the policy asked for no role at all.", "decisions")
        for seat in terms.seats:
            people = {
                d.reviewer.slack for d in self._record.decisions if same_word(d.role, seat.role)
            }
            if len(people) < seat.count:
                said = f"{seat.role} needed {seat.count} distinct people; it has {len(people)}."
                self._fail(What.ROLE_UNMET, said, "decisions")
        often = Counter(d.reviewer.slack for d in self._record.decisions)
        for slack, count in often.items():
            if count > 1:
                said = f"{slack} approved {count} times; one person fills one role."
                self._fail(What.ROLE_UNMET, said, "decisions")

    def _rights(self, terms: Terms) -> None:
        for at, decision in enumerate(self._record.decisions):
            seat, who = terms.seat(decision.role), decision.reviewer
            keys = ("decisions", str(at), "role")
            if seat is None:
                said = f"the policy did not ask for {decision.role}."
                self._fail(What.ROLE_UNMET, said, *keys)
            elif who.slack not in seat.people:
                said = f"{who.display} did not hold the role {decision.role}."
                self._fail(What.PERSON_BARRED, said, *keys)
            elif seat.group is not None:
                said = f"whether {who.display} was in the Slack group of {decision.role} can't be "
                self._findings.note(
                    What.GROUP,
                    self._file.place(*keys),
                    self._file.commit,
                    f"{self._file.name}: {said}told from a clone.",
                )
            if bar := terms.bar(who.slack):
                said = f"the approval of {who.display} does not count ({bar})."
                self._fail(What.PERSON_BARRED, said, *keys)


async def _terms(record: SignoffRecord, policy: Policy, phase: Phase, clone: Clone) -> Terms:
    """Return the terms of the round, its groups taken to hold who approved for them."""
    members = {
        role.name: tuple(d.reviewer.slack for d in record.decisions if same_word(d.role, role.name))
        for role in policy.roles.values()
        if role.group is not None
    }
    authors: frozenset[str] = frozenset()
    if not policy.rules.evidence_authors_may_review:
        authors = await _authors(record, clone)
    return eligible_terms(policy, phase, record.requester.slack, authors, members, record.waivers)


async def _authors(record: SignoffRecord, clone: Clone) -> frozenset[str]:
    """Return the e-mails that `ready` bars: of all who wrote what the record rests on.

    A subject that is nowhere has no author; that it is nowhere is found with the evidence.
    """
    host, found = CloneHost(clone, Claims()), set[str]()
    for subject in record.subjects:
        with suppress(NotFound):
            found |= await evidence_authors(host, record.commit, [subject.name])
    return frozenset(found)
