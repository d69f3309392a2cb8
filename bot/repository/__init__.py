"""The repository as gatebot reads and writes it: projects, snapshots, branches, landing."""
