"""A target for each parser of what others write: seeds to start from, and what it may raise.

A parser gives a value or refuses with an error of its own. Anything else is a finding.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from hypothesis import strategies as st

from bot.documents.anchors import anchors
from bot.documents.diagram import read_classes
from bot.documents.gap_tracker import read_gap_tracker
from bot.documents.markdown import parse as parse_markdown
from bot.documents.pointer import Lost, follow, pointer_tokens
from bot.documents.policy_file import QueueFields, read_policy
from bot.documents.problems import DocumentError
from bot.documents.progress import read_progress
from bot.documents.release_readiness import read_release_readiness
from bot.documents.roadmap import read_roadmap
from bot.documents.tracker import read_tracker
from bot.documents.tracker_ops import read_ops
from bot.documents.vocabulary import Vocabulary
from bot.documents.work_queue import read_work_queue
from bot.documents.yaml import read_yaml
from bot.evidence.named_tests import has_test, named_tests
from bot.evidence.reference import BadReference, parse_reference
from bot.evidence.source_text import Language
from bot.evidence.specification import describes, is_empty, specification
from bot.githosts.bounds import TooLarge
from bot.githosts.local.commits import read_commit, tree_of
from bot.githosts.local.notes import parse_note
from bot.githosts.local.tree_reader import Trees, entries_of
from bot.ports.git_host import Rejected
from bot.readiness.evidence import Kind
from bot.readiness.statement import parse_record
from bot.readiness.strict import BadRecord
from bot.settings import SettingsError, load_settings
from bot.signing.envelope import BadEnvelope, open_envelope
from bot.signing.keys import BadKey, read_public_keys
from bot.slack.inbound.grammar import parse as parse_command
from bot.slack.inbound.payloads import Malformed
from bot.slack.inbound.payloads import read as read_payload
from bot.slack.misread import BadCommand
from bot.web.signatures import is_signed
from bot.web.webhooks import _ref

_FILES: Final = Path(__file__).parents[2] / "bot" / "demo" / "files"
_WORDS: Final = Vocabulary()
_NOW: Final = datetime(2026, 11, 30, tzinfo=UTC)
_SHA: Final = "0123456789abcdef0123456789abcdef01234567"
# What has a meaning to one of the parsers, or to whatever reads what it lets through.
_TOKEN_TEXT: Final = (
    "\n \r\n | \\| --- ~~~ ```mermaid\n <!-- --> <s> ** ~~ [x](|) # ## - [_] : &a *a <<: !! { } [ ]"
    " \" ' // /* %s ${x} \ufeff \u00a0 \u200b \u202e \ud7ff \x00 \x1b[2J \u2705 \U0001d412 P4 P05"
    " EXEC Signed_Off ~1 ~0 ~2 %2F %zz $ref null NaN 1e999 -0 0x10 2026-02-30 \u201c \u2019 ` <@U1>"
    " ; , as openapi:_3.1.0\n ::error:: classDef flowchart subgraph \\u0000 \\ud800 ( )"
)
_TOKENS: Final = (*(part.replace("_", " ") for part in _TOKEN_TEXT.split(" ")), " ", "\n\n")


@dataclass(frozen=True, slots=True)
class Target:
    """One parser: `run` reads bytes, and may raise `refuses`; `seeds` are texts that it reads."""

    run: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]

    def texts(self) -> st.SearchStrategy[bytes]:
        """Return what it is given: changed seeds, and bytes of no shape."""
        return st.one_of(changed(self.seeds), st.binary(max_size=64), _nested())


@st.composite
def changed(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """Return a seed that was cut, repeated and written into, up to six times."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 40)))
        new = draw(
            st.sampled_from(_TOKENS).map(lambda text: text.encode("utf-8"))
            | st.binary(max_size=4)
            | st.just(data[at:end] * 2)
        )
        data = data[:at] + new + data[end:]
    return data


@st.composite
def _nested(draw: st.DrawFn) -> bytes:
    opening = draw(
        st.sampled_from([b"[", b"{", b'{"a":', b"- ", b"> ", b"<b>", b"*", b"a: [", b"("])
    )
    return opening * draw(st.sampled_from([3, 300, 3_000]))


def _demo(*names: str) -> tuple[bytes, ...]:
    return tuple((_FILES / name).read_bytes() for name in names)


