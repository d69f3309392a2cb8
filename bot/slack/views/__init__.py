"""Pure functions from domain values to what Slack shows: the card, the forms, the replies."""
