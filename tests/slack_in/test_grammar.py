"""What people type, read: each verb, each misreading, and what phones and Slack do to text."""

import pytest

from bot.app.api.commands import (
    AddEvidence,
    Address,
    Approve,
    Baseline,
    Command,
    Help,
    ListGaps,
    Ready,
    RemoveEvidence,
    ShowEvidence,
    ShowGaps,
    ShowHistory,
    ShowProgress,
    ShowStatus,
    Start,
    WaitingOnMe,
    Withdraw,
)
from bot.app.api.ops_commands import (
    AddOps,
    ChangeOpsItem,
    PreviewDigest,
    Remind,
    SetDigest,
    ShowDigest,
    ShowOps,
    ShowRelease,
    TurnDigestOff,
)
from bot.readiness.schedule import DAYS
from bot.readiness.work import OpsAction
from bot.slack.inbound.grammar import parse
from bot.slack.misread import BadCommand, Trouble
from bot.slack.verbs import EXAMPLES, Verb, nearest_verb
from bot.slack.views import remarks


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", WaitingOnMe()),
        ("  \u00a0 ", WaitingOnMe()),
        ("status", ShowStatus()),
        ("STATUS p4", ShowStatus("p4")),
        ("status?", ShowStatus()),
        ("progress", ShowProgress()),
        ("Progress?", ShowProgress()),
        ("start TN-07", Start("TN-07")),
        ('start "Phase 4"', Start("Phase 4")),
        ("baseline P4", Baseline("P4")),
        ("withdraw P4", Withdraw("P4")),
        ("evidence P4", ShowEvidence("P4")),
        ("evidence P4 add doc docs/ERD.md", AddEvidence("P4", "doc", "docs/ERD.md")),
        ("evidence P4 ADD Doc docs/ERD.md", AddEvidence("P4", "doc", "docs/ERD.md")),
        ("evidence P4 add docs/ERD.md", AddEvidence("P4", None, "docs/ERD.md")),
        ('evidence P4 add doc "docs/a b.md"', AddEvidence("P4", "doc", "docs/a b.md")),
        (
            "evidence P4 add test tests/t.py::x https://ci.example/runs/7",
            AddEvidence("P4", "test", "tests/t.py::x https://ci.example/runs/7"),
        ),
        ("evidence P4 remove 3", RemoveEvidence("P4", 3)),
        ("evidence P4 remove #3", RemoveEvidence("P4", 3)),
        ("ready P4", Ready("P4")),
        ("ready P4 a.md `b c.md`", Ready("P4", ("a.md", "b c.md"))),
        (
            "ready P4 tests/t.py::x https://ci.example/7 a.md",
            Ready("P4", ("tests/t.py::x https://ci.example/7", "a.md")),
        ),
        ("approve P4", Approve("P4")),
        ("approve P4 as security", Approve("P4", "security")),
        ("approve P4 AS @Product Owner", Approve("P4", "Product Owner")),
        ("gaps", ShowGaps()),
        ("gaps P4", ShowGaps("P4")),
        ("gaps P4 ;;", ShowGaps("P4")),
        ("gaps P4 no load test; don't know; ", ListGaps("P4", ("no load test", "don't know"))),
        ("gaps P4 one\ntwo", ListGaps("P4", ("one", "two"))),
        (
            "gaps P4 as security: no plan; no drill",
            ListGaps("P4", ("no plan", "no drill"), "security"),
        ),
        (
            "gaps P4 as Data Protection : no plan",
            ListGaps("P4", ("no plan",), "Data Protection"),
        ),
        ("gaps P4 P4-G1", ListGaps("P4", (), None, ("P4-G1",))),
        ("gaps P4 p4-g1, P4-G2; no drill", ListGaps("P4", ("no drill",), None, ("P4-G1", "P4-G2"))),
        ("gaps P4 P4-G1 is back", ListGaps("P4", ("P4-G1 is back",))),
        ("gaps P4 as security", ListGaps("P4", ("as security",))),
        ("gaps P4 as we said; cf. 3: none", ListGaps("P4", ("as we said", "cf. 3: none"))),
        ("address P4-G1 done \u2014 see ADR", Address("P4-G1", "done \u2014 see ADR")),
        ("history P4", ShowHistory("P4")),
        ("remind P4", Remind("P4")),
        ("release", ShowRelease()),
        ("help", Help()),
        ("help Ready", Help("ready")),
    ],
)
def test_a_line_is_read(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("status TN\u201307", ShowStatus("TN-07")),  # an en dash from a phone
        ("address P4\u2014G1 done", Address("P4-G1", "done")),
        ("ready P4 \u201ca b.md\u201d", Ready("P4", ("a b.md",))),  # curly quotes
        ("status\u00a0P4", ShowStatus("P4")),  # a space that does not break
        ("\ufeffstatus \u200bP4", ShowStatus("P4")),  # characters nobody sees
        (
            "gaps P4 caf\u00e9 \u2013 \u201cfine\u201d",
            ListGaps("P4", ("caf\u00e9 \u2013 \u201cfine\u201d",)),
        ),
    ],
)
def test_what_phones_do_to_text_is_undone_in_words_and_kept_in_prose(
    text: str, command: Command
) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("gaps P4 a &lt; b &amp;&amp; c", ListGaps("P4", ("a < b && c",))),
        ("address P4-G1 &amp;lt;", Address("P4-G1", "&lt;")),
        ("gaps P4 ask <@U1|ann> in <#C1|ops>", ListGaps("P4", ("ask @ann in #ops",))),
        ("gaps P4 ask <@U1>", ListGaps("P4", ("ask @U1",))),
        ("approve P4 as <!subteam^S1|@security>", Approve("P4", "security")),
        ("ready P4 <http://ERD.md|ERD.md>", Ready("P4", ("ERD.md",))),
        (
            "evidence P4 add <https://ci.example/r?a=1&amp;b=2>",
            AddEvidence("P4", None, "https://ci.example/r?a=1&b=2"),
        ),
        ("ready P4 <https://ci.example/7|the run>", Ready("P4", ("https://ci.example/7",))),
        ("gaps P4 &lt;@U1&gt;", ListGaps("P4", ("<@U1>",))),
    ],
)
def test_slack_escapes_are_undone_once(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "trouble", "verb", "nearest"),
    [
        ("aprove P4", Trouble.UNKNOWN_VERB, Verb.APPROVE, "approve"),
        ("sign-off P4", Trouble.UNKNOWN_VERB, Verb.APPROVE, "approve"),
        ("lgtm", Trouble.UNKNOWN_VERB, Verb.APPROVE, "approve"),
        ("stauts", Trouble.UNKNOWN_VERB, Verb.STATUS, "status"),
        ("\u6f22\u5b57", Trouble.UNKNOWN_VERB, None, ""),
        ("help aproove", Trouble.UNKNOWN_VERB, Verb.APPROVE, "approve"),
        ("ready", Trouble.MISSING_PHASE, Verb.READY, ""),
        ("history ''", Trouble.MISSING_PHASE, Verb.HISTORY, ""),
        ("evidence add doc a.md", Trouble.MISSING_PHASE, Verb.EVIDENCE, ""),
        ("approve as security", Trouble.MISSING_PHASE, Verb.APPROVE, ""),
        ("start P4 now", Trouble.SURPLUS, Verb.START, ""),
        ("status P4 P5", Trouble.SURPLUS, Verb.STATUS, ""),
        ("approve P4 security", Trouble.SURPLUS, Verb.APPROVE, ""),
        ("approve P4 as", Trouble.MISSING_ROLE, Verb.APPROVE, ""),
        ("evidence P4 ad doc a.md", Trouble.UNKNOWN_ACTION, Verb.EVIDENCE, "add"),
        ("evidence P4 add", Trouble.MISSING_REFERENCE, Verb.EVIDENCE, ""),
        ("evidence P4 add doc", Trouble.MISSING_REFERENCE, Verb.EVIDENCE, ""),
        ("evidence P4 add dco a.md", Trouble.UNKNOWN_KIND, Verb.EVIDENCE, "doc"),
        ("evidence P4 remove two", Trouble.BAD_NUMBER, Verb.EVIDENCE, ""),
        ("evidence P4 remove -1", Trouble.BAD_NUMBER, Verb.EVIDENCE, ""),
        ("evidence P4 remove \u00b2", Trouble.BAD_NUMBER, Verb.EVIDENCE, ""),
        ("address", Trouble.MISSING_GAP, Verb.ADDRESS, ""),
        ("address P4-G1", Trouble.MISSING_NOTE, Verb.ADDRESS, ""),
        ('ready P4 "a b', Trouble.OPEN_QUOTE, Verb.READY, ""),
        ("x" * 20_000, Trouble.TOO_LONG, None, ""),
    ],
)
def test_a_misread_line_says_what_is_wrong_and_what_works(
    text: str, trouble: Trouble, verb: Verb | None, nearest: str
) -> None:
    with pytest.raises(BadCommand) as caught:
        parse(text)
    assert (caught.value.trouble, caught.value.verb) == (trouble, verb)
    assert caught.value.nearest == nearest
    parse(caught.value.example)  # the example works


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("status", ShowStatus("P4")),
        ("approve as security", Approve("P4", "security")),
        ("approve EXEC", Approve("EXEC")),
        ("evidence add doc a.md", AddEvidence("P4", "doc", "a.md")),
        ("ready docs/a.md", Ready("P4", ("docs/a.md",))),
        ("ready", Ready("P4")),
        ("gaps", ShowGaps("P4")),
        ("gaps EXEC no plan", ListGaps("EXEC", ("no plan",))),
        ("gaps as security: no plan", ListGaps("P4", ("no plan",), "security")),
        ("history", ShowHistory("P4")),
    ],
)
def test_a_thread_stands_in_for_the_phase(text: str, command: Command) -> None:
    assert parse(text, thread_phase="P4") == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("gaps nothing here; more", ListGaps("P4", ("nothing here", "more"))),
        ("gaps CI is red", ListGaps("P4", ("CI is red",))),
        ("gaps P4-G1", ListGaps("P4", (), None, ("P4-G1",))),
        ("gaps exec no plan", ListGaps("exec", ("no plan",))),
        ("gaps EXCE no plan", ListGaps("EXCE", ("no plan",))),
        ("gaps P9 no plan", ListGaps("P9", ("no plan",))),
        ("status", ShowStatus("P4")),
    ],
)
def test_in_a_thread_what_names_no_phase_is_said_of_the_threads(
    text: str, command: Command
) -> None:
    assert parse(text, "P4", ("P4", "EXEC")) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("status Phase 4", ShowStatus("Phase 4")),
        ("approve phase P4 as security", Approve("phase P4", "security")),
        ("gaps Gate 2 no plan", ListGaps("Gate 2", ("no plan",))),
        ("ready Phase 4, docs/a.md", Ready("Phase 4", ("docs/a.md",))),
    ],
)
def test_a_phase_may_be_named_in_two_words(text: str, command: Command) -> None:
    assert parse(text) == command


