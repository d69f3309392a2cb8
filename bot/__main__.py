"""The command line. A command is loaded when it is chosen, so that `--help` answers at once."""

import argparse
import logging
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

from bot.cli.defaults import DEMO_PORT, TOUR_STATE
from bot.cli.outcome import Exit, complain
from bot.cli.output import hide, say_wrong
from bot.platform import startup

_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"  # noqa: SLF001 - the only name argparse has for it
_Run: TypeAlias = Callable[[Namespace], Exit]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    try:
        chosen = _parser().parse_args(arguments)
        _guard_output()
        run: _Run = chosen.load()
        startup.loaded()
        return int(run(chosen))
    except KeyboardInterrupt:
        complain("interrupted.")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to complain to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    except Exception:  # noqa: BLE001 - Python's own traceback would show what is not to be shown
        complain("this is a fault of gatebot's own. Please report it with what follows.")
        say_wrong(traceback.format_exc())
        return Exit.FAILED


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line by the same door as everything else."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong; exit as argparse does."""
        say_wrong(f"{self.format_usage()}{self.prog}: error: {message}")
        sys.exit(Exit.USAGE)


def _guard_output() -> None:
    """Keep the environment's secrets out of all that is printed and logged from here on."""
    from bot.platform.logs import configure
    from bot.settings import secret_values

    secrets = secret_values(os.environ)
    hide(secrets)
    configure(secrets=secrets, level=logging.WARNING)


def _parser() -> argparse.ArgumentParser:
    """Return the parser; what it makes of a command line has a `load`.

    That imports the command and returns the function to run it, which takes the command line.
    """
    parser = _Parser(
        prog="gatebot", description="Phase readiness: signed off in Slack, recorded in Git."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_demo, _tour, _serve, _check, _digest, _audit, _verify, _keys, _migrate):
        add(commands)
    return parser


def _demo(commands: _Commands) -> None:
    show = _command(commands, "demo", "a workspace in your browser, with the bot and a repository")
    show.add_argument("--fresh", action="store_true", help="forget what has happened in it")
    show.add_argument(
        "--port", type=int, default=DEMO_PORT, help=f"where to serve it ({DEMO_PORT})"
    )

    def load() -> _Run:
        from bot.cli.demo import demo

        return lambda a: demo(a.state, fresh=a.fresh, port=a.port)

    show.set_defaults(load=load)


def _tour(commands: _Commands) -> None:
    play = _command(commands, "tour", "play the whole story, headless, into a real repository")
    play.add_argument("--fresh", action="store_true", help="start again in a folder already used")
    play.add_argument(
        "--delivery",
        choices=("socket", "http"),
        default="socket",
        help="how the local workspace reaches the bot (default: socket)",
    )

    def load() -> _Run:
        from bot.cli.tour import tour

        return lambda a: tour(a.state, fresh=a.fresh, delivery=a.delivery)

    play.set_defaults(load=load)


def _serve(commands: _Commands) -> None:
    parser = _command(commands, "serve", "serve your Slack workspace")

    def load() -> _Run:
        from bot.cli.serve import serve

        return lambda a: serve(a.state)

    parser.set_defaults(load=load)


def _check(commands: _Commands) -> None:
    doctor = _command(commands, "check", "say what is wrong with the settings, and how to fix it")
    doctor.add_argument("--json", action="store_true", help="print JSON")

    def load() -> _Run:
        from bot.cli.check import check

        return lambda a: check(a.state, as_json=a.json)

    doctor.set_defaults(load=load)


def _digest(commands: _Commands) -> None:
    digest = _command(commands, "digest", "say what the daily digest would say; nothing is posted")
    digest.add_argument(
        "--preview", action="store_true", required=True, help="the one thing this can do"
    )
    digest.add_argument(
        "--json", action="store_true", help="print the message as JSON, a line each"
    )

    def load() -> _Run:
        from bot.cli.digest import preview_digest

        return lambda a: preview_digest(a.state, as_json=a.json)

    digest.set_defaults(load=load)


def _audit(commands: _Commands) -> None:
    parser = _command(commands, "audit", "check the evidence that a tracker names")
    parser.add_argument("phase", nargs="?", metavar="PHASE", help="one phase (default: all)")
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="PATH", help="the clone (default: here)"
    )
    parser.add_argument(
        "--at", default="HEAD", metavar="COMMIT", help="the commit to check (default: HEAD)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")

    def load() -> _Run:
        from bot.cli.audit import AuditWanted, audit_evidence

        return lambda a: audit_evidence(AuditWanted(a.phase, a.repo, a.at, as_json=a.json), a.state)

    parser.set_defaults(load=load)


def _verify(commands: _Commands) -> None:
    parser = _command(commands, "verify", "verify a clone against its own sign-off records")
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="PATH", help="the clone (default: here)"
    )
    parser.add_argument(
        "--at", default="HEAD", metavar="COMMIT", help="the end of the history (default: HEAD)"
    )
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="FILE",
        help="public keys: from the first signature on, records have to be signed by one of them",
    )
    parser.add_argument(
        "--require-signatures",
        action="store_true",
        help="with --keys: the records before the first signature have to be signed, too",
    )
    parser.add_argument(
        "--contains",
        action="append",
        default=[],
        metavar="SHA",
        help="a commit, known from elsewhere, that the history that counts has to contain",
    )
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="SHA",
        help="a commit whose failures are known and accepted",
    )
    parser.add_argument(
        "--start",
        metavar="SHA",
        help="the commit at which gatebot started, where histories that began apart were merged",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(load=_load_verify)


def _load_verify() -> _Run:
    from bot.cli.verify import Wanted, verify_clone
    from bot.verify import Known

    return lambda a: verify_clone(
        Wanted(
            a.repo,
            a.at,
            a.keys,
            a.require_signatures,
            Known(tuple(a.contains), tuple(a.accept), a.start),
            as_json=a.json,
        ),
        a.state,
    )


def _keys(commands: _Commands) -> None:
    keys = commands.add_parser("keys", help="make keys, for signing records")
    pair = keys.add_subparsers(required=True, metavar="WHAT").add_parser(
        "new", help="write a new private key to a file, and print the public one"
    )
    pair.add_argument("--out", type=Path, metavar="FILE", required=True)

    def load() -> _Run:
        from bot.cli.keys import new_keys

        return lambda a: new_keys(a.out)

    pair.set_defaults(load=load)


def _migrate(commands: _Commands) -> None:
    parser = _command(commands, "migrate", "bring the database to this version")

    def load() -> _Run:
        from bot.cli.migrate import migrate_database

        return lambda a: migrate_database(a.state)

    parser.set_defaults(load=load)


def _command(commands: _Commands, name: str, what: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
    parser.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help=f"the folder of the project to work on (the tour's: {TOUR_STATE})",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
