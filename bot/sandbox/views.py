"""Modals in their stacks, and each person's App Home."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.elements import Json, with_ids
from bot.sandbox.errors import SlackError
from bot.sandbox.view_state import State, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

DEEPEST = 3


@dataclass
class View:
    """One view as one person has it; `definition` is what the app sent, ids filled in.

    `errors` (by block_id) and `trouble` are what the person is shown; `failure` is why.
    """

    id: str
    user: str
    definition: Json
    hash: str
    root_id: str
    previous_id: str = ""
    state: State = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    failure: str = ""

    @property
    def type(self) -> str:
        """Return "modal" or "home"."""
        return str(self.definition["type"])

    @property
    def blocks(self) -> list[Json]:
        """Return the blocks shown."""
        return list(self.definition["blocks"])

    def show(self, definition: Json) -> None:
        """Replace what is shown; values of elements that stay are kept."""
        self.definition = {**definition, "blocks": with_ids(definition["blocks"])}
        self.state = state_of(self.blocks, self.state)
        self.hash = _new_hash()
        self.errors, self.trouble, self.failure = {}, "", ""


def _new_hash() -> str:
    return f"{secrets.randbelow(10**10):010d}.{secrets.token_hex(4)}"


class ViewStore:
    """Every open modal and every published home."""

    def __init__(self, homes: Iterable[View] = ()) -> None:
        self.homes = {home.user: home for home in homes}
        self._stacks: dict[str, list[View]] = {}

    def open(self, user: str, definition: Json) -> View:
        """Open a modal in place of whatever modals the person had open."""
        self._refuse_taken(definition)
        view = self._new(user, definition)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, definition: Json) -> View:
        """Put a modal on top; raises `push_limit_reached` beyond three, `not_found` without one."""
        stack = self._stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        self._refuse_taken(definition)
        view = self._new(user, definition)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def update(self, view: View, definition: Json) -> View:
        """Show something else in an open view."""
        self._refuse_taken(definition, besides=view)
        view.show(definition)
        return view

    def publish(self, user: str, definition: Json) -> View:
        """Show a person's App Home."""
        home = self.homes.get(user)
        if home is None:
            self.homes[user] = home = self._new(user, definition)
        else:
            home.show(definition)
        return home

    def close(self, view: View) -> None:
        """Close one modal, and with it those that were pushed upon it."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            del stack[stack.index(view) :]

    def close_all(self, user: str) -> list[View]:
        """Close every modal of a person and return them, the topmost last."""
        return self._stacks.pop(user, [])

    def stack(self, user: str) -> list[View]:
        """Return the modals a person has open, the topmost last."""
        return list(self._stacks.get(user, []))

    def find(self, view_id: str) -> View | None:
        """Return an open modal or a home by its id."""
        return next((view for view in self._all() if view.id == view_id), None)

    def find_external(self, external_id: str) -> View | None:
        """Return an open view by the app's own id for it."""
        return next(
            (v for v in self._all() if v.definition.get("external_id") == external_id), None
        )

    def _all(self) -> list[View]:
        modals = [view for stack in self._stacks.values() for view in stack]
        return [*modals, *self.homes.values()]

    def _refuse_taken(self, definition: Json, besides: View | None = None) -> None:
        external_id = definition.get("external_id")
        if external_id and self.find_external(external_id) not in (None, besides):
            raise SlackError("duplicate_external_id")

    @staticmethod
    def _new(user: str, definition: Json) -> View:
        view_id = f"V{secrets.token_hex(5).upper()}"
        view = View(id=view_id, user=user, definition={}, hash="", root_id=view_id)
        view.show(definition)
        return view


def view_json(view: View, team_id: str, app: Any) -> Json:
    """Return a view as the API and the payloads show it."""
    plain = ("title", "submit", "close", "callback_id", "private_metadata", "external_id")
    defaults: Json = dict.fromkeys(plain[:3]) | dict.fromkeys(plain[3:], "")
    return {
        **defaults,
        "clear_on_close": False,
        "notify_on_close": False,
        **view.definition,
        "id": view.id,
        "team_id": team_id,
        "state": {"values": view.state},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id or None,
        "app_id": app.id,
        "app_installed_team_id": team_id,
        "bot_id": app.bot_id,
    }
