"""A repository on github.com, or on a GitHub Enterprise Server."""

from bot.githosts.github.host import GitHubHost

__all__ = ["GitHubHost"]
