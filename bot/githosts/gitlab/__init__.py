"""A repository on gitlab.com, or on a GitLab of one's own."""

from bot.githosts.gitlab.host import GitLabHost

__all__ = ["GitLabHost"]
