"""Every command, form and button to the one use case that carries it out."""
