"""What a shell computes: words expanded, assignments, tests, patterns."""
