"""The public schemas that the fakes check every request and response against."""

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GATEBOT_SHARED", ROOT.parent / "shared")) / "schemas"


def schema_text(name: str) -> str:
    """Return a schema's text; the test is skipped where the schemas are not at hand."""
    if not (SHARED / name).is_file():
        pytest.skip(f"the public schema {name} is not in {SHARED}: set GATEBOT_SHARED")
    return (SHARED / name).read_text(encoding="utf-8")


@lru_cache
def graphql_schema(name: str) -> GraphQLSchema:
    """Return a GraphQL schema; reading it takes a second, so it is read once."""
    return build_schema(schema_text(name), assume_valid=True)


@lru_cache
def openapi(name: str) -> dict[str, Any]:
    """Return an OpenAPI document."""
    return dict(json.loads(schema_text(name)))
