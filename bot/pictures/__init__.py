"""Pictures of a project's state as PNG. Pure: facts in, the same bytes out for the same facts."""
