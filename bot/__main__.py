"""The command line."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.cli.audit import AuditWanted, audit_evidence
from bot.cli.check import check
from bot.cli.demo import DEFAULT_PORT, demo
from bot.cli.digest import preview_digest
from bot.cli.migrate import migrate_database
from bot.cli.outcome import Exit, complain
from bot.cli.serve import serve
from bot.cli.tour import DEFAULT_STATE, tour


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    try:
        return int(_run(_parser().parse_args(arguments)))
    except KeyboardInterrupt:
        complain("interrupted.")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to complain to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED


def _run(chosen: argparse.Namespace) -> Exit:  # noqa: PLR0911 - a line for each command
    state: Path | None = chosen.state
    match chosen.command:
        case "demo":
            return demo(state, fresh=chosen.fresh, port=chosen.port)
        case "tour":
            return tour(state, fresh=chosen.fresh, delivery=chosen.delivery)
        case "serve":
            return serve(state)
        case "digest":
            return preview_digest(state, as_json=chosen.json)
        case "check":
            return check(state, as_json=chosen.json)
        case "audit":
            wanted = AuditWanted(chosen.phase, chosen.repo, chosen.at, as_json=chosen.json)
            return audit_evidence(wanted, state)
        case _:
            return migrate_database(state)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gatebot", description="Phase readiness: signed off in Slack, recorded in Git."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    show = _command(commands, "demo", "a workspace in your browser, with the bot and a repository")
    show.add_argument("--fresh", action="store_true", help="forget what has happened in it")
    show.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"where to serve it ({DEFAULT_PORT})"
    )
    play = _command(commands, "tour", "play the whole story, headless, into a real repository")
    play.add_argument("--fresh", action="store_true", help="start anew in a folder already used")
    play.add_argument(
        "--delivery",
        choices=("socket", "http"),
        default="socket",
        help="how the local workspace reaches the bot (default: socket)",
    )
    _command(commands, "serve", "serve your Slack workspace")
    doctor = _command(commands, "check", "say what is wrong with the settings, and how to mend it")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    _audit(commands)
    digest = _command(commands, "digest", "say what the daily digest would say; nothing is posted")
    digest.add_argument(
        "--preview", action="store_true", required=True, help="the one thing this can do"
    )
    digest.add_argument(
        "--json", action="store_true", help="print the message as JSON, a line each"
    )
    _command(commands, "migrate", "bring the database to this version")
    return parser


def _audit(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(commands, "audit", "check the evidence that a tracker names")
    parser.add_argument("phase", nargs="?", metavar="PHASE", help="one phase (default: all)")
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="PATH", help="the clone (default: here)"
    )
    parser.add_argument(
        "--at", default="HEAD", metavar="COMMIT", help="the commit to check (default: HEAD)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
    parser.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help=f"the folder of the project to work on (the tour's: {DEFAULT_STATE})",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
