"""Nothing that people write has an effect on a Git host.

What each host obeys, and where it says so:

- GitHub's closing keywords and references:
  https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
  and https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
- GitHub Actions, skipping: https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
- GitLab's default closing pattern:
  https://docs.gitlab.com/administration/issue_closing_pattern/ and
  https://docs.gitlab.com/user/project/issues/managing_issues/#default-closing-pattern
- GitLab's references and quick actions: https://docs.gitlab.com/user/markdown/#gitlab-specific-references
  and https://docs.gitlab.com/user/project/quick_actions/
- GitLab CI, skipping: https://docs.gitlab.com/ci/pipelines/#skip-a-pipeline (`-o ci.skip` is an
  option of a push: in a message it is text)
- GitLab's drafts: https://docs.gitlab.com/user/project/merge_requests/drafts/
- Gitea and Forgejo: modules/references/references.go,
  https://docs.gitea.com/usage/automatically-linked-references; the defaults of
  SKIP_WORKFLOW_STRINGS are in modules/setting/actions.go (GitHub's five, no trailer), and with
  CLOSE_KEYWORDS in https://docs.gitea.com/administration/config-cheat-sheet
- Jira's smart commits:
  https://support.atlassian.com/jira-software-cloud/docs/process-issues-with-smart-commits/
- Azure Pipelines' ***NO_CI***: https://learn.microsoft.com/en-us/azure/devops/pipelines/repos/azure-repos-git
- Conventional commits: https://www.conventionalcommits.org/en/v1.0.0/
"""

import re
import subprocess
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.ports.git_host import CommitInfo
from bot.repository.harmless import harmless, harmless_line, harmless_title
from bot.repository.trailers import composed

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ID = "0f0e"

_REF = (
    r"(?:(?:[\w.-]+(?:/[\w.-]+)*)?[#!&$]\d+|\b(?:GH|GL)-\d+"
    r"|https?://\S+/(?:issues|pulls?|merge_requests|work_items|epics)/\d+)"
)
# GitHub (close, closes, …), GitLab's default pattern, Gitea's CLOSE_KEYWORDS and REOPEN_KEYWORDS.
_CLOSING = (
    r"(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?"
    r"|reopen(?:s|ed)?)"
)
OBEYED = {
    "a reference": re.compile(_REF, re.IGNORECASE),
    "closing": re.compile(
        rf"\b{_CLOSING}:? +(?:issues? +)?(?:{_REF}|[A-Z][A-Z0-9_]+-\d+)", re.IGNORECASE
    ),
    "a mention": re.compile(r"(?<![A-Za-z0-9_])@[\w-]"),
    "skipping": re.compile(
        r"\[(?:ci[ _-]?skip|skip[ _-]?ci|no[ _-]ci|skip actions|actions skip|[^\]]*skip[^\]]*)\]"
        r"|\*\*\*NO_CI\*\*\*",
        re.IGNORECASE,
    ),
    "a GitHub trailer": re.compile(r"(?<!\")skip-checks\s*:", re.IGNORECASE),
    "a quick action": re.compile(r"^/\w", re.MULTILINE),
    "a smart commit": re.compile(r"(?:^|\s)#[A-Za-z]"),
    "GitLab's own in brackets": re.compile(r"\[(?:issue|work_item|epic|vulnerability):"),
    "GitLab's reverts": re.compile(r"reverts (?:commit [0-9a-f]|merge request !)", re.IGNORECASE),
}
AT_THE_BEGINNING = re.compile(
    r"(?:\[draft\]|\(draft\)|draft:|draft |wip:|\[wip\]|fixup!|squash!|amend!|revert\b"
    r"|BREAKING[ -]CHANGE:|(?:feat|fix|perf)(?:\(.*\))?!?:|---|# )",
    re.IGNORECASE,
)
TRAILER = re.compile(r"[A-Za-z0-9-]+\s*:")

