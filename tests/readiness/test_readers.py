"""Who may read a project from outside its channels."""

import pytest

from bot.readiness.readers import Readers, Standing, by_standing


@pytest.mark.parametrize("readers", Readers)
@pytest.mark.parametrize("standing", [Standing.GUEST, Standing.EXTERNAL])
def test_guests_and_external_people_never_do(readers: Readers, standing: Standing) -> None:
    assert by_standing(readers, standing) is False


def test_members_of_the_workspace_do_where_the_policy_says_so() -> None:
    assert by_standing(Readers.WORKSPACE, Standing.MEMBER) is True
    assert by_standing(Readers.CHANNEL, Standing.MEMBER) is None


@pytest.mark.parametrize("readers", Readers)
def test_where_nobody_can_tell_the_channel_decides(readers: Readers) -> None:
    assert by_standing(readers, Standing.UNKNOWN) is None
