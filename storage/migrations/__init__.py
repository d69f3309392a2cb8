"""How the tables came to be: one file in versions/ for each step, run by storage.migrate."""
