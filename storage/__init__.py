"""The state: tables, units of work, the outbox. Rows never leave this package."""
