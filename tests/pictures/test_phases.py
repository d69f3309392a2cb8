"""The state of the phases as a picture: what a person sees of it."""

import pytest

from bot.pictures.drawing.colours import GROUND, INK, OF_STATUS, PAPER, QUIET, UNKNOWN
from bot.pictures.painted import Painted
from bot.pictures.phases import PhasesPicture, StatusShown, phases_picture
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.place import Place
from bot.readiness.status import Status
from tests.pictures.reading import contrast, dark, has, opened, share

PLACE = Place("doc/Tracker.md", 7)
TILE = (396.0, 220.0)  # pixels, with two lines of title in three columns


def phase(name: str, status: Status = Status.IN_PROGRESS, title: str = "A title") -> Phase:
    return Phase(name, title, status, (), PLACE)


def picture(*phases: Phase) -> PhasesPicture:
    found = phases_picture(phases, lambda left: f"and {left} more")
    assert found is not None
    return found


@pytest.mark.parametrize("status", list(Status))
def test_each_status_has_its_own_colour_and_its_own_mark(status: Status) -> None:
    """Side by side with every other status, so colours are not all that tells them apart."""
    others = [other for other in Status if other is not status]
    for other in others:
        image = opened(Painted(picture(phase("P", status), phase("P", other))).png())
        half = image.width / 2
        assert has(image, OF_STATUS[status].ground, (40, 40, half - 40, 120))
        marks = [(50, 46, 96, 92), (50 + 621, 46, 96 + 621, 92)]
        pairs = zip((status, other), marks, strict=True)
        one, two = (dark(image, OF_STATUS[s].ink, box) for s, box in pairs)
        assert len(one ^ two) > 0.05 * 46 * 46, "the marks differ in their shapes"


def test_a_status_outside_the_vocabulary_stands_out_with_what_is_written() -> None:
    odd = Phase("P7", "Odd", UnknownStatus("Aproved", Status.SIGNED_OFF, PLACE), (), PLACE)
    found = picture(phase("P1"), odd)
    assert found.tiles[1].written == "Aproved"
    image = opened(Painted(found).png())
    assert has(image, UNKNOWN.ground, (image.width / 2 + 20, 40, image.width - 40, 120))


def test_a_sign_off_that_can_not_be_relied_on_stands_out_and_one_that_can_does_not() -> None:
    signed = [phase(f"P{n}", Status.SIGNED_OFF) for n in range(2)]
    shown = {
        "P0": StatusShown("Signed Off, before gatebot"),
        "P1": StatusShown("Signed Off, no record", "!"),
    }
    found = phases_picture(signed, shown=shown)
    assert found is not None
    assert [tile.written for tile in found.tiles] == [s.written for s in shown.values()]
    image = opened(Painted(found).png())
    left, right = (
        (40, 40, image.width / 2 - 40, 120),
        (image.width / 2 + 20, 40, image.width - 40, 120),
    )
    assert has(image, OF_STATUS[Status.SIGNED_OFF].ground, left)
    assert has(image, UNKNOWN.ground, right)
    asked = phases_picture(signed, shown=shown | {"P1": StatusShown("Signed Off, no record", "?")})
    assert asked is not None
    assert Painted(asked).png() != Painted(found).png(), "what is wrong differs from not known"


def test_tiles_stand_in_rows_of_three_and_grow_downwards() -> None:
    heights = [opened(Painted(picture(*[phase(f"P{n}") for n in range(count)])).png()).height
               for count in (3, 5, 6, 7)]  # fmt: skip
    assert heights[0] < heights[1] == heights[2] < heights[3]


def test_beyond_twenty_four_they_are_counted() -> None:
    found = picture(*[phase(f"P{n}") for n in range(31)])
    assert len(found.tiles) == 24
    assert found.rest == "and 7 more"
    assert opened(Painted(found).png()).height <= 1280, "as many still fit on a screen"
    assert picture(*[phase(f"P{n}") for n in range(24)]).rest == ""


def test_a_long_title_and_a_long_id_stay_in_their_tile() -> None:
    image = opened(
        Painted(picture(phase("P" * 300, title="word " * 90), phase("P2"), phase("P3"))).png()
    )
    between = (28 + TILE[0] + 4, 40, 28 + TILE[0] + 14, image.height - 40)
    assert not has(image, INK, between)
    assert not has(image, OF_STATUS[Status.IN_PROGRESS].ink, between)


def test_a_title_that_cannot_be_written_is_left_out_and_an_id_is_not_drawn_at_all() -> None:
    assert picture(phase("P1", title="認証"), phase("P2")).tiles[0].title == ""
    assert phases_picture([phase("P1"), phase("認証")]) is None
    assert phases_picture([]) is None


def test_it_has_its_own_ground_and_round_corners_for_light_and_dark_pages() -> None:
    image = opened(Painted(picture(phase("P1"), phase("P2"))).png())
    alpha = image.getchannel("A")
    assert alpha.getpixel((0, 0)) == 0
    assert alpha.getpixel((image.width // 2, 14)) == 255
    assert share(image, GROUND, (30, 6, image.width - 30, 24)) > 0.99


def test_every_letter_can_be_read() -> None:
    pairs = [*((p.ground, p.ink) for p in OF_STATUS.values()), (UNKNOWN.ground, UNKNOWN.ink)]
    pairs += [(PAPER, INK), (GROUND, QUIET), (GROUND, INK)]
    assert min(contrast(*pair) for pair in pairs) >= 4.5


def test_the_same_phases_are_the_same_bytes_wherever_they_stand_in_the_file() -> None:
    moved = Phase("P1", "A title", Status.IN_PROGRESS, ("bo",), Place("doc/Other.md", 99))
    one, other = picture(phase("P1"), phase("P2")), picture(moved, phase("P2"))
    assert one == other
    assert hash(one) == hash(other)
    assert Painted(one).png() == Painted(other).png()
    assert one != picture(phase("P1"), phase("P2", Status.READY))


def test_it_is_small() -> None:
    assert (
        len(Painted(picture(*[phase(f"P{n}", title="Some words") for n in range(24)])).png())
        < 100_000
    )
