"""What a Dockerfile makes: stages, their files, and what is launched."""