def test_in_a_thread_two_words_name_a_phase_only_if_there_is_one() -> None:
    assert parse("gaps stage 2 fails", "P4", ("P4",)) == ListGaps("P4", ("stage 2 fails",))
    assert parse("gaps Phase 5 is late", "P4", ("P4", "P5")) == ListGaps("Phase 5", ("is late",))


def test_a_word_too_many_in_a_thread_is_refused_with_the_threads_phase() -> None:
    with pytest.raises(BadCommand) as caught:
        parse("status please", "P4", ("P4", "EXEC"))
    assert (caught.value.trouble, caught.value.asked) == (Trouble.SURPLUS, "please")
    assert caught.value.phase == "P4"


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_has_a_parser_and_an_example_that_works(verb: Verb) -> None:
    assert EXAMPLES[verb].split()[0] == verb.value
    assert parse(EXAMPLES[verb]) != WaitingOnMe()


def test_a_suggestion_is_never_a_verb_that_is_far_off() -> None:
    assert nearest_verb("zzzz") is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("ops", ShowOps()),
        ("ops add Restore drill", AddOps("Restore drill")),
        ('ops add "Restore drill"', AddOps("Restore drill")),
        ("ops add Restore drill due 3d", AddOps("Restore drill", "", "3d")),
        ("ops add a due date for x", AddOps("a due date for x")),
        (
            "ops add Ask <@U1|ann> for it <@U0KWAME|kw> due 2026-12-01",
            AddOps("Ask @ann for it", "@U0KWAME", "2026-12-01"),
        ),
        ("ops add Drill due friday @kwame", AddOps("Drill", "@kwame", "friday")),
        ("ops add a &lt; b &amp; c", AddOps("a < b & c")),
        ("ops done 2", ChangeOpsItem(OpsAction.DONE, "2")),
        ("ops done SLO / alerts", ChangeOpsItem(OpsAction.DONE, "SLO / alerts")),
        ("ops reopen 2", ChangeOpsItem(OpsAction.REOPEN, "2")),
        ("ops assign 6 to Mei Tanaka", ChangeOpsItem(OpsAction.ASSIGN, "6", "Mei Tanaka")),
        ("ops assign 6 Mei Tanaka", ChangeOpsItem(OpsAction.ASSIGN, "6", "Mei Tanaka")),
        ("ops assign 6 @Mei Tanaka", ChangeOpsItem(OpsAction.ASSIGN, "6", "@Mei Tanaka")),
        (
            "ops assign move to cloud to mei",
            ChangeOpsItem(OpsAction.ASSIGN, "move to cloud", "mei"),
        ),
        ("OPS Done #2", ChangeOpsItem(OpsAction.DONE, "#2")),
        (
            "ops snooze SLO / alerts until 2 weeks",
            ChangeOpsItem(OpsAction.SNOOZE, "SLO / alerts", "2 weeks"),
        ),
        ("ops snooze 2 3d", ChangeOpsItem(OpsAction.SNOOZE, "2", "3d")),
        ("ops assign 2 to <@U0MEI|mei>", ChangeOpsItem(OpsAction.ASSIGN, "2", "@U0MEI")),
        (
            "ops assign on-call drills <@U0MEI>",
            ChangeOpsItem(OpsAction.ASSIGN, "on-call drills", "@U0MEI"),
        ),
        ("ops assign 2 mei", ChangeOpsItem(OpsAction.ASSIGN, "2", "mei")),
        ("ops link 2 to TW-042", ChangeOpsItem(OpsAction.LINK, "2", "TW-042")),
        (
            "ops link restore drill <https://t.example/7?a=1&amp;b=2>",
            ChangeOpsItem(OpsAction.LINK, "restore drill", "https://t.example/7?a=1&b=2"),
        ),
        ("digest", ShowDigest()),
        ("digest preview", PreviewDigest()),
        ("digest OFF", TurnDigestOff()),
        (
            "digest here 9:00 europe/berlin mon-fri",
            SetDigest("09:00", "Europe/Berlin", DAYS[:5]),
        ),
        ("digest 09:00 UTC daily always", SetDigest("09:00", "UTC", DAYS, always=True)),
        ("digest here 09:00 UTC mon, wed", SetDigest("09:00", "UTC", ("mon", "wed"))),
        ("digest here 09:00 UTC", SetDigest("09:00", "UTC", DAYS[:5])),
    ],
)
def test_the_ops_track_and_digests_are_read(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "trouble", "nearest"),
    [
        ("ops dome 2", Trouble.UNKNOWN_ACTION, "done"),
        ("ops add", Trouble.MISSING_ITEM, ""),
        ("ops add @kwame", Trouble.MISSING_ITEM, ""),
        ("ops done", Trouble.MISSING_ITEM, ""),
        ("ops undo 8", Trouble.UNKNOWN_ACTION, "reopen"),
        ("digest here 09:00 mon-fri", Trouble.MISSING_ZONE, ""),
        ("digest here 09:00 daily", Trouble.MISSING_ZONE, ""),
        ("ops snooze 2", Trouble.MISSING_VALUE, ""),
        ("ops assign", Trouble.MISSING_ITEM, ""),
        ("ops link 2", Trouble.MISSING_VALUE, ""),
        ("digest here", Trouble.MISSING_TIME, ""),
        ("digest here 09:00", Trouble.MISSING_TIME, ""),
        ("digest here 9 UTC", Trouble.BAD_TIME, ""),
        ("digest here 09:00 Berlin", Trouble.BAD_ZONE, "Europe/Berlin"),
        ("digest here 09:00 UTC montag", Trouble.BAD_DAYS, ""),
        ("digest of", Trouble.UNKNOWN_ACTION, "off"),
    ],
)
def test_a_misread_of_them_says_what_works(text: str, trouble: Trouble, nearest: str) -> None:
    with pytest.raises(BadCommand) as caught:
        parse(text)
    assert (caught.value.trouble, caught.value.nearest) == (trouble, nearest)
    assert parse(caught.value.example) != parse("ops")
    assert remarks.misread(caught.value, ()).text


