"""The demo: a project made from the specification, its people, and the story the tour plays."""
