"""What runs when an image is started, and what the stop does to it: no I/O, no parsing."""
