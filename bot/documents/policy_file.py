"""`.gatebot.yml`: the project's policy, its documents and its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from bot.documents.cells import plain_text
from bot.documents.policy_problems import reference_problems, schema_problems
from bot.documents.policy_schema import GateSection, PolicyDocument, RulesSection
from bot.documents.problems import DocumentError
from bot.documents.status_words import status_key
from bot.documents.vocabulary import (
    BESIDE_OPS,
    BUILT_IN_COLUMNS,
    BUILT_IN_STATUSES,
    OPS_COLUMNS,
    Vocabulary,
)
from bot.documents.yaml import Limits, Node, Texts, read_yaml
from bot.readiness.phase_ids import word_key
from bot.readiness.place import Place, Problem
from bot.readiness.policy import After, Gate, Person, Policy, ReviewRules, Role
from bot.readiness.readers import Readers
from bot.readiness.reminding import Reminding
from bot.readiness.status import Status

DEFAULTS: Final = "defaults"
_LIMITS: Final = Limits(size=1_000_000, depth=12, nodes=50_000, aliases=1_000)
POLICY_PATH: Final = ".gatebot.yml"


@dataclass(frozen=True, slots=True)
class DocumentPaths:
    """Where the project's documents are, from the root of the repository."""

    tracker: str
    work_queue: str | None = None
    roadmap: str | None = None
    progress: str | None = None
    gap_trackers: tuple[str, ...] = ()
    release_readiness: str | None = None

    @property
    def folder(self) -> str:
        """The folder of the tracker, "" at the root: its links may lead from there."""
        return self.tracker.removeprefix("./").rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class QueueFields:
    """The work queue's own names: the key of the task list, the fields, the words for done."""

    tasks: tuple[str, ...] = ("tasks",)
    id: str = "id"
    title: str = "title"
    phase: str = "phase"
    status: str = "status"
    done: tuple[str, ...] = ("done", "completed", "closed", "merged")
    moved_to: str = "moved_to"


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """`.gatebot.yml` as read. `drift_fails`: of `policy`, for `gatebot verify`.

    `appends_progress`: landed commits are appended to the ledger.
    """

    policy: Policy
    paths: DocumentPaths
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    queue: QueueFields = field(default_factory=QueueFields)
    drift_fails: bool = False
    appends_progress: bool = False

    @property
    def edited(self) -> tuple[str, ...]:
        """What gatebot itself edits; a path that ends in `/` stands for all below it."""
        own = (self.paths.tracker, self.policy.rules.signoffs_folder)
        ledger = self.paths.progress if self.appends_progress else None
        return (*own, ledger) if ledger else own


def read_policy(data: bytes, oid: str, path: str = POLICY_PATH) -> ProjectFile:
    """Read the policy file; `oid` is the blob it came from.

    Raises DocumentError with every problem of the file: line, key and the nearest valid key.
    """
    root = read_yaml(data, path, _LIMITS)
    if (texts := root.texts()) is None:
        mend = "Write its keys there: `documents`, `people`, `roles` and `gates`."
        raise DocumentError(Problem(Place(path, 1), "The file is empty.", mend))
    document, problems = _validated(texts, root, path)
    if document is not None:
        problems += reference_problems(document, root, path)
    if problems or document is None:
        raise DocumentError(*sorted(problems, key=lambda p: p.place.line))
    return ProjectFile(
        policy=_policy(document, oid),
        paths=_paths(document),
        vocabulary=_vocabulary(document),
        queue=_queue(document),
        drift_fails=document.policy.drift == "fail",
        appends_progress=document.policy.progress == "append",
    )


def _validated(texts: Texts, root: Node, path: str) -> tuple[PolicyDocument | None, list[Problem]]:
    """Return the document and its problems; None where too much is wrong to look any further.

    Texts, so that an id such as 1.10 or 007 stays itself: numbers are made where one has to stand.

    Keys that don't belong are left out, so that the rest can be looked at as well.
    """
    try:
        return PolicyDocument.model_validate(texts), []
    except ValidationError as error:
        problems = schema_problems(error, root, path)
        details = error.errors()
    if any(d["type"] != "extra_forbidden" or len(d["loc"]) == 1 for d in details):
        return None, problems
    for detail in details:
        texts = _without(texts, detail["loc"])
    return PolicyDocument.model_validate(texts), problems


