"""The shells: dash, BusyBox ash and bash, step by step over worlds."""
