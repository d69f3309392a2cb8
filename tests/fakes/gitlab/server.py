"""The fake GitLab: one project behind the addresses of its REST, over real HTTP."""

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

from aiohttp import web

from tests.fakes.gitlab.commits import Commits
from tests.fakes.gitlab.merges import Merges
from tests.fakes.gitlab.refusal import Refusal
from tests.fakes.gitlab.rest import Rest
from tests.fakes.gitlab.world import Fault, Seen, Token, World

Json = dict[str, Any]
_API = "/api/v4"
_PAGING = {"page", "per_page"}
_MOST = 100


class Call:
    """One request, taken apart: the names in its path, its query, its body, its token."""

    def __init__(
        self, named: dict[str, str], query: dict[str, list[str]], body: Any, token: Token
    ) -> None:
        self.named = named
        self.query = query
        self.body = body
        self.token = token


Answering = Callable[[Call], Any]


class Route:
    """One of GitLab's addresses: the parameters that it takes, and what answers."""

    def __init__(
        self, what: str, answer: Answering, takes: Sequence[str] = (), status: int = 200
    ) -> None:
        self.what = what
        self.method, template = what.split()
        pattern = re.sub(r":(\w+)", r"(?P<\1>[^/]+)", template)
        self.path = re.compile(pattern)
        self.answer = answer
        self.takes = frozenset(takes)
        self.status = status

    @property
    def changes(self) -> bool:
        return self.method not in {"GET", "HEAD"}


