"""A Git repository in a folder of this machine."""

from bot.githosts.local.host import LocalHost

__all__ = ["LocalHost"]
