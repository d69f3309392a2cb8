"""The rules of phase readiness: pure, standard library only."""
