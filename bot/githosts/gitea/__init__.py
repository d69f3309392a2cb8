"""A repository on a Gitea or Forgejo server."""

from bot.githosts.gitea.host import GiteaHost

__all__ = ["GiteaHost"]
