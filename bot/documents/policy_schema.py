"""The shape of `.gatebot.yml`, as pydantic checks it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.readiness.days import iso_day
from bot.readiness.evidence import Kind
from bot.readiness.policy import After


def _listed(value: object) -> object:
    """Take one word for a list of one."""
    return [value] if isinstance(value, str) else value


def _people(value: object) -> object:
    """Take a bare list for the people of a role."""
    return {"people": _listed(value)} if isinstance(value, (str, list)) else value


def _after(value: object) -> object:
    """Take a phase id for a list of one; `previous` and `none` are words of their own."""
    named = isinstance(value, str) and value.casefold() not in set(After)
    return [value] if named else value.casefold() if isinstance(value, str) else value


def _reminders(value: object) -> object:
    """Take one number for a list of one, and `off` for None."""
    if value == "off":
        return None
    if isinstance(value, list):
        return value
    if isinstance(value, str) and value.isdigit():
        return [value]
    raise PydanticCustomError("reminders", "Write hours, as in [24, 48], or off")


def _day(value: object) -> date:
    """Take a day as it is written elsewhere in the documents, and nothing like it."""
    if isinstance(value, str) and (day := iso_day(value)) is not None:
        return day
    raise PydanticCustomError("day", "Write a day as 2026-12-25")


Word = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Words = Annotated[list[Word], BeforeValidator(_listed)]


class Section(BaseModel):
    """A section takes its own keys only, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DocumentsSection(Section):
    """`documents:` where they are."""

    tracker: Word
    work_queue: Word | None = None
    roadmap: Word | None = None
    progress: Word | None = None
    gap_trackers: Words = []
    release_readiness: Word | None = None


class PersonSection(Section):
    """A person, by short name."""

    slack: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,}$")]
    display: Word | None = None
    email: str = ""


class RoleSection(Section):
    """A role: people, or a Slack user group."""

    people: Words = []
    group: Annotated[str, Field(pattern=r"^S[A-Z0-9]{2,}$")] | None = None


Role = Annotated[RoleSection, BeforeValidator(_people)]


class GateSection(Section):
    """What a gate asks for; what it leaves out comes from `gates: defaults`."""

    owners: Words | None = None
    requires: dict[Word, Annotated[int, Field(ge=1, le=50)]] | None = None
    evidence: Annotated[list[Kind], BeforeValidator(_listed)] | None = None
    after: Annotated[Literal["previous", "none"] | list[Word], BeforeValidator(_after)] | None = (
        None
    )


class WaiversSection(Section):
    """`policy.waivers:` who may waive what a gate asks for."""

    by: Words = []


class RulesSection(Section):
    """`policy:` the rules for every round."""

    self_review: bool = False
    evidence_authors: Literal["allowed", "barred"] = "allowed"
    any_green_ancestor: bool = False
    waits_hours: Annotated[int, Field(ge=1, le=24 * 365)] = 72
    evidence_folder: Word = "operations/evidence/"
    signoffs_folder: Word = "operations/evidence/signoffs/"
    large_files: Words = []
    waivers: WaiversSection = WaiversSection()
    drift: Literal["warn", "fail"] = "warn"
    readers: Literal["channel", "workspace"] = "workspace"
    progress: Literal["by hand", "append"] = "by hand"
    reminders: Annotated[
        list[Annotated[int, Field(ge=1, le=24 * 365)]] | None, BeforeValidator(_reminders)
    ] = []
    holidays: list[Annotated[date, BeforeValidator(_day)]] = []


class WorkQueueSection(Section):
    """`work_queue:` the queue's own field names."""

    tasks: Words = ["tasks"]
    id: Word = "id"
    title: Word = "title"
    phase: Word = "phase"
    status: Word = "status"
    done: Words = ["done", "completed", "closed", "merged"]
    moved_to: Word = "moved_to"


class PolicyDocument(Section):
    """All of `.gatebot.yml`."""

    documents: DocumentsSection
    people: dict[Word, PersonSection] = {}
    roles: dict[Word, Role] = {}
    gates: dict[Word, GateSection] = {}
    policy: RulesSection = RulesSection()
    statuses: dict[Word, Words] = {}
    columns: dict[Word, Words] = {}
    work_queue: WorkQueueSection = WorkQueueSection()


# The model at each place of the file, `*` for any name: to tell which keys are valid there.
MODELS: dict[tuple[str, ...], type[Section]] = {
    (): PolicyDocument,
    ("documents",): DocumentsSection,
    ("people", "*"): PersonSection,
    ("roles", "*"): RoleSection,
    ("gates", "*"): GateSection,
    ("policy",): RulesSection,
    ("policy", "waivers"): WaiversSection,
    ("work_queue",): WorkQueueSection,
}
