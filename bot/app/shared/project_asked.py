"""Where something that was asked belongs: a channel's project, or the one that is named."""

from bot.repository.projects import Project, Projects


def home(projects: Projects, channel: str, named: str) -> Project:
    """Return the project a button or form names, else the channel's."""
    known = [p for p in projects.all() if p.name == named]
    return known[0] if known else projects.of_channel(channel)


def homes(projects: Projects, channel: str, named: str) -> tuple[str, ...]:
    """Return the projects a gap named in this channel can belong to: in a DM, any."""
    known = projects.all()
    if any(p.name == named for p in known):
        return (named,)
    here = tuple(p.name for p in known if channel in p.channels)
    return here or tuple(p.name for p in known)
