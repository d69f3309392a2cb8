"""The Parallel Ops Track and the ledger of landed commits: listed, changed, written."""
