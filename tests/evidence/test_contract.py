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
    get: {summary: s}
"""


UMLAUT = b'{\n\t"openapi": "3.0.3",\n\t"paths": {"/\xc3\xbc": {"get": {"x": 1}}}}'
LONG = b'{"openapi": "3.0.3", "x": %s, "paths": {"/a": {"get": {"tags": [1]}}}}' % (b"1" * 5_000)
SPLIT = b"""openapi: 3.1.0
paths:
  /a: {get: {summary: s}, put: , post: {}}
  /there: {$ref: 'parts/items.yaml#/get'}
  /null: {$ref: 'parts/items.yaml#/put'}
  /none: {$ref: 'parts/items.yaml#/delete'}
  /gone: {$ref: parts/gone.yaml}
  /out: {$ref: ../../out.yaml}
  /web: {$ref: 'https://example.com/items.yaml'}
  /round: {$ref: 'parts/items.yaml#/again'}
"""
NAMED = b"""openapi: 3.1.0
paths:
  /v1/items/{id}:
    get: {operationId: getItem, responses: {}}
    delete: {operationId: twice}
  /v1/other:
    $ref: '#/components/pathItems/other'
  /v1/elsewhere:
    $ref: other.yaml
  /v1/again:
    x: &defaults {operationId: merged}
    get: {<<: *defaults, summary: s}
    put: {operationId: twice}
components:
  pathItems:
    other: {patch: {operationId: patchOther}}
"""
ASYNC_2 = b"""asyncapi: 2.6.0
channels:
  orders/created:
    subscribe: {operationId: onOrderCreated}
  /led/{id}:
    publish: {operationId: setLed}
"""
ASYNC_3 = b"""asyncapi: 3.0.0
channels:
  orderCreated:
    address: orders/created
  ledgerClosed: {address: 'ledger/{id}/closed'}
operations:
  onOrderCreated:
    action: receive
    channel: {$ref: '#/channels/orderCreated'}
  closeLedger: {action: send, channel: {$ref: '#/channels/ledgerClosed'}}
