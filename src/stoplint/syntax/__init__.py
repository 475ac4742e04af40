"""Text to nodes with spans: Dockerfiles, shell scripts, and what handles signals in sources."""
