"""`gatebot check`: what is wrong with the setting-up, and how to mend it, before `serve` does.

Everything is only looked at: nothing is written to Slack, the repository or the database.
"""