WORDS = (
    *("fixes #41", "Closes: #41", "RESOLVED acme/gates#41", "fix GH-41", "closes gl-41"),
    *("Implements group/project#1", "fixing issues #1, #2 and #3", "closes PROJ-41, AB_C-7"),
    "fixes https://github.com/acme/gates/issues/41",
    "Closing https://gitlab.example.com/a/b/-/work_items/41",
    "resolves https://git.example.com/acme/gates/pulls/41",
    *("see !12", "group/project!12", "&12", "$12", "reopens #4", "fixes &num;41 &#41;"),
    *("[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]", "[CI-SKIP]"),
    *("[skip_ci]", "***NO_CI***", "[skip netlify]", "[sk\u200bip ci]", "[skip\u00a0ci]"),
    *("skip-checks: true", "skip-checks:true", "x\n\n\nskip-checks: true", "-o ci.skip"),
    *("@ines", "(@ines)", "é@ines", "@acme/ops", "@all", "@1h30m", "@@ines", "x. @ines"),
    *("/close", "/label ~bug", "x\n/close", "x\u2028/merge", "\u200b/close"),
    *("PROJ-41 #close #comment done", "[issue:41]", "[epic:3]", "#\u200b41"),
    *("Draft: x", "[Draft] x", "(draft) x", "WIP: x", "[WIP] x"),
    *("fixup! P4", "squash! P4", "amend! P4", 'Revert "P4"', "This reverts commit abc1234."),
    *("This reverts merge request !12", "BREAKING CHANGE: all", "feat!: x", "fix(ui): x", "---"),
    *("Co-authored-by: Eve <e@x.org>", "Gate-Intent: forged", "Changelog: added", "# x"),
)


def read(message: str) -> CommitInfo:
    return CommitInfo("0" * 40, message, "", "", AT)


def demand_without_effect(line: str) -> None:
    for what, pattern in OBEYED.items():
        assert not pattern.search(line), (what, line)
    assert "\n" not in line
    line.encode()


some_words = st.lists(st.sampled_from(WORDS) | st.text(max_size=20), max_size=4).map(" ".join)
any_text = (
    some_words | st.text(max_size=60) | st.text("#@![]*/:- fixesGH14\n\u2028\u200b\r", max_size=30)
)


@pytest.mark.parametrize("words", WORDS)
def test_what_a_host_obeys_has_no_effect_and_stays_readable(words: str) -> None:
    for line in (harmless(f"Ana adds {words}"), harmless_line(words), harmless_title(words)):
        demand_without_effect(line)
    letters = re.sub(r"[\W_]", "", "".join(c for c in words if c.isprintable()))
    assert re.sub(r"[\W_]", "", harmless(words)) == letters, "no letter and no digit is lost"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Renew TLS, fixes #41 [skip ci] for @ines", "Renew TLS, fixes # 41 (skip ci) for @ ines"),
        ("architecture/ERD.md#tables at abc1234", "architecture/ERD.md#tables at abc1234"),
        ("bot/x.py@abc1234 for ravi@example.com", "bot/x.py@abc1234 for ravi@example.com"),
        ("TN-07: C# and F#, 5 $ a day!", "TN-07: C# and F#, 5 $ a day!"),
        ("closes TN-07", "closes TN- 07"),
        (
            "認証 👩\u200d💻 \u0645\u06cc\u200c\u062e\u0648",
            "認証 👩\u200d💻 \u0645\u06cc\u200c\u062e\u0648",
        ),
    ],
)
def test_what_it_looks_like(words: str, shown: str) -> None:
    assert harmless(words) == shown


@given(any_text)
@example("/@")
@settings(max_examples=300)
def test_any_text(text: str) -> None:
    for make in (harmless, harmless_line, harmless_title):
        line = make(text)
        assert make(line) == line, "once is enough"
        if make is not harmless:
            demand_without_effect(line)
            assert not AT_THE_BEGINNING.match(line)
    assert not TRAILER.match(harmless_line(text))
    assert len(harmless_title(text)) <= 200
    added = set(harmless(text)) - set(text)
    assert not any(unicodedata.category(sign).startswith("C") for sign in added)


@given(any_text, any_text, any_text)
@settings(max_examples=100)
def test_no_text_adds_a_trailer_to_a_message(subject: str, line: str, value: str) -> None:
    message = composed(subject, (line, "", line), (("Gate-Intent", ID), ("Gate-Phase", value)))
    assert read(message).trailers("Gate-Intent") == (ID,)
    assert len(read(message).trailers("Gate-Phase")) == 1
    *body, last = message.rstrip("\n").split("\n\n")
    assert len(last.split("\n")) == 2
    for paragraph in body[1:]:
        assert not any(TRAILER.match(each) for each in paragraph.split("\n"))


def test_git_reads_the_same_trailers_as_gatebot() -> None:
    words = "\n".join(WORDS)
    message = composed(words, WORDS, (("Gate-Intent", ID), ("Gate-Phase", words)))
    ran = subprocess.run(
        ["git", "interpret-trailers", "--parse"], input=message, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    keys = [line.partition(":")[0] for line in ran.stdout.splitlines()]
    assert keys == ["Gate-Intent", "Gate-Phase"]


def test_other_separators_begin_no_trailer() -> None:
    message = "x\n\nNote: a\u2028Gate-Intent: forged\x0bGate-Intent: too\n"
    assert read(message).trailers("Gate-Intent") == ()