"""


@pytest.fixture
def commit(lab: LocalLab) -> str:
    return lab.commit(
        {
            "api/openapi.yaml": OPENAPI,
            "api/openapi.json": UMLAUT,
            "api/asyncapi.yaml": b"asyncapi: 2.6.0\nchannels: {a: {subscribe: {summary: s}}}\n",
            "api/old.yaml": b"swagger: '2.0'\npaths: {/a: {get: {summary: s}}}\n",
            "api/broken.yaml": b"openapi: 3.1.0\npaths:\n  a: [1, 2\nb: }\n",
            "api/nan.json": LONG.replace(b"1" * 5_000, b"NaN"),
            "api/long.json": LONG,
            "api/version.yaml": b"openapi: 3.1.0\n",
            "api/nothing.yaml": b"openapi: 3.1.0\ninfo: {title: x}\npaths: {/a: {get: }}\n",
            "api/split.yaml": SPLIT,
            "api/parts/items.yaml": b"get: {summary: s}\nput:\nagain: {$ref: ../split.yaml}\n",
            "api/broken.json": b'{"openapi": "3.0.3",}',
            "api/other.yaml": b"version: 3.1.0\n",
            "api/null.yaml": b"openapi:\n",
            "api/list.yaml": b"- openapi: 3.1.0\n",
            "api/two.yaml": b"openapi: 3.1.0\n---\nopenapi: 3.1.0\n",
            "api/deep.yaml": b"openapi: 3.1.0\nx: " + b"[" * 100_000,
            "api/deep.json": b'{"openapi": "3.1.0", "x": ' + b"[" * 100_000,
            "api/binary.yaml": b"openapi: \x00\x01",
            "api/empty.yaml": b"",
            "api/named.yaml": NAMED,
            "api/async2.yaml": ASYNC_2,
            "api/async3.yaml": ASYNC_3,
            "api/bom.json": b"\xef\xbb\xbf" + LONG,
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
        ("api/bom.json", "OpenAPI 3.0.3"),
        ("api/named.yaml#getItem", "(/paths/~1v1~1items~1{id}/get, line 4)"),
        ("api/named.yaml#GET /v1/items/{id}", "line 4"),
        ("api/named.yaml#get /v1/items/{item}", "line 4"),
        ("api/named.yaml get /v1/items/{item}", "line 4"),
        ("api/named.yaml#PATCH /v1/other", "line 16"),
        ("api/named.yaml#patchOther", "line 16"),
        ("api/named.yaml#merged", "(/paths/~1v1~1again/get, line 12)"),
        ("api/named.yaml#/paths/~1v1~1other/patch", "line 16"),
        ("api/named.yaml#/paths/~1v1~1elsewhere", "a $ref to other.yaml, which is there"),
        ("api/long.json", "OpenAPI 3.0.3"),
        ("api/split.yaml#/paths/~1there", "a $ref to parts/items.yaml#/get, which is there"),
        ("api/async2.yaml#orders/created", "(/channels/orders~1created, line 3)"),
        ("api/async2.yaml#onOrderCreated", "line 4"),
        ("api/async2.yaml#subscribe orders/created", "line 4"),
        ("api/async2.yaml#/led/{id}", "line 5"),
        ("api/async2.yaml#setLed", "line 6"),
        ("api/async3.yaml#orderCreated", "line 3"),
        ("api/async3.yaml#orders/created", "(/channels/orderCreated, line 3)"),
        ("api/async3.yaml#onOrderCreated", "(/operations/onOrderCreated, line 7)"),
        ("api/async3.yaml#receive orders/created", "line 7"),
        ("api/async3.yaml#send ledger/{account}/closed", "line 10"),
    ],
)
async def test_passes(lab: LocalLab, commit: str, reference: str, says: str) -> None:
    finding = await judged(lab, commit, Kind.CONTRACT, reference)
    assert finding.verdict is Verdict.PASS, finding.sentence
    assert says in finding.sentence
    path = reference.replace(" ", "#").partition("#")[0]
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
        ("api/openapi.yaml#paths", "has no #paths: nothing has that name"),
        ("api/openapi.yaml#/paths/~2", "no JSON pointer"),
        ("api/openapi.yaml#/%ff", "no JSON pointer"),
        ("api/broken.yaml", "api/broken.yaml:4:2 does not parse: This is no YAML"),
        ("api/broken.json", "api/broken.json:1:21 does not parse: This is no JSON"),
        ("api/other.yaml", "neither OpenAPI nor AsyncAPI"),
        ("api/null.yaml", "neither OpenAPI nor AsyncAPI"),
        ("api/list.yaml", "neither OpenAPI nor AsyncAPI"),
        ("api/two.yaml", "A second document"),
        ("api/deep.yaml", "nested deeper"),
        ("api/deep.json", "nested deeper"),
        ("api/binary.yaml", "does not parse"),
        ("api/empty.yaml", "is empty"),
        ("api/openapi.yml", "not there"),
        ("api/named.yaml#getItems", "has no #getItems"),
        ("api/named.yaml#PUT /v1/items/{id}", "has no #PUT /v1/items/{id}"),
        ("api/named.yaml#twice", "ambiguous: 2 parts have that name, in lines 5 and 13"),
        ("api/named.yaml#/paths/~1v1~1elsewhere/get", "into another document, other.yaml"),
        ("api/async2.yaml#orders/deleted", "has no #orders/deleted"),
        ("api/async3.yaml#send orders/created", "has no #send orders/created"),
        ("api/nan.json", "NaN is no number of JSON"),
        ("api/version.yaml", "describes nothing"),
        ("api/nothing.yaml", "describes nothing"),
        ("api/split.yaml#/paths/~1a/put", "is empty"),
        ("api/split.yaml#/paths/~1a/post", "is empty"),
        ("api/split.yaml#POST /a", "is empty"),
        ("api/split.yaml#/paths/~1null", "is empty"),
        ("api/split.yaml#/paths/~1none", "leads nowhere"),
        ("api/split.yaml#/paths/~1gone", "api/parts/gone.yaml is not there"),
        ("api/split.yaml#/paths/~1out", "leads out of the repository"),
        ("api/split.yaml#/paths/~1web", "leads out of the repository"),
        ("api/*", "is a pattern"),
        ("api", "is a folder"),
    ],
)
async def test_fails(lab: LocalLab, commit: str, reference: str, sentence: str) -> None:
    finding = await judged(lab, commit, Kind.CONTRACT, reference)
    assert finding.verdict is Verdict.FAIL
    assert sentence in finding.sentence
    assert finding.mend


async def test_a_name_that_is_nearly_there_is_suggested(lab: LocalLab, commit: str) -> None:
    for reference, near in (
        ("api/named.yaml#getItems", "#getItem?"),
        ("api/async2.yaml#order/created", "#orders/created?"),
    ):
        assert near in (await judged(lab, commit, Kind.CONTRACT, reference)).mend
