"""One container: programs started and followed through wrappers, supervisors and runtimes."""