class FakeGitLab:
    """Serves one `World`. Start it with `app` in a test server.

    What is asked in a way that GitLab does not know is an AssertionError, kept in `wrong`.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.wrong: list[str] = []
        self.routes = [*_routes(Rest(world), Commits(world)), *_of_merging(world.merges)]
        self.app = web.Application(client_max_size=64 * 1024 * 1024)
        self.app.router.add_route("*", "/{path:.*}", self._guarded)

    async def _guarded(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except Refusal as refusal:
            headers = {"Location": refusal.location} if refusal.location else {}
            return web.json_response(refusal.body, status=refusal.status, headers=headers)
        except (AssertionError, KeyError) as error:
            self.wrong.append(f"{request.method} {request.raw_path}: {error!r}")
            return web.json_response({"message": f"the fake: {error!r}"}, status=400)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        route, named = self._route(request)
        query = parse_qs(request.rel_url.raw_query_string, strict_parsing=bool(request.query))
        assert query.keys() <= route.takes | _PAGING, (route.what, query)
        data = await request.read()
        secret = request.headers["private-token"]
        assert request.headers.get("user-agent"), "a request names its user agent"
        self.world.seen.append(Seen(route.what, secret))
        if (fault := self.world.fault(route.what, after=False)) is not None:
            broken = await _failed(request, fault)
            if broken is not None:
                return broken
        token = self._token(secret, route)
        self._demand_here(request, route, named, token)
        found = route.answer(Call(named, query, json.loads(data) if data else None, token))
        if isinstance(found, Awaitable):
            found = await found
        if (fault := self.world.fault(route.what, after=True)) is not None:
            broken = await _failed(request, fault)
            if broken is not None:
                return broken
        return self._response(request, route, query, found)

    def _route(self, request: web.Request) -> tuple[Route, dict[str, str]]:
        path = request.rel_url.raw_path
        assert path.startswith(_API), path
        for route in self.routes:
            found = route.path.fullmatch(path.removeprefix(_API))
            if found and route.method == request.method:
                return route, {key: unquote(value) for key, value in found.groupdict().items()}
        raise AssertionError("GitLab has no such address")

    def _token(self, secret: str, route: Route) -> Token:
        """Refuse a token that is unknown, expired, or made for less.

        https://docs.gitlab.com/api/rest/troubleshooting/ ("401 Unauthorized", "403 Forbidden"); the
        bodies are those of lib/api/api_guard.rb of gitlab-org/gitlab (RFC 6750).
        """
        token = self.world.tokens.get(secret)
        if token is None:
            raise Refusal(401, {"message": "401 Unauthorized"})
        if token.expired:
            said = "Token is expired. You can either do re-authorization or token refresh."
            raise Refusal(401, {"error": "invalid_token", "error_description": said})
        if route.changes and "api" not in token.scopes:
            said = "The request requires higher privileges than provided by the access token."
            raise Refusal(403, {"error": "insufficient_scope", "error_description": said})
        return token

    def _demand_here(
        self, request: web.Request, route: Route, named: dict[str, str], token: Token
    ) -> None:
        """Hide a project from who is no member; point at one that was renamed; demand a role.

        https://docs.gitlab.com/api/rest/troubleshooting/ ("404 Not Found"),
        https://docs.gitlab.com/api/rest/#redirects (since GitLab 16.4, for GET; other methods get
        405: `find_project!` in lib/api/helpers.rb),
        https://docs.gitlab.com/user/permissions/ (a Developer pushes).
        """
        asked = named.get("id")
        if asked is None:
            return
        names = {"7", self.world.name.casefold(), self.world.full_name.casefold()}
        if not token.level or asked.casefold() not in names:
            raise Refusal(404, {"message": "404 Project Not Found"})
        if asked.casefold() not in {"7", self.world.name.casefold()}:
            if route.changes:
                said = "405 Non GET methods are not allowed for moved projects"
                raise Refusal(405, {"message": said})
            place = f"{request.scheme}://{request.host}{_API}/projects/7"
            raise Refusal(301, f"This resource has been moved permanently to {place}", place)
        if route.changes and token.level < 30:
            raise Refusal(403, {"message": "403 Forbidden"})

    def _response(
        self, request: web.Request, route: Route, query: dict[str, list[str]], found: Any
    ) -> web.StreamResponse:
        if request.method == "HEAD":
            return web.Response(headers=found)
        if isinstance(found, bytes):
            return web.Response(body=found, content_type="application/octet-stream")
        if isinstance(found, list):
            return self._page(request, query, found)
        if found is None:
            return web.Response(status=204)
        return web.json_response(found, status=route.status)

    def _page(
        self, request: web.Request, query: dict[str, list[str]], found: list[Any]
    ) -> web.StreamResponse:
        """Return one page of a list, and the link to the next.

        https://docs.gitlab.com/api/rest/#pagination; keyset pages of a tree go on after
        `page_token` (https://docs.gitlab.com/api/repositories/#list-repository-tree), and have no
        numbers. `World.dropped` are headers that a proxy in front of it takes away.
        """
        size = min(int(query.get("per_page", ["20"])[0]), _MOST)
        keyset = query.get("pagination") == ["keyset"] and self.world.keyset
        if keyset:
            after = query.get("page_token", [""])[0]
            start = next((n for n, each in enumerate(found, 1) if each["id"] == after), 0)
        else:
            start = (int(query.get("page", ["1"])[0]) - 1) * size
        page, rest = found[start : start + size], found[start + size :]
        number = start // size + 1
        further = {"page_token": page[-1]["id"]} if keyset and rest else {"page": number + 1}
        links = [("next", further)] if rest else []
        links += [] if keyset else [("first", {"page": 1})]
        headers = {} if keyset else {"X-Page": str(number), "X-Next-Page": str(number + 1)}
        if not keyset and not rest:
            headers["X-Next-Page"] = ""
        if links:
            headers["Link"] = ", ".join(
                f'<{_address(request, query, to)}>; rel="{rel}"' for rel, to in links
            )
        kept = {key: value for key, value in headers.items() if key not in self.world.dropped}
        return web.json_response(page, headers=kept)


def _address(request: web.Request, query: dict[str, list[str]], to: dict[str, Any]) -> str:
    asked = urlencode({**{key: given[0] for key, given in query.items()}, **to})
    return f"{request.url.origin()}{request.path}?{asked}"


def _routes(rest: Rest, commits: Commits) -> list[Route]:
    p = "/projects/:id"
    repo = f"{p}/repository"

    async def create(call: Call) -> Json:
        return rest.made(await commits.create(call.body))

    tree = ("ref", "path", "recursive", "pagination", "page_token")
    return [
        Route("GET /personal_access_tokens/self", lambda c: rest.token(c.token)),
        Route(f"GET {p}", lambda c: rest.project(c.token)),
        Route(f"GET {repo}/branches/:branch", lambda c: rest.branch(c.named, c.token)),
        Route(f"GET {repo}/tree", lambda c: rest.tree(c.query), tree),
        Route(f"GET {repo}/blobs/:sha/raw", lambda c: rest.blob(c.named)),
        Route(f"HEAD {repo}/files/:file_path", lambda c: rest.file(c.named, c.query), ("ref",)),
        Route(f"GET {repo}/commits", lambda c: rest.commits(c.query), ("ref_name", "path")),
        Route(f"GET {repo}/commits/:sha", lambda c: rest.commit(c.named), ("stats",)),
        Route(f"POST {repo}/commits", create, status=201),
        Route(f"GET {repo}/merge_base", lambda c: rest.merge_base(c.query), ("refs[]",)),
        Route(f"GET {p}/pipelines", lambda c: rest.pipelines(c.query), ("sha",)),
        Route(f"GET {p}/pipelines/:pipeline_id", lambda c: rest.pipeline(c.named)),
        Route(f"GET {p}/pipelines/:pipeline_id/test_report", lambda c: rest.report(c.named)),
        Route(f"GET {p}/pipelines/:pipeline_id/bridges", lambda c: rest.bridges(c.named)),
        Route(f"GET {p}/jobs/:job_id", lambda c: rest.job(c.named)),
    ]


def _of_merging(merges: Merges) -> list[Route]:
    p = "/projects/:id"
    asked = f"{p}/merge_requests"
    one = f"{asked}/:iid"
    listed = ("source_branch", "target_branch", "state", "order_by", "sort")
    return [
        Route(f"POST {p}/repository/branches", lambda c: merges.branch(c.body), status=201),
        Route(f"DELETE {p}/repository/branches/:branch", lambda c: merges.remove(c.named)),
        Route(f"GET {asked}", lambda c: merges.list(c.query), listed),
        Route(f"POST {asked}", lambda c: merges.open(c.body), status=201),
        Route(f"GET {one}", lambda c: merges.get(c.named)),
        Route(f"PUT {one}", lambda c: merges.update(c.named, c.body)),
        Route(f"PUT {one}/merge", lambda c: merges.accept(c.named, c.body)),
        Route(f"POST {one}/notes", lambda c: merges.comment(c.named, c.body), status=201),
    ]


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
