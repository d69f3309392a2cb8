"""The fake server: a Forgejo's addresses on this machine, over real HTTP."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from aiohttp import web

from tests.fakes.gitea.contents import Contents
from tests.fakes.gitea.proposals import Proposals
from tests.fakes.gitea.readings import Readings
from tests.fakes.gitea.reply import Call, Reply, error, missing
from tests.fakes.gitea.swagger import gitea_api
from tests.fakes.gitea.world import Fault, Seen, World

_API = "/api/v1"
_REPO = "/repos/{owner}/{repo}"
_CHANGES = frozenset({"POST", "PATCH", "PUT", "DELETE"})


class FakeGitea:
    """Serves one `World`. Start it with `app` in a test server.

    What is asked in a way that the server does not know is an AssertionError, kept in `wrong`.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.wrong: list[str] = []
        self._handlers = _handlers(world)
        self._contents = Contents(world)
        self._api = gitea_api()
        self.app = web.Application(client_max_size=64 * 1024 * 1024)
        self.app.router.add_route("*", _API + "/{path:.*}", self._guarded)

    async def _guarded(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except (AssertionError, KeyError) as wrong:
            self.wrong.append(f"{request.method} {request.path}: {wrong!r}")
            return web.json_response({"message": f"the fake: {wrong!r}"}, status=418)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path.removeprefix(_API)
        template, operation, named = self._api.operation(request.method, path)
        sent = await request.read()
        body = json.loads(sent) if sent else None
        self._api.judge_request(operation, request.query, body)
        what = f"{request.method} {template.removeprefix(_REPO) or '/'}"
        token = self._see(request, what)
        if (fault := self.world.fault(what, after=False)) is not None and (
            failed := await _failed(request, fault)
        ):
            return failed
        call = Call(
            {name: unquote(value) for name, value in named.items()},
            dict(request.query),
            body,
            self.world.tokens.get(token, ""),
        )
        reply = self._refused(request, call) or await self._carried_out(what, call)
        self._api.judge_response(operation, reply.status, _json(reply))
        if (fault := self.world.fault(what, after=True)) is not None and (
            failed := await _failed(request, fault)
        ):
            return failed
        return _sent(reply, _link(request, reply))

    async def _carried_out(self, what: str, call: Call) -> Reply:
        if what == "POST /contents":
            return await self._contents.change(call)
        return self._handlers[what](call)

    def _see(self, request: web.Request, what: str) -> str:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "token" or not request.headers.get("user-agent"):
            raise AssertionError("a request names its user agent and has a token")
        self.world.seen.append(Seen(what, token))
        return token

    def _refused(self, request: web.Request, call: Call) -> Reply | None:
        """Refuse a token that is none, and what is not there or not to be seen.

        `apiAuth` and `repoAssignment` in routers/api/v1/api.go; services/auth/oauth2.go.
        """
        if not call.right:
            return error(401, "user does not exist [uid: 0, name: ]")
        if (moved := self._moved(request, call)) is not None:
            return moved
        asked = f"{call.named['owner']}/{call.named['repo']}"
        if call.right == "NONE" or asked.casefold() != self.world.full_name.casefold():
            return missing()
        return self._may_not_write(call) if request.method in _CHANGES else None

    def _may_not_write(self, call: Call) -> Reply | None:
        """Refuse a change: `mustNotBeArchived`, `reqRepoWriter`, `tokenRequiresScopes`, api.go."""
        if self.world.archived:
            return error(423, f"{self.world.full_name} is archived")
        refusals = {
            "READ": "user should have a permission to write to a repo",
            "SCOPE": "token does not have at least one of required scope(s): [write:repository]",
        }
        return error(403, refusals[call.right]) if call.right in refusals else None

    def _moved(self, request: web.Request, call: Call) -> Reply | None:
        """Redirect from an old name: `RedirectToRepo`, services/context/repo.go (307)."""
        old = f"{self.world.owner}/{self.world.name}"
        if not self.world.renamed or f"{call.named['owner']}/{call.named['repo']}" != old:
            return None
        path = request.rel_url.raw_path.replace(quote(old), quote(self.world.renamed), 1)
        return Reply(307, None, {"Location": path})


def _handlers(world: World) -> dict[str, Callable[[Call], Reply]]:
    readings = Readings(world)
    proposals = Proposals(world, readings)
    return {
        "GET /": readings.repository,
        "GET /branches/{branch}": readings.branch,
        "GET /commits": readings.commits,
        "GET /git/commits/{sha}": readings.commit,
        "GET /git/trees/{sha}": readings.tree,
        "GET /git/blobs/{sha}": readings.blob,
        "GET /raw/{filepath}": readings.raw,
        "GET /statuses/{sha}": readings.statuses,
        "GET /actions/tasks": readings.tasks,
        "POST /branches": proposals.create_branch,
        "DELETE /branches/{branch}": proposals.delete_branch,
        "GET /pulls/{base}/{head}": proposals.newest,
        "GET /pulls/{index}": proposals.one,
        "POST /pulls": proposals.open,
        "PATCH /pulls/{index}": proposals.edit,
        "POST /pulls/{index}/merge": proposals.merge,
        "POST /issues/{index}/comments": proposals.comment,
        "GET /issues/{index}/timeline": proposals.timeline,
    }


def _json(reply: Reply) -> Any:
    return None if isinstance(reply.body, bytes) else reply.body


def _sent(reply: Reply, link: dict[str, str]) -> web.StreamResponse:
    headers = reply.headers | link
    if isinstance(reply.body, bytes):
        return web.Response(body=reply.body, status=reply.status, headers=headers)
    if reply.body is None:
        return web.Response(status=reply.status, headers=headers)
    return web.json_response(reply.body, status=reply.status, headers=headers)


def _link(request: web.Request, reply: Reply) -> dict[str, str]:
    """Return the link to the next page: `SetLinkHeader`, services/context/api.go."""
    if reply.more is None:
        return {}
    number = int(request.query.get("page", "1"))
    link = request.url.update_query(page=str(number + 1))
    return {"Link": f'<{link}>; rel="next"'} if reply.more else {}


async def _failed(request: web.Request, fault: Fault) -> web.StreamResponse | None:
    if fault.hold is not None:
        await fault.hold.wait()
    if fault.before_it is not None:
        fault.before_it()
    if fault.passes:
        return None
    if not fault.status:
        assert request.transport is not None
        request.transport.close()
        return web.Response()
    return web.json_response(fault.body, status=fault.status, headers=fault.headers)
