"""The machine under gatebot: clock, logs, scheduler, work in flight, secrets kept out of sight."""
