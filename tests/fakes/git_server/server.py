"""A Git server over smart HTTP: the real `git http-backend`, with its real hooks, behind a door.

The door knows who may come in and what is to go wrong; all that is Git is git's own.
"""

import asyncio
import base64
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

READ = "git-upload-pack"
WRITE = "git-receive-pack"
REPOSITORY = "team/gates.git"


@dataclass
class Fault:
    """What goes wrong with the next requests that are `what` (all, where it is empty).

    `what` is "<method> <service>", such as "POST git-receive-pack". `status` is answered; 0 breaks
    the connection off without an answer. With `after`, the request is carried out first. `hold`
    keeps the answer back until it is set; `before_it` is called first.
    """

    what: str = ""
    status: int = 0
    body: str = ""
    after: bool = False
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    before_it: Callable[[], object] | None = None
    hold: asyncio.Event | None = None


@dataclass
class GitServer:
    """Serves the bare repository `repo` at `/team/gates.git` (or where `place` says).

    `people` are user → (token, "read" or "write" or "none"); with nobody in it, all may do all.
    """

    repo: Path
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    place: str = REPOSITORY
    moved_from: str = ""
    faults: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    authorizations: set[str] = field(default_factory=set)

    @property
    def app(self) -> web.Application:
        """Return the server, to be started in a test."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        service = request.query.get("service") or request.path.rpartition("/")[2]
        what = f"{request.method} {service}"
        self.seen.append(what)
        self.authorizations.add(request.headers.get("authorization", ""))
        if (fault := self._fault(what, after=False)) is not None:
            return await _failed(request, fault)
        if (refused := self._refused(request, service)) is not None:
            return refused
        answer = await self._backend(request)
        if (fault := self._fault(what, after=True)) is not None:
            return await _failed(request, fault)
        return answer

    def _fault(self, what: str, *, after: bool) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.after is after and fault.what in {"", what}:
                fault.times -= 1
                return fault
        return None

    def _refused(self, request: web.Request, service: str) -> web.StreamResponse | None:
        """Answer who may not come in, and who asks for what is elsewhere.

        401 with a challenge and 403: https://git-scm.com/docs/http-protocol ("Authentication") and
        https://www.rfc-editor.org/rfc/rfc9110#section-15.5.4; 301 for what was renamed, as GitHub
        and Forgejo answer to git
        (https://docs.github.com/en/repositories/creating-and-managing-repositories/renaming-a-repository).
        """
        right = self._right(request.headers.get("authorization", ""))
        if right is None:
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="git"'})
        if right == "none":
            return web.Response(status=404, text="Repository not found")
        if service == WRITE and right != "write":
            return web.Response(status=403, text="You may not push to this repository")
        if self.moved_from and request.path.startswith(f"/{self.moved_from}/"):
            there = request.path_qs.replace(self.moved_from, self.place, 1)
            return web.Response(status=301, headers={"Location": there})
        if not request.path.startswith(f"/{self.place}/") or not self.repo.exists():
            return web.Response(status=404, text="Repository not found")
        return None

    def _right(self, authorization: str) -> str | None:
        if not self.people:
            return "write"
        scheme, _, given = authorization.partition(" ")
        if scheme != "Basic":
            return None
        user, _, token = base64.b64decode(given).decode().partition(":")
        known, right = self.people.get(user, ("", ""))
        return right if known and token == known else None

    async def _backend(self, request: web.Request) -> web.Response:
        """Run git's CGI program on the request (https://git-scm.com/docs/git-http-backend)."""
        body = await request.content.read()
        process = await asyncio.create_subprocess_exec(
            "git",
            "http-backend",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=self._cgi(request, len(body)),
        )
        out, _ = await process.communicate(body)
        head, _, rest = out.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        status = int(headers.pop("Status", "200").split()[0])
        return web.Response(status=status, headers=headers, body=rest)

    def _cgi(self, request: web.Request, length: int) -> dict[str, str]:
        inside = request.path.removeprefix(f"/{self.place}")
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.repo.parent),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PROJECT_ROOT": str(self.repo.parent),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": "gatebot",  # who is let in may push: git's CGI asks for a user
            "REMOTE_ADDR": "127.0.0.1",
            "REQUEST_METHOD": request.method,
            "PATH_INFO": f"/{self.repo.name}{inside}",
            "QUERY_STRING": request.query_string,
            "CONTENT_TYPE": request.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(length),
            # aiohttp has unpacked a body that came packed.
            "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
        }

    def remove(self) -> None:
        """Delete the repository, as its owner may."""
        shutil.rmtree(self.repo)


async def _failed(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.hold is not None:
        await fault.hold.wait()
    if fault.before_it is not None:
        fault.before_it()
    if not fault.status:
        assert request.transport is not None
        request.transport.close()
        return web.Response()
    return web.Response(status=fault.status, text=fault.body, headers=fault.headers)
