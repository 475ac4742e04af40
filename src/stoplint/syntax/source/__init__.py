"""Sources of applications: text → the nodes of their language, one module a language, each parser behind its one door."""
