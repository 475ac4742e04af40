"""Facts about the world, as rows with a source each."""
