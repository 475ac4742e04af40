"""Folders on disk: a lazy mapping from paths to sources, and where things are in a repository."""

from stoplint.files import MAX_BYTES, repository_root
from stoplint.folder.disk import Folder
from stoplint.folder.repository import (
    TooManyError,
    context_of,
    find_dockerfiles,
    find_files,
    guess_of,
    is_dockerfile_name,
)
from stoplint.folder.wanted import copied_paths

__all__ = [
    "MAX_BYTES",
    "Folder",
    "TooManyError",
    "context_of",
    "copied_paths",
    "find_dockerfiles",
    "find_files",
    "guess_of",
    "is_dockerfile_name",
    "repository_root",
]
