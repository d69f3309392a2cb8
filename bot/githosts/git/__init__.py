"""Any Git server over smart HTTP: fetched into a mirror, written to by pushing."""

from bot.githosts.git.host import GitServerHost

__all__ = ["GitServerHost"]
