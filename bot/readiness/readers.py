"""Who may read a project: who is asked for by name, by place, or by being of the workspace."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What Slack knows of a person: an IANA time zone ("" where it does not say), and if they left.

    `left`: the account is switched off, or there is none.
    """

    zone: str = ""
    left: bool = False


class Readers(StrEnum):
    """Whom a policy lets read: everybody who is in a channel of the project, or its workspace."""

    CHANNEL = "channel"
    WORKSPACE = "workspace"


class Standing(StrEnum):
    """What somebody is in the workspace. UNKNOWN: this app may not ask."""

    MEMBER = "member"
    GUEST = "guest"
    EXTERNAL = "external"
    UNKNOWN = "unknown"


def by_standing(readers: Readers, standing: Standing) -> bool | None:
    """Tell whether somebody may read from outside the project's channels; they are in no policy.

    None: who is in one of its channels may. People whom the policy names may always, and everybody
    may where they ask in a channel of the project: nobody has to ask here for them.
    """
    if standing in (Standing.GUEST, Standing.EXTERNAL):
        return False
    if readers is Readers.WORKSPACE and standing is Standing.MEMBER:
        return True
    return None
