import pytest

from bot.readiness.evidence import Kind, Subject, Verdict
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import judged
from tests.support.repository import git

OPENAPI = b"""openapi: 3.1.0
info: {title: Items, version: '1'}
paths:
  /v1/items:
    post: &post
      tags: [a, b]
      responses:
        '200': {description: ok}
    put: *post
  /a~b:
    get: {}
"""


@pytest.fixture
def commit(lab: LocalLab) -> str:
    return lab.commit(
        {
            "api/openapi.yaml": OPENAPI,
            "api/openapi.json": b'{\n\t"openapi": "3.0.3",\n\t"paths": {"/\xc3\xbc": {"get": {}}}}',
            "api/asyncapi.yaml": b"asyncapi: 2.6.0\nchannels: {}\n",
            "api/old.yaml": b"swagger: '2.0'\n",
            "api/broken.yaml": b"openapi: 3.1.0\npaths:\n  a: [1, 2\nb: }\n",
            "api/broken.json": b'{"openapi": "3.0.3",}',
            "api/other.yaml": b"version: 3.1.0\n",
            "api/null.yaml": b"openapi:\n",
            "api/list.yaml": b"- openapi: 3.1.0\n",
            "api/two.yaml": b"openapi: 3.1.0\n---\nopenapi: 3.1.0\n",
            "api/deep.yaml": b"openapi: 3.1.0\nx: " + b"[" * 100_000,
            "api/deep.json": b'{"openapi": "3.1.0", "x": ' + b"[" * 100_000,
            "api/binary.yaml": b"openapi: \x00\x01",
            "api/empty.yaml": b"",
        }
    )


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("api/openapi.yaml", "OpenAPI 3.1.0"),
        ("api/openapi.yaml#", "OpenAPI 3.1.0"),
        ("api/openapi.yaml#/paths/~1v1~1items/post", "line 5"),
        ("api/openapi.yaml#/paths/~1v1~1items/post/tags/1", "line 6"),
        ("api/openapi.yaml#/paths/%7E1v1%7E1items/post", "OpenAPI"),
        ("api/openapi.yaml#/paths/~1v1~1items/put/responses/200", "line 8"),
        ("api/openapi.yaml#/paths/~1a~0b/get", "line 11"),
        ("api/openapi.json#/paths/~1%C3%BC/get", "OpenAPI 3.0.3"),
        ("api/openapi.json#/paths/~1ü/get", "OpenAPI 3.0.3"),
        ("api/asyncapi.yaml#/channels", "AsyncAPI 2.6.0"),
        ("api/old.yaml", "Swagger 2.0"),
    ],
)
async def test_passes(lab: LocalLab, commit: str, reference: str, says: str) -> None:
    finding = await judged(lab, commit, Kind.CONTRACT, reference)
    assert finding.verdict is Verdict.PASS, finding.sentence
    assert says in finding.sentence
    path = reference.partition("#")[0]
    oid = git(lab.repo, "rev-parse", f"{commit}:{path}")
    assert finding.subjects == (Subject(path, oid),)


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("api/openapi.yaml#/paths/~1v1~1items/delete", "no 'delete' under /paths//v1/items"),
        ("api/openapi.yaml#/nothing/at/all", "no 'nothing' under the top"),
        ("api/openapi.yaml#/paths/~1v1~1items/post/tags/2", "no '2'"),
        ("api/openapi.yaml#/paths/~1v1~1items/post/tags/01", "no '01'"),
        ("api/openapi.yaml#/paths/~1v1~1items/post/tags/-", "no '-'"),
        ("api/openapi.yaml#/info/title/x", "no 'x'"),
        ("api/openapi.yaml#/", "no ''"),
        ("api/openapi.yaml#paths", "no JSON pointer"),
        ("api/openapi.yaml#/paths/~2", "no JSON pointer"),
        ("api/openapi.yaml#/%ff", "no JSON pointer"),
        ("api/broken.yaml", "api/broken.yaml:4 does not parse"),
        ("api/broken.json", "api/broken.json:1 does not parse"),
        ("api/other.yaml", "neither OpenAPI nor AsyncAPI"),
        ("api/null.yaml", "neither OpenAPI nor AsyncAPI"),
        ("api/list.yaml", "neither OpenAPI nor AsyncAPI"),
        ("api/two.yaml", "several documents"),
        ("api/deep.yaml", "nests deeper"),
        ("api/deep.json", "nests deeper"),
        ("api/binary.yaml", "does not parse"),
        ("api/empty.yaml", "does not parse"),
        ("api/openapi.yml", "not there"),
        ("api/*", "is a pattern"),
        ("api", "is a folder"),
    ],
)
async def test_fails(lab: LocalLab, commit: str, reference: str, sentence: str) -> None:
    finding = await judged(lab, commit, Kind.CONTRACT, reference)
    assert finding.verdict is Verdict.FAIL
    assert sentence in finding.sentence
    assert finding.mend
