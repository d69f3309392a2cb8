"""What the fake says no with."""

from typing import Any


class Refusal(Exception):
    """An answer that is no success: its status, its body, and a place to look instead."""

    def __init__(self, status: int, body: Any, location: str = "") -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.location = location


def missing(what: str) -> Refusal:
    """Refuse what is not there, by its name.

    https://docs.gitlab.com/api/rest/troubleshooting/ ("404 Not Found"); the words are those of
    `not_found!` in lib/api/helpers.rb of gitlab-org/gitlab: "404 <Name> Not Found".
    """
    return Refusal(404, {"message": f"404 {what} Not Found"})


def bad(words: str) -> Refusal:
    """Refuse a request that can't be carried out.

    https://docs.gitlab.com/api/rest/troubleshooting/ ("Status code 400"); the commits API answers
    so whatever the cause is: `render_api_error!(result[:message], 400)` in lib/api/commits.rb.
    """
    return Refusal(400, {"message": words})
