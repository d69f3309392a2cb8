"""All prose of gatebot in Slack: every sentence says what happened, why, and what to do next.

Entry points, each from a typed value to a note: `refusals.refusal`, `events.event`,
`thread.thread_line`, `answers.answer`, `help.overview` and `help.of_verb`, `failures.*`;
`card` and `forms` hold the words of the card and of the modals.
"""