@pytest.mark.parametrize(
    ("text", "offer", "said"),
    [
        ("approve P4 looks good to me", Approve("P4"), "looks good to me"),
        ("approve P4, ship it!", Approve("P4"), "ship it!"),
        ("approve P4 security", Approve("P4"), "security"),
        ("withdraw P4 we found a bug", Withdraw("P4"), "we found a bug"),
        ("withdraw P4 - sorry", Withdraw("P4"), "- sorry"),
        ("start P4 now", Start("P4"), "now"),
        ("baseline P4 please", Baseline("P4"), "please"),
        ("ready P4 please review it", Ready("P4"), "please review it"),
        ("ready P4 doc/ERD.md thanks", Ready("P4"), "doc/ERD.md thanks"),
        ("gaps P4 please", ListGaps("P4", ("please",)), "please"),
        ("gaps P4 none.", ListGaps("P4", ("none.",)), "none."),
        ("gaps P4 is there a plan?", ListGaps("P4", ("is there a plan?",)), "is there a plan?"),
        ("address P4-G1 is that done?", Address("P4-G1", "is that done?"), "is that done?"),
    ],
)
def test_prose_behind_a_command_is_asked_about_and_never_acts(
    text: str, offer: Command, said: str
) -> None:
    with pytest.raises(BadCommand) as caught:
        parse(text)
    assert (caught.value.offer, caught.value.said) == (offer, said)


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("approve?", Approve("P4")),
        ("approve P4?", Approve("P4")),
        ("approve P4?!", Approve("P4")),
        ("approve as security?", Approve("P4", "security")),
        ("withdraw?", Withdraw("P4")),
        ("start P4?", Start("P4")),
        ("baseline P4?", Baseline("P4")),
        ("ready P4?", Ready("P4")),
    ],
)
def test_a_question_is_answered_with_one(text: str, offer: Command) -> None:
    with pytest.raises(BadCommand) as caught:
        parse(text, "P4", ("P4", "EXEC"))
    assert (caught.value.trouble, caught.value.offer) == (Trouble.UNSURE, offer)


def test_a_verdict_with_prose_in_a_thread_is_of_the_threads_phase() -> None:
    with pytest.raises(BadCommand) as caught:
        parse("approve looks good to me", "P4", ("P4", "EXEC"))
    assert caught.value.offer == Approve("P4")
    assert caught.value.said == "looks good to me"


@pytest.mark.parametrize("text", ["`approve` P4", '"approve" P4', "'withdraw' P4", "`approve P4`"])
def test_a_verb_in_code_or_quotes_is_spoken_of_and_does_nothing(text: str) -> None:
    with pytest.raises(BadCommand) as caught:
        parse(text, "P4", ("P4",))
    assert caught.value.trouble is Trouble.UNKNOWN_VERB
