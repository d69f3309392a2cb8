"""Text and values at their worst: markup, mentions, bidi, zero width, newlines, great length."""

from dataclasses import replace

from hypothesis import Phase
from hypothesis import strategies as st

from bot.ports.card import Brief, Card
from bot.readiness.evidence import Audit, Evidence, Finding, Kind, Verdict
from bot.readiness.round import Gap, GapState, Reviewer, Round, RoundState, Ruling, Seat, Terms
from bot.readiness.status import Status
from tests.slack import people as p

# These examples are large by design: a failing one is read from its error, not by shrinking it.
QUICK = (Phase.explicit, Phase.generate)
MARKUP = (
    "<!channel> <@U1> <!subteam^S1> <#C1> <https://evil.example|click> *b* _i_ ~s~ `c` :tada:",
    "&&&&&amp;&lt;",
    "\u202egnp.exe\u202c\u2066\u200b\u200e\u200f\ufeff",
    "שלום עולם العربية",
    "one\r\ntwo\n\nthree\u2028four\tfive",
    "\x00\x07\ud800 lone",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "| a | b |",
    "",
)
_PIECES = st.one_of(st.sampled_from(MARKUP), st.text(max_size=30))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Up to 4,000 characters of the above."""
    piece = draw(_PIECES)
    return (piece * draw(st.sampled_from((1, 1, 2, 300, 4000))))[:4000]


@st.composite
def reviewers(draw: st.DrawFn) -> Reviewer:
    slack = draw(st.sampled_from(("U1", "W22", "not an id", "<!here>", "")))
    return Reviewer(slack, draw(texts()), draw(texts()), "")


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    roles = draw(st.lists(texts(), max_size=4)) * draw(st.sampled_from((1, 12)))
    people = tuple(draw(st.lists(st.sampled_from(("U1", "U2", "<@U3>", "x" * 3000)), max_size=3)))
    seats = tuple(
        Seat(f"{role}{n}", 2, people * 40, draw(st.sampled_from((None, "S1", "S1> <!here"))))
        for n, role in enumerate(roles)
    )
    by = draw(reviewers())
    decisions = tuple(
        replace(p.decision(by, seat.role, ruling, draw(texts())), id=f"{n}")
        for n, seat in enumerate(seats)
        for ruling in draw(st.lists(st.sampled_from(Ruling), max_size=2))
    )
    return replace(
        p.OPEN,
        phase=draw(texts()),
        title=draw(texts()),
        requester=by,
        owners=(by,),
        commit=draw(st.sampled_from((p.COMMIT, "&" * 4000, ""))),
        terms=Terms(seats, tuple((who, bar) for who in people for _, bar in p.TERMS.barred)),
        state=draw(st.sampled_from(RoundState)),
        decisions=decisions * draw(st.sampled_from((1, 7))),
        landed_commit=draw(texts()),
    )


@st.composite
def gaps(draw: st.DrawFn) -> tuple[Gap, ...]:
    one = replace(
        p.GAP,
        phase=draw(texts()),
        role=draw(texts()),
        reviewer=draw(reviewers()),
        text=draw(texts()),
        about=draw(texts()),
        note=draw(texts()),
        state=draw(st.sampled_from(GapState)),
    )
    count = draw(st.sampled_from((0, 1, 90)))
    return tuple(replace(one, number=n) for n in range(1, count + 1))


def references() -> st.SearchStrategy[str]:
    """As above, without halves of surrogate pairs: a reference is read from a UTF-8 file."""
    return texts().map(lambda text: text.encode("utf-8", "replace").decode())


@st.composite
def audits(draw: st.DrawFn) -> Audit:
    finding = Finding(
        Evidence(draw(st.sampled_from(Kind)), draw(references())),
        draw(st.sampled_from(Verdict)),
        draw(texts()),
        draw(texts()),
    )
    others = tuple(
        replace(finding, evidence=Evidence(Kind.DOC, f"{n}{draw(references())}"))
        for n in range(draw(st.sampled_from((0, 3))))
    )
    return Audit(draw(texts()), "0" * 40, (finding, *others) * draw(st.sampled_from((0, 1, 60))))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    deliverables = tuple(draw(st.lists(texts(), max_size=3)) * draw(st.sampled_from((1, 40))))
    return Card(
        draw(rounds()),
        Brief(draw(audits()), deliverables, "C1", (draw(reviewers()),)),
        draw(st.sampled_from((None, *Status))),
        draw(gaps()),
        draw(st.sampled_from((None, "https://git.example/c/1", "javascript:alert(1)", "x" * 5000))),
        draw(st.sampled_from((None, "https://git.example/c/2|<!here>"))),
    )
