"""Logs: one JSON line per event (coloured on a terminal), with the round it belongs to.

What is bound with `bound(correlation_id=…, intent=…, project=…)` is on every line logged inside,
by us or by a library. Secrets are taken out of whatever is logged, tracebacks included, and no
terminal or CI obeys what it quotes.
"""

import logging
import sys
from collections.abc import Iterable, Mapping
from typing import Final, TextIO

import structlog
from structlog.contextvars import bound_contextvars
from structlog.typing import EventDict, Processor

from bot.platform.printable import shown
from bot.platform.redaction import without_secrets

bound = bound_contextvars

_PLAIN: Final = (bool, int, float, type(None))


def configure(
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
    console: bool | None = None,
    level: int = logging.INFO,
) -> None:
    """Route all logs, structlog's and the standard library's, to `stream` (stderr by default).

    `secrets` are redacted wherever they stand; empty ones are left out. `console`: for people,
    not JSON; None means where the stream is a terminal. May be called again.
    """
    out = stream or sys.stderr
    for_people = out.isatty() if console is None else console
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redactor(secrets),
                _renderer(for_people=for_people),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def redactor(secrets: Iterable[str] = ()) -> Processor:
    """Return the processor that takes tokens, and these secrets, out of an event.

    What is left of its texts is obeyed by no terminal and no CI.
    """
    hide = without_secrets(secrets)

    def clean(text: str) -> str:
        return shown(hide(text))

    def redact(_logger: object, _method: str, event: EventDict) -> EventDict:
        return {str(_clean(key)): _clean(value) for key, value in event.items()}

    def _clean(value: object) -> object:
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, Mapping):
            return {str(_clean(key)): _clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [_clean(item) for item in value]
        return clean(repr(value))

    return redact


def _renderer(*, for_people: bool) -> Processor:
    if for_people:
        # Tracebacks are texts by then, so that they are redacted; the fancy one would want objects.
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


_SHARED: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
)