def _json(*values: Any) -> tuple[bytes, ...]:
    return tuple(json.dumps(value).encode() for value in values)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _pointer(data: bytes) -> None:
    """Look up a pointer, the first line, in the document that the rest is."""
    fragment, _, document = data.partition(b"\n")
    root = read_yaml(document, "api.yaml")
    if specification(root) is not None:
        describes(root)
    is_empty(follow(root, pointer_tokens(_text(fragment))).node)


def _delivery(data: bytes) -> None:
    body = json.loads(data)
    if isinstance(body, dict):
        read_payload(body)


def _references(data: bytes) -> None:
    kind, _, text = _text(data).partition(" ")
    parse_reference(Kind(kind), text)


def _sources(data: bytes) -> None:
    for language in Language:
        has_test(named_tests(_text(data), language), language, "test_x")


def _signature(data: bytes) -> None:
    name, _, value = _text(data).partition(":")
    for host in ("", "github", "gitlab", "gitea", "forgejo", "git", "local"):
        headers = {name.casefold(): value.strip(), "webhook-id": "1", "webhook-timestamp": "1"}
        if is_signed(host, headers, data, "a-secret-of-ours", _NOW):
            raise AssertionError("it takes a delivery for signed that nobody signed")


@dataclass(frozen=True, slots=True)
class _Root:
    """A repository whose one folder is these bytes; whatever it holds is empty."""

    data: bytes

    def content(self, oid: str) -> bytes:
        """Return the folder's bytes, and none of any other object."""
        return self.data if oid == _SHA else b""


def _folder(data: bytes) -> None:
    trees, empty = Trees(_Root(data)), "0" * len(_SHA)
    files = trees.files(_SHA)
    "".join((*files, *trees.changed(_SHA, empty), *trees.changed(empty, _SHA))).encode()
    entries_of(files, {})
    for path in files:
        trees.at(_SHA, path)


def _commit(data: bytes) -> None:
    tree_of(data)
    info = read_commit(_SHA, data, 1_024)
    "".join((info.message, info.author_name, info.author_email, *info.parents)).encode()
    info.trailers("Gate-Intent")


def _settings(data: bytes) -> None:
    # Only the URL's and the address's readers: the file is TOML, which Python reads.
    text = _text(data).replace("\x00", "")
    load_settings({"SLACK_API_URL": text, "GATEBOT_LISTEN": text, "GATEBOT_CONFIG": "/dev/null"})


