"""What was signed off under the first version of the rules is held to those."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.evidence import AuditRules
from bot.ports.git_host import CiRun, CiState
from bot.readiness.evidence import Kind, Verdict
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import RULES, judged
from tests.support.repository import START

FORMER: AuditRules = replace(RULES, version=1)
NAN = b'{"openapi": "3.0.3", "x": NaN, "paths": {"/a": {"get": {"tags": [1]}}}}'
NULL = b"openapi: 3.1.0\npaths: {/a: {get: {tags: [a]}, put: }}\n"
SKIPPED = b"import pytest\n@pytest.mark.skip\ndef test_words(): ...\n"


@pytest.mark.parametrize(
    ("kind", "path", "data", "rest"),
    [
        (Kind.DOC, "a.md", "\u3000\n".encode(), ""),
        (Kind.DOC, "a.md", b"<!-- words -->\n", ""),
        (Kind.DOC, "a.md", b'# A\n<!-- <a id="words"></a> -->\n', "#words"),
        (Kind.DOC, "a.yaml", b"# words\na: 1\n", "#words"),
        (Kind.CODE, "a.go", b"// words\n", ""),
        (Kind.CODE, "a.go", b" \n", ""),
        (Kind.CONTRACT, "a.json", NAN, ""),
        (Kind.CONTRACT, "a.yaml", b"openapi: 3.1.0\n", ""),
        (Kind.CONTRACT, "a.yaml", NULL, "#/paths/~1a/put"),
        (Kind.TEST, "test_a.py", SKIPPED, "::test_words ci:7"),
        (Kind.TEST, "a_spec.rb", b"# it 'keeps words' do\n", "::keeps words ci:7"),
    ],
)
async def test_what_passed_passes(
    lab: LocalLab, kind: Kind, path: str, data: bytes, rest: str
) -> None:
    head = lab.commit({path: data})
    lab.record_ci(head, [CiRun("7", head, CiState.GREEN, START + timedelta(hours=1))])

    finding = await judged(lab, head, kind, f"{path}{rest}", FORMER)
    assert finding.verdict is Verdict.PASS, finding.sentence
    assert (await judged(lab, head, kind, f"{path}{rest}")).verdict is Verdict.FAIL
