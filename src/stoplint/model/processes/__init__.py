"""Processes at one moment, and what the kernel does with them and with signals."""