_API: Final = tuple(
    fragment + b"\n" + document
    for document in _demo("api/openapi.draft.yaml", "api/asyncapi.draft.yaml")
    for fragment in (b"/paths/~1v1~1vms/post", b"/channels", b"/components/schemas/x/$ref", b"")
)
_DOCUMENT: Final = (DocumentError,)
_MARKDOWN: Final = _demo("doc/Phase_Readiness_Tracker.md", "doc/Implementation_Roadmap.md")
TARGETS: Final[dict[str, Target]] = {
    "tracker": Target(lambda d: read_tracker(d, "T.md", _WORDS), _DOCUMENT, _MARKDOWN),
    "ops": Target(
        lambda d: read_ops(parse_markdown(d, "T.md"), _WORDS, ()),
        _DOCUMENT,
        (*_MARKDOWN[:1],
         (b"## Parallel Ops Track\n\n| Item | Status | Owner | Due |\n|---|---|---|---|\n"
         b"| Drills [blocking] | Open | kwame | 2026-12-01 |\n\n- [x] ~~Keys~~ (2026-11-01)\n")),
    ),
    "policy": Target(lambda d: read_policy(d, _SHA), _DOCUMENT, _demo(".gatebot.yml")),
    "queue": Target(
        lambda d: read_work_queue(d, "q.yaml", QueueFields()),
        _DOCUMENT,
        _demo("doc/Agent_Work_Queue.yaml"),
    ),
    "release": Target(
        lambda d: read_release_readiness(d, "R.md"), _DOCUMENT, _demo("doc/Release_Readiness.md")
    ),
    "gaps": Target(lambda d: read_gap_tracker(d, "G.md"), _DOCUMENT, _demo("doc/Gap_Tracker.md")),
    "roadmap": Target(lambda d: read_roadmap(d, "M.md", _WORDS), _DOCUMENT, _MARKDOWN),
    "ledger": Target(
        lambda d: read_progress(d, "E.md"), _DOCUMENT, _demo("doc/Execution_Progress.md")
    ),
    "diagram": Target(lambda d: read_classes(parse_markdown(d, "T.md")), _DOCUMENT, _MARKDOWN),
    "anchors": Target(lambda d: anchors(_text(d)), (), _MARKDOWN),
    "yaml": Target(
        lambda d: read_yaml(d, "x.yaml"), _DOCUMENT, _demo(".gatebot.yml", "api/openapi.draft.yaml")
    ),
    "pointer": Target(_pointer, (DocumentError, Lost, ValueError), _API),
    "record": Target(
        parse_record,
        (BadRecord,),
        _json({"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": "a", "digest": {}}],
               "predicateType": "https://gatebot.dev/signoff/v1", "predicate": {}}),
    ),
    "envelope": Target(
        open_envelope,
        (BadEnvelope,),
        _json({"payload": "e30=", "payloadType": "x", "signatures": [{"keyid": "", "sig": "A"}]}),
    ),
    "keys": Target(
        lambda d: read_public_keys(_text(d)),
        (BadKey,),
        (b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n",),
    ),
    "notes": Target(
        lambda d: parse_note(_SHA, d),
        (Rejected,),
        _json({"runs": [{"id": "1", "state": "green", "at": "2026-11-20T09:52:10Z"}]}),
    ),
    "folder": Target(
        _folder,
        (TooLarge,),
        (b"100644 a.json\0" + b"\1" * 20 + b"40000 b\0" + b"\2" * 20 + b"120000 c\0" + b"\3" * 20,
         b"100644 \xff\0" + b"\1" * 20 + b"100644 \xff\0" + b"\2" * 20),
    ),
    "commit": Target(
        _commit,
        (),
        (b"tree %b\nparent %b\nauthor A <a@x> 1700000000 +0000\n"
         b"committer A <a@x> 1700000000 +0000\ngpgsig a\n b\n\nP4: ready\n\nGate-Intent: 1\n"
         % ((_SHA.encode(),) * 2),),
    ),
    "command": Target(
        lambda d: parse_command(_text(d), "P4", ("P1", "P4", "EXEC")),
        (BadCommand,),
        (b"ready P4 architecture/ERD.md", b"gaps P4 one; two", b"approve P4 as security",
         b"evidence P4 add test tests/a.py::test_x https://ci.example/1", b"ops snooze 3 2w",
         b"digest here 09:00 Europe/Berlin mon-fri", b"address G1 done", b"history P4"),
    ),
    "slack": Target(
        _delivery,
        (Malformed, ValueError, RecursionError),
        _json(
            {"command": "/gate", "text": "", "user_id": "U1", "channel_id": "C1", "team_id": "T1"},
            {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"action_id": "a"}],
             "view": {"id": "V1", "state": {"values": {}}}, "container": {"type": "view"}},
            {"type": "view_submission", "user": {"id": "U1"}, "view": {"callback_id": "x"}},
            {"type": "event_callback", "event": {"type": "message", "text": "x", "ts": "1.1"}},
        ),
    ),
    "webhook": Target(
        lambda d: (_ref(d, form=False), _ref(d, form=True)),
        (ValueError, RecursionError),
        (*_json({"ref": "refs/heads/main"}), urlencode({"payload": '{"ref": "x"}'}).encode()),
    ),
    "signatures": Target(
        _signature,
        (),
        (b"x-hub-signature-256: sha256=00", b"x-gitlab-token: a", b"webhook-signature: v1,AA==",
         b"x-gitea-signature: 00", b"x-forgejo-signature: 00"),
    ),
    "references": Target(
        _references,
        (BadReference, ValueError),
        (b"doc architecture/ERD.md#a", b"contract api/openapi.yaml#/paths/~1v1/post", b"code a@abc",
         b"test tests/a.py::test_x https://ci.example/runs/1", b"artifact a/b sha256:00"),
    ),
    "sources": Target(
        _sources,
        (),
        (b"def test_x():\n    pass\n", b'func TestX(t *testing.T) { t.Run("a b", f) }',
         b"describe('a', () => { it(`b ${c}`, () => {}) })", b'@Test void x() { """a"""; }'),
    ),
    "settings": Target(
        _settings, (SettingsError,), (b"https://slack.com/api/", b"[::1]:3000", b"http://me:pw@h:1/")
    ),
}  # fmt: skip
