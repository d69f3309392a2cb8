"""Slack's JSON → typed values, at the door. What does not have the shape is Malformed.

A payload may be forged by anyone who can reach a workspace's members: nothing in it is trusted to
be there, to be of a type, or to be short.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

LONGEST_ID: Final = 255
_LONGEST_URL: Final = 2048


class Malformed(Exception):
    """A payload lacks what its kind must have. `where` names the fields."""

    def __init__(self, kind: str, where: tuple[str, ...]) -> None:
        super().__init__(f"{kind}: {', '.join(where)}")
        self.kind = kind
        self.where = where


def _empty_if_none(value: object) -> object:
    return "" if value is None else value


# Slack's ids are printable ASCII; so are ours. They end in logs, keys and queries.
Id = Annotated[str, Field(pattern=r"^[!-~]+$", max_length=LONGEST_ID)]
MaybeId = Annotated[
    str, BeforeValidator(_empty_if_none), Field(pattern=r"^[!-~]*$", max_length=LONGEST_ID)
]
Url = Annotated[str, BeforeValidator(_empty_if_none), Field(max_length=_LONGEST_URL)]


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class SlashCommand(_Payload):
    """`/gate …`. `text` still has Slack's escapes."""

    command: Id
    user_id: Id
    channel_id: Id
    trigger_id: Id
    text: Annotated[str, BeforeValidator(_empty_if_none)] = ""
    response_url: Url = ""


class Named(_Payload):
    """A user, a channel or a team, by id."""

    id: Id


class Pressed(_Payload):
    """What was pressed: a button's id and its value."""

    action_id: Id
    value: Annotated[str, BeforeValidator(_empty_if_none), Field(max_length=2000)] = ""


class Container(_Payload):
    """Where the button stood."""

    type: MaybeId = ""
    channel_id: MaybeId = ""
    message_ts: MaybeId = ""
    thread_ts: MaybeId = ""


class _Block(_Payload):
    block_id: MaybeId = ""


class _State(_Payload):
    values: dict[str, dict[str, dict[str, Any]]] = Field(default_factory=dict)


class OpenView(_Payload):
    """A modal on someone's screen. `raw` is all of it, for the module that drew it to read."""

    id: Id
    type: Id
    callback_id: Annotated[str, Field(pattern=r"^[!-~]*$", max_length=LONGEST_ID)]  # a Home has ""
    hash: MaybeId = ""
    private_metadata: Annotated[str, BeforeValidator(_empty_if_none), Field(max_length=3000)] = ""
    blocks: Annotated[tuple[_Block, ...], Field(strict=False)] = ()
    state: _State = _State()
    raw: dict[str, Any] = Field(default_factory=dict, repr=False)


class Click(_Payload):
    """A button was pressed, on a message (`view` is None) or in a modal."""

    user: Named
    trigger_id: Id
    actions: Annotated[tuple[Pressed, ...], Field(min_length=1, strict=False)]
    container: Container = Container()
    channel: Named | None = None
    view: OpenView | None = None
    response_url: Url = ""

    @property
    def pressed(self) -> Pressed:
        """Return the button; Slack sends one a click."""
        return self.actions[0]

    @property
    def in_modal(self) -> bool:
        """Whether it was pressed in a modal, on which another one is laid, not beside it."""
        return self.view is not None and self.view.type == "modal"

    @property
    def place(self) -> str:
        """Return the channel's id, empty in a modal or an App Home."""
        return self.channel.id if self.channel else self.container.channel_id


class Submission(_Payload):
    """A form was submitted."""

    user: Named
    view: OpenView
    trigger_id: MaybeId = ""

    @property
    def delivery(self) -> str:
        """Return the key that makes this submission count once, however often it arrives."""
        return f"trigger:{self.trigger_id}" if self.trigger_id else f"view:{self.view.id}"


class _Said(_Payload):
    type: Id
    channel: Id
    user: MaybeId = ""
    text: Annotated[str, BeforeValidator(_empty_if_none)] = ""
    ts: MaybeId = ""
    thread_ts: MaybeId = ""
    bot_id: MaybeId = ""
    subtype: MaybeId = ""
    channel_type: MaybeId = ""
    edited: Any = None  # who edited it and when, where somebody did
    blocks: Any = None  # its rich text, as a client wrote it


class _ShownView(_Payload):
    hash: MaybeId = ""


class _Opened(_Payload):
    user: Id
    tab: MaybeId = ""
    view: _ShownView | None = None


class HomeOpened(_Payload):
    """Somebody looks at the app's Home, or at its messages."""

    event: _Opened

    @property
    def at_home(self) -> bool:
        """Whether it is the Home that is looked at."""
        return self.event.tab == "home"

    @property
    def shown(self) -> str:
        """Return Slack's hash of the view that is there, "" for none."""
        return self.event.view.hash if self.event.view else ""


class _Typed(_Payload):
    type: Id


class Event(_Payload):
    """An event that nobody listens for."""

    event: _Typed


class Closed(_Payload):
    """A form was closed: nothing follows from it."""

    view: OpenView


class Other(_Payload):
    """A kind of delivery that is acked and no more: a shortcut, a menu's options, a handshake."""

    callback_id: MaybeId = ""
    action_id: MaybeId = ""


class Said(_Payload):
    """Someone said something: a mention, or a message to the bot itself."""

    event_id: Id
    event: _Said

    @property
    def by_a_person(self) -> bool:
        """Whether a person wrote it: no bot, no join or other notice."""
        event = self.event
        return bool(event.user) and not event.bot_id and event.subtype in _PEOPLE_WRITE

    @property
    def edited(self) -> bool:
        """Whether it was changed after it was sent. Slack sends a mention again then."""
        return bool(self.event.edited)

    @property
    def deliveries(self) -> tuple[str, ...]:
        """Return the keys that make it count once: a message stays itself under any event's id."""
        message = (f"message:{self.event.channel}:{self.event.ts}",) if self.event.ts else ()
        return (*message, f"event:{self.event_id}")


_SPOKEN: Final = ("app_mention", "message")
_EVENTS: Final[Mapping[str, type[_Payload]]] = {"app_home_opened": HomeOpened}
_OTHERS: Final = ("url_verification", "block_suggestion", "shortcut", "message_action")
_PEOPLE_WRITE: Final = frozenset({"", "thread_broadcast", "file_share"})

P = TypeVar("P", bound=_Payload)


def read(body: Mapping[str, Any]) -> _Payload:
    """Read any delivery by its kind. Raises Malformed; also for a kind that Slack does not have."""
    if "command" in body:
        return _read(SlashCommand, body)
    match body.get("type"):
        case "block_actions":
            return _read(Click, _with_raw_view(body))
        case "view_submission":
            return _read(Submission, _with_raw_view(body))
        case "view_closed":
            return _read(Closed, body)
        case "event_callback":
            kind = _read(Event, body).event.type
            return _read(Said if kind in _SPOKEN else _EVENTS.get(kind, Event), body)
        case other if other in _OTHERS:
            return _read(Other, body)
        case _:
            raise Malformed("delivery", ("type",))


def _with_raw_view(body: Mapping[str, Any]) -> Mapping[str, Any]:
    view = body.get("view")
    return {**body, "view": {**view, "raw": view}} if isinstance(view, dict) else body


def _read(model: type[P], body: Mapping[str, Any]) -> P:
    try:
        return model.model_validate(dict(body))
    except ValidationError as error:
        where = tuple(".".join(str(part) for part in item["loc"]) for item in error.errors())
        raise Malformed(model.__name__, where[:10]) from None
