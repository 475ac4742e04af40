"""What a stop comes to: steady states, the signal followed, why it is not graceful."""
