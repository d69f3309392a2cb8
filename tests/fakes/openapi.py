"""An OpenAPI 3.0 document as a judge of requests and responses, and a maker of samples."""

import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

Json = dict[str, Any]
_PART = re.compile(r"{(\w+)}")
# Parameters that take slashes too, though they stand for one part of the path.
_DEEP = frozenset({"ref", "path", "basehead", "branch", "filepath", "head"})


class NotInSchema(AssertionError):
    """A request or a response that the vendor's own description does not have."""


class OpenApi:
    """Finds operations, judges what goes in and out, and fills in what a response has to have."""

    def __init__(self, document: Json, base: str = "") -> None:
        self._document = document
        longest_first = sorted(document["paths"], key=len, reverse=True)
        self._paths = [(_pattern(base + path), path) for path in longest_first]
        self._schema = {"components": _with_null(document["components"])}

    def operation(self, method: str, path: str) -> tuple[str, Json, dict[str, str]]:
        """Return the template, the operation, and the values in the path."""
        for pattern, template in self._paths:
            operation = self._document["paths"][template].get(method.lower())
            if operation is not None and (found := pattern.fullmatch(path)):
                return template, operation, found.groupdict()
        raise NotInSchema(f"{method} {path}")

    def judge_request(self, operation: Json, query: Mapping[str, str], body: Any) -> None:
        """Raise NotInSchema for a parameter or a body that is not described."""
        parameters = [self._at(p) for p in operation.get("parameters", [])]
        known = {p["name"]: p["schema"] for p in parameters if p["in"] == "query"}
        for name, value in query.items():
            if name not in known:
                raise NotInSchema(f"the query has {name!r}, which is not described")
            self._judge(_typed(value, known[name]), known[name], f"query {name}")
        described = self._at(operation.get("requestBody", {}))
        if described and body is not None:
            self._judge(body, described["content"]["application/json"]["schema"], "the body")

    def judge_response(self, operation: Json, status: int, body: Any) -> None:
        """Raise NotInSchema for a status or a body that is not described."""
        schema = self._response(operation, status)
        if schema is not None:
            self._judge(body, schema, f"the {status} response")

    def filled(self, operation: Json, status: int, facts: Any) -> Any:
        """Return a response that has these facts, and a sample of all else that is required."""
        schema = self._response(operation, status)
        return facts if schema is None else self._fill(schema, facts)

    def _response(self, operation: Json, status: int) -> Json | None:
        described = operation["responses"].get(str(status))
        if described is None:
            raise NotInSchema(f"a response {status} is not described")
        content = self._at(described).get("content", {})
        return next((kind["schema"] for kind in content.values()), None)

    def _judge(self, value: Any, schema: Json, what: str) -> None:
        whole = {**self._schema, **_with_null(schema)}
        for error in Draft202012Validator(whole).iter_errors(value):
            raise NotInSchema(f"{what}: {error.json_path}: {error.message}"[:500])

    def _at(self, node: Json) -> Json:
        while "$ref" in node:
            reference = node["$ref"]
            node = self._document
            for step in reference.removeprefix("#/").split("/"):
                node = node[step]
        return node

    def _fill(self, schema: Json, facts: Any) -> Any:
        schema = self._at(schema)
        if isinstance(facts, list) and "items" in schema:
            return [self._fill(schema["items"], each) for each in facts]
        if not isinstance(facts, dict):
            return facts
        required, properties = self._shape(schema)
        missing = {n: self._sample(properties.get(n, {})) for n in required if n not in facts}
        known = {n: self._fill(properties.get(n, {}), value) for n, value in facts.items()}
        return missing | known

    def _shape(self, schema: Json) -> tuple[list[str], Json]:
        schema = self._at(schema)
        required, properties = list(schema.get("required", [])), dict(schema.get("properties", {}))
        for part in (*schema.get("allOf", []), *schema.get("anyOf", [])[:1]):
            more, others = self._shape(part)
            required, properties = required + more, properties | others
        return required, properties

    def _sample(self, schema: Json) -> Any:
        schema = self._at(schema)
        if schema.get("nullable"):
            return None
        if "enum" in schema:
            return schema["enum"][0]
        for choice in ("oneOf", "anyOf", "allOf"):
            if choice in schema and "properties" not in schema:
                return self._sample(schema[choice][0])
        kind = schema.get("type", "object" if "properties" in schema else None)
        if kind == "object":
            return self._fill(schema, {})
        if kind == "array":
            return [self._sample(schema["items"]) for _ in range(schema.get("minItems", 0))]
        samples = {"string": _text(schema), "integer": 1, "number": 1, "boolean": False}
        return samples.get(str(kind))


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"({\w+})", template)
    found = (_PART.fullmatch(part) for part in parts)
    return re.compile(
        "".join(
            f"(?P<{name[1]}>{'.+' if name[1] in _DEEP else '[^/]+'})" if name else re.escape(part)
            for part, name in zip(parts, found, strict=True)
        )
    )


def _with_null(node: Any) -> Any:
    """Return a schema with OpenAPI 3.0's `nullable` in JSON Schema's own words."""
    if isinstance(node, list):
        return [_with_null(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: _with_null(value) for key, value in node.items() if key != "nullable"}
    if node.get("nullable") is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made


def _typed(value: str, schema: Json) -> Any:
    if schema.get("type") == "integer" and value.isdecimal():
        return int(value)
    if schema.get("type") == "boolean" and value in {"true", "false"}:
        return value == "true"
    return value


def _text(schema: Json) -> str:
    samples = {"date-time": "2026-01-01T00:00:00Z", "uri": "https://example.com/"}
    return samples.get(schema.get("format", ""), str(schema.get("example", "x")))