def _without(texts: Texts, keys: tuple[int | str, ...]) -> Texts:
    if not isinstance(texts, dict):
        return texts
    first, rest = str(keys[0]), keys[1:]
    if not rest:
        return {name: value for name, value in texts.items() if name != first}
    return {n: _without(value, rest) if n == first else value for n, value in texts.items()}


def _paths(document: PolicyDocument) -> DocumentPaths:
    fields = document.documents.model_dump()
    return DocumentPaths(**{**fields, "gap_trackers": tuple(fields["gap_trackers"])})


def _queue(document: PolicyDocument) -> QueueFields:
    fields = document.work_queue.model_dump()
    lists = {name: tuple(fields[name]) for name in ("tasks", "done")}
    return QueueFields(**{**fields, **lists})


def _policy(document: PolicyDocument, oid: str) -> Policy:
    defaults = _gate(document.gates.get(DEFAULTS, GateSection()), Gate())
    rules = document.policy
    return Policy(
        oid=oid,
        people={
            name: Person(name, person.slack, person.display or name, person.email)
            for name, person in document.people.items()
        },
        roles={
            name: Role(name, tuple(role.people), role.group)
            for name, role in document.roles.items()
        },
        default_gate=defaults,
        gates={
            name: _gate(section, defaults)
            for name, section in document.gates.items()
            if name != DEFAULTS
        },
        rules=ReviewRules(
            self_review=rules.self_review,
            evidence_authors_may_review=rules.evidence_authors == "allowed",
            any_green_ancestor=rules.any_green_ancestor,
            reminding=_reminding(rules),
            evidence_folder=_folder(rules.evidence_folder),
            signoffs_folder=_folder(rules.signoffs_folder),
            large_files=tuple(rules.large_files),
            readers=Readers(rules.readers),
            waiver_roles=tuple(rules.waivers.by),
        ),
    )


def _reminding(rules: RulesSection) -> Reminding:
    return Reminding(
        after=rules.waits_hours,
        early=tuple(rules.reminders or ()),
        holidays=frozenset(rules.holidays),
        on=rules.reminders is not None,
    )


def _folder(path: str) -> str:
    return path.rstrip("/") + "/"


def _gate(section: GateSection, defaults: Gate) -> Gate:
    """Return a gate; what its section leaves out comes from the defaults."""
    after = section.after
    return Gate(
        owners=defaults.owners if section.owners is None else tuple(section.owners),
        requires=defaults.requires if section.requires is None else dict(section.requires),
        kinds=defaults.kinds if section.evidence is None else frozenset(section.evidence),
        after=(
            defaults.after
            if after is None
            else After(after)
            if isinstance(after, str)
            else tuple(after)
        ),
    )


def _vocabulary(document: PolicyDocument) -> Vocabulary:
    canonical = {status.value.casefold(): status for status in Status}
    declared = {canonical[name.casefold()]: words for name, words in document.statuses.items()}
    statuses = {
        status_key(plain_text(word)): status for status, words in declared.items() for word in words
    }
    return Vocabulary(
        statuses={**BUILT_IN_STATUSES, **statuses},
        columns=_columns(document, BUILT_IN_COLUMNS),
        ops_columns=_columns(document, OPS_COLUMNS, BESIDE_OPS),
        spellings={status: words[0] for status, words in declared.items() if words},
    )


def _columns(
    document: PolicyDocument,
    built_in: Mapping[str, tuple[str, ...]],
    beside: tuple[str, ...] = (),
) -> dict[str, tuple[str, ...]]:
    """Return the headers of each column; a project's word is taken from the column it had.

    `beside`: columns of the same tables that are not among these.
    """
    declared = {
        name.casefold(): tuple(word_key(plain_text(word)) for word in words)
        for name, words in document.columns.items()
        if name.casefold() in (*built_in, *beside)
    }
    taken = {word for words in declared.values() for word in words}
    return {
        name: (*(w for w in words if w not in taken), *declared.get(name, ()))
        for name, words in built_in.items()
    }
