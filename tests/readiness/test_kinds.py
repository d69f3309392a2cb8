import pytest

from bot.readiness.evidence import Kind
from bot.readiness.kinds import infer_kind

SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("architecture/ERD.md", Kind.DOC),
        ("ERD.md#keys", Kind.DOC),
        ("architecture/adrs/*", Kind.DOC),
        ("api/openapi.draft.yaml", Kind.CONTRACT),
        ("api/orders.yaml#/paths", Kind.CONTRACT),
        ("tests/test_x.py::test_y ci:7", Kind.TEST),
        ("operations/evidence/soak.md", Kind.ARTIFACT),
        (SHA[:7], Kind.CODE),
        (f"db.sql@{SHA}", Kind.CODE),
        ("api/orders.openapi.yaml", Kind.CONTRACT),
        ("api/orders.yaml#POST /v1/x", Kind.CONTRACT),
        ("src/**/*.py", Kind.CODE),
        ("docs/**", Kind.DOC),
        ("docs/*.md", Kind.DOC),
        ("db_schema_v1.sql", Kind.CODE),
        (".gitlab-ci.yml", Kind.CODE),
        ("cmd/api", Kind.CODE),
        ("soon", None),
        ("TBD.", None),
        ("", None),
    ],
)
def test_the_kind_is_inferred(text: str, kind: Kind | None) -> None:
    assert infer_kind(text) is kind


def test_the_evidence_folder_is_the_projects_own() -> None:
    assert infer_kind("proof/soak.md", "proof/") is Kind.ARTIFACT
    assert infer_kind("operations/evidence/soak.md", "proof/") is Kind.DOC
