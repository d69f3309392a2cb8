"""Forgejo's own description of its API, as a judge: Swagger 2.0 in the words of OpenAPI 3."""

from functools import lru_cache
from typing import Any

from tests.fakes.openapi import OpenApi
from tests.fakes.schemas import openapi

Json = dict[str, Any]

_REPO = "/repos/{owner}/{repo}"
_PATH = [{"in": "path", "name": name, "type": "string"} for name in ("owner", "repo")]
_PAGED = [{"in": "query", "name": name, "type": "integer"} for name in ("page", "limit")]
# What the subset at hand leaves out, as https://codeberg.org/swagger.v1.json has it: operations
# repoGetPullRequestByBaseHead, issueCreateComment, issueGetCommentsAndTimeline; and what the
# handlers in routers/api/v1/repo/{pull,file}.go answer beside what they describe.
_MORE_PATHS: Json = {
    f"{_REPO}/pulls/{{base}}/{{head}}": {
        "get": {
            "parameters": _PATH,
            "responses": {
                "200": {"$ref": "#/responses/PullRequest"},
                "404": {"$ref": "#/responses/notFound"},
            },
        }
    },
    f"{_REPO}/issues/{{index}}/comments": {
        "post": {
            "parameters": [
                *_PATH,
                {"in": "body", "name": "body", "schema": {"$ref": "#/definitions/CommentOption"}},
            ],
            "responses": {"201": {"$ref": "#/responses/empty"}},
        }
    },
    f"{_REPO}/issues/{{index}}/timeline": {
        "get": {
            "parameters": [*_PATH, *_PAGED],
            "responses": {"200": {"schema": {"$ref": "#/definitions/Timeline"}}},
        }
    },
}
_MORE_DEFINITIONS: Json = {
    "CommentOption": {
        "type": "object",
        "required": ["body"],
        "properties": {"body": {"type": "string"}},
    },
    "Timeline": {"type": "array", "items": {"$ref": "#/definitions/TimelineComment"}},
    "TimelineComment": {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "type": {"type": "string"},
            "body": {"type": "string"},
        },
    },
}
_MORE_RESPONSES = {
    (f"{_REPO}/pulls/{{index}}/merge", "post"): {"201": {"$ref": "#/responses/empty"}},
}
_STRING_POINTERS = frozenset({"merge_commit_sha"})  # modules/structs/pull.go
# Any handler may answer so: `APIErrorInternal`, `apiAuth`, `RedirectToRepo`.
_ALWAYS: Json = {"307": {}} | {
    status: {"$ref": "#/responses/error"} for status in ("401", "403", "404", "422", "500")
}


@lru_cache
def gitea_api() -> OpenApi:
    """Return the judge of requests and responses."""
    document = openapi("forgejo-rest.json")
    definitions = document["definitions"] | _MORE_DEFINITIONS
    paths = {**document["paths"], **_MORE_PATHS}
    return OpenApi(
        {
            "paths": {path: _operations(path, methods) for path, methods in paths.items()},
            "components": {
                "schemas": {name: _strict(each) for name, each in definitions.items()},
                "responses": {
                    name: _response(each) for name, each in document["responses"].items()
                },
            },
        }
    )


def _operations(path: str, methods: Json) -> Json:
    return {
        method: _operation(operation, _MORE_RESPONSES.get((path, method), {}))
        for method, operation in methods.items()
    }


def _operation(operation: Json, more: Json) -> Json:
    given = operation.get("parameters", [])
    responses = _ALWAYS | operation["responses"] | more
    made: Json = {
        "parameters": [
            {"in": p["in"], "name": p["name"], "schema": {"type": p.get("type", "string")}}
            for p in given
            if p["in"] != "body"
        ],
        "responses": {status: _response(each) for status, each in responses.items()},
    }
    for parameter in given:
        if parameter["in"] == "body":
            schema = _moved(parameter["schema"])
            made["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return made


def _response(described: Json) -> Json:
    if "$ref" in described:
        return {"$ref": described["$ref"].replace("#/responses/", "#/components/responses/")}
    schema = described.get("schema")
    if schema is None or schema.get("type") == "file":
        return {}
    return {"content": {"application/json": {"schema": _moved(schema)}}}


def _strict(definition: Json) -> Json:
    """Return a definition that takes no other keys.

    The server is written in Go: a pointer or a list that is empty comes as null, whatever the
    description says.
    """
    made: Json = _moved(definition)
    if "properties" not in made:
        return made
    properties = {
        name: {"anyOf": [each, {"type": "null"}]} if name in _STRING_POINTERS else _nullable(each)
        for name, each in made["properties"].items()
    }
    return {**made, "properties": properties, "additionalProperties": False}


def _nullable(schema: Json) -> Json:
    if schema.get("type") == "array":
        schema = {**schema, "items": _nullable(schema["items"])}
    elif "$ref" not in schema and schema.get("format") != "date-time":
        return schema
    return {"anyOf": [schema, {"type": "null"}]}


def _moved(node: Any) -> Any:
    if isinstance(node, list):
        return [_moved(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value.replace("#/definitions/", "#/components/schemas/")
        if key == "$ref"
        else _moved(value)
        for key, value in node.items()
    }
