import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.pointer import Found, Lost, follow, pointer_of, pointer_tokens
from bot.documents.yaml import read_yaml

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
CONTRACT = """\
openapi: 3.1.0
paths:
  /v1/x:
    post: &post
      responses:
        200: {description: ok}
    put: *post
  /v1/~y:
    get: {tags: [a, b]}
  /v1/z:
    $ref: '#/components/pathItems/z'
  /v1/out:
    $ref: 'other.yaml#/x'
components:
  pathItems:
    z: {get: {responses: {200: {$ref: '#/components/responses/ok'}}}}
    a: {$ref: '#/components/pathItems/b'}
    b: {$ref: '#/components/pathItems/a'}
    gone: {$ref: '#/components/pathItems/none'}
    odd: {$ref: '#nothing'}
  responses:
    ok:
      description: fine
"""


def found(pointer: str) -> Found:
    return follow(read_yaml(CONTRACT.encode(), "api.yaml"), pointer_tokens(pointer))


@given(st.lists(KEYS, max_size=5))
def test_any_keys_can_be_pointed_at(keys: list[str]) -> None:
    pointer = pointer_of(tuple(keys)).replace("%", "%25")
    assert pointer_tokens(pointer) == tuple(keys)


@pytest.mark.parametrize("pointer", ["a", "/~", "/~2", "/a~", "/%ff", "%"])
def test_what_is_no_pointer(pointer: str) -> None:
    with pytest.raises(ValueError, match=r"pointer|decode"):
        pointer_tokens(pointer)


@pytest.mark.parametrize(
    ("pointer", "line", "value"),
    [
        ("", 1, None),
        ("/paths/~1v1~1x/post", 4, None),
        ("/paths/~1v1~1x/post/responses/200/description", 6, "ok"),
        ("/paths/~1v1~1x/put/responses/200/description", 6, "ok"),
        ("/paths/~1v1~1%78/post/responses/200/description", 6, "ok"),
        ("/paths/~1v1~1~0y/get/tags/1", 9, "b"),
        ("/paths/~1v1~1z/get/responses/200/description", 23, "fine"),
        ("/paths/~1v1~1z/get/responses/200", 16, None),
    ],
)
def test_pointers_lead_to_values_with_lines(pointer: str, line: int, value: str | None) -> None:
    reached = found(pointer)
    assert (reached.line, reached.node.value, reached.elsewhere) == (line, value, "")


def test_a_ref_into_another_document_is_said_and_not_followed() -> None:
    assert found("/paths/~1v1~1out").elsewhere == "other.yaml#/x"
    with pytest.raises(Lost, match=r"line 13 leads into another document, other.yaml#/x"):
        found("/paths/~1v1~1out/get")


@pytest.mark.parametrize(
    ("pointer", "why"),
    [
        ("/paths/~1v1~1q", "no '/v1/q' under /paths"),
        ("/paths/%2Fv1%2Fx", "no '' under /paths"),
        ("/openapi/x", "no 'x' under /openapi"),
        ("/paths/~1v1~1~0y/get/tags/2", "no '2'"),
        ("/paths/~1v1~1~0y/get/tags/-1", "no '-1'"),
        ("/paths/~1v1~1~0y/get/tags/01", "no '01'"),
        ("/paths/~1v1~1z/put", "no 'put' under /paths//v1/z"),
        ("/components/pathItems/a", "in a circle"),
        ("/components/pathItems/a/get", "in a circle"),
        ("/components/pathItems/gone", "leads nowhere: there is no 'none'"),
        ("/components/pathItems/odd", "is no JSON pointer"),
    ],
)
def test_pointers_that_lead_nowhere(pointer: str, why: str) -> None:
    with pytest.raises(Lost, match=why):
        found(pointer)
