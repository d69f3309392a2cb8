"""The fake GitHub: an Enterprise Server's addresses on this machine, over real HTTP."""

import json
from typing import Any

import jwt
from aiohttp import web

from tests.fakes.github.graph import Graph
from tests.fakes.github.rest import Rest
from tests.fakes.github.world import Fault, Seen, World
from tests.fakes.hooks import pre_receive
from tests.fakes.openapi import OpenApi
from tests.fakes.schemas import openapi

_REST = "/api/v3"
_APP = frozenset({"/repos/{owner}/{repo}/installation"})
_NO_BODY = b""


class FakeGitHub:
    """Serves one `World`. Start it with `app` in a test server.

    What is asked in a way that GitHub does not know is an AssertionError, kept in `wrong`.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.wrong: list[str] = []
        self._graph = Graph(world)
        self._rest = Rest(world)
        self._api = OpenApi(_with_runs(openapi("github-rest.json")))
        self.app = web.Application(client_max_size=64 * 1024 * 1024)
        self.app.router.add_post("/api/graphql", self._guarded(self._graphql))
        self.app.router.add_route("*", _REST + "/{path:.*}", self._guarded(self._restful))

    def _guarded(self, handler: Any) -> Any:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                response: web.StreamResponse = await handler(request)
            except (AssertionError, KeyError) as error:
                self.wrong.append(f"{request.method} {request.path}: {error!r}")
                return web.json_response({"message": f"the fake: {error!r}"}, status=400)
            return response

        return guarded

    async def _graphql(self, request: web.Request) -> web.StreamResponse:
        given = await request.json()
        what = given["query"].split("(")[0].split()[-1]
        token = self._see(request, what)
        if (fault := self.world.fault(what, after=False)) is not None:
            return await _failed(request, fault)
        right = self.world.tokens.get(token)
        if right is None:
            return _unauthorized()
        if what == "Write":
            await pre_receive(self.world.objects.path)
        answer = self._graph.answer(given["query"], given.get("variables", {}), right)
        if (fault := self.world.fault(what, after=True)) is not None:
            return await _failed(request, fault)
        return web.json_response(answer, headers=_quota())

    async def _restful(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(_REST)
        template, operation, named = self._api.operation(request.method, path)
        body = await request.read()
        self._api.judge_request(operation, request.query, json.loads(body) if body else None)
        token = self._see(request, template)
        if (fault := self.world.fault(template, after=False)) is not None:
            return await _failed(request, fault)
        if (refused := self._refused(request, template, named, token)) is not None:
            return refused
        status, facts = self._rest.answer(template, named, request.query)
        if facts is None:
            return web.json_response({"message": "Not Found"}, status=status)
        whole = self._api.filled(operation, status, facts)
        self._api.judge_response(operation, status, whole)
        headers = _quota() | _link(request, whole)
        return web.json_response(whole, status=status, headers=headers)

    def _see(self, request: web.Request, what: str) -> str:
        if "authorization" not in request.headers or not request.headers.get("user-agent"):
            raise AssertionError("a request names its user agent and has a token")
        token = request.headers["authorization"].split()[-1]
        self.world.seen.append(Seen(what, token))
        return token

    def _refused(
        self, request: web.Request, template: str, named: dict[str, str], token: str
    ) -> web.StreamResponse | None:
        """Refuse a token that is none (401), hide what it may not see (404), point at a new name.

        https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api ("404 Not
        Found for an existing resource"),
        https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
        ("Follow redirects").
        """
        if template in _APP or template.startswith("/app/"):
            return None if self._is_the_app(token) else _unauthorized()
        if token not in self.world.tokens:
            return _unauthorized()
        if self.world.tokens[token] == "NONE" or not self.world.is_here(
            named["owner"], named["repo"]
        ):
            return _not_found()
        if self.world.renamed and f"{named['owner']}/{named['repo']}" != self.world.renamed:
            return _moved(request)
        return None

    def _is_the_app(self, token: str) -> bool:
        """Take a JWT that the App's key signed, valid for ten minutes at most.

        https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/
        generating-a-json-web-token-jwt-for-a-github-app
        """
        try:
            claims = jwt.decode(token, self.world.app_key, algorithms=["RS256"])
        except jwt.InvalidTokenError:
            return False
        return bool(claims["exp"] - claims["iat"] <= 600 and claims["iss"] == "1")


def _with_runs(document: Any) -> Any:
    """Add the list of workflow runs, which the subset that is at hand leaves out.

    https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
    """
    one = "/repos/{owner}/{repo}/actions/runs/{run_id}"
    run = document["paths"][one]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    asked = {"head_sha": "string", "per_page": "integer", "page": "integer"}
    parameters = [{"name": n, "in": "query", "schema": {"type": t}} for n, t in asked.items()]
    answer = {
        "type": "object",
        "required": ["total_count", "workflow_runs"],
        "properties": {
            "total_count": {"type": "integer"},
            "workflow_runs": {"type": "array", "items": run},
        },
    }
    content = {"application/json": {"schema": answer}}
    listing = {"get": {"parameters": parameters, "responses": {"200": {"content": content}}}}
    paths = {**document["paths"], one.removesuffix("/{run_id}"): listing}
    return {**document, "paths": paths}


def _quota() -> dict[str, str]:
    limit = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4999"}
    return limit | {"x-ratelimit-reset": "4102444800"}


def _link(request: web.Request, body: Any) -> dict[str, str]:
    """Return the link to the next page of a list that has one.

    https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
    """
    total = body.get("total_count", body.get("total_commits")) if isinstance(body, dict) else None
    number = int(request.query.get("page", "1"))
    if total is None or number * int(request.query.get("per_page", "30")) >= total:
        return {}
    link = request.url.update_query(page=str(number + 1))
    return {"Link": f'<{link}>; rel="next"'}


async def _failed(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.hold is not None:
        await fault.hold.wait()
    if fault.before_it is not None:
        fault.before_it()
    if fault.errors:
        return web.json_response({"data": None, "errors": fault.errors}, headers=fault.headers)
    if not fault.status:
        assert request.transport is not None
        request.transport.close()
        return web.Response()
    return web.json_response(fault.body, status=fault.status, headers=fault.headers)


def _unauthorized() -> web.StreamResponse:
    """Refuse a token that is expired, revoked or unknown.

    https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api
    ("401 Unauthorized": invalid credentials).
    """
    return web.json_response({"message": "Bad credentials"}, status=401)


def _not_found() -> web.StreamResponse:
    """Hide what the token may not see.

    https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
    ("404 Not Found for an existing resource").
    """
    return web.json_response({"message": "Not Found"}, status=404)


def _moved(request: web.Request) -> web.StreamResponse:
    """Point at a renamed repository by its id.

    https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    ("Follow redirects").
    """
    place = f"{request.scheme}://{request.host}/api/v3/repositories/1"
    answer = {"message": "Moved Permanently", "url": place}
    return web.json_response(answer, status=301, headers={"Location": place})
