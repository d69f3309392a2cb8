"""What people are told without asking: cards, Home, digests, reminders, hand edits."""
