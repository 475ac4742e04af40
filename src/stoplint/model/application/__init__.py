"""From the program at the end of the trace to its source: what that does with processes and signals."""
