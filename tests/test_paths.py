"""Paths of an image's files, as text."""

from __future__ import annotations

import pytest

from stoplint.paths import absolute, base_name, beside, folder_of


@pytest.mark.parametrize(
    ("path", "folder", "name"), [("/a/b", "/a", "b"), ("/a", "/", "a"), ("a/b", "a", "b"), ("/a/", "/a", "")]
)
def test_a_path_is_a_folder_and_a_name(path: str, folder: str, name: str) -> None:
    assert (folder_of(path), base_name(path)) == (folder, name)


@pytest.mark.parametrize(
    ("path", "name", "found"),
    [
        ("/etc/a.conf", "b.conf", "/etc/b.conf"),
        ("/etc/a.conf", "/b.conf", "/b.conf"),
        ("/a.conf", "b.conf", "/b.conf"),
        ("conf/a.conf", "d/*.conf", "conf/d/*.conf"),
        ("a.conf", "b.conf", "b.conf"),
        ("/etc/", "b.conf", "/etc/b.conf"),
    ],
)
def test_what_stands_beside_a_file_is_as_relative_as_the_file(path: str, name: str, found: str) -> None:
    assert beside(path, name) == found


@pytest.mark.parametrize(
    ("path", "folder", "found"),
    [
        ("a/./b//c", None, "/a/b/c"),
        ("../a", "/b/c", "/b/a"),
        ("../../../a", "/b", "/a"),
        ("/a/..", "/b", "/"),
        ("", "/b", "/b"),
    ],
)
def test_an_absolute_path_has_no_dots_and_stays_in_the_root(path: str, folder: str | None, found: str) -> None:
    assert absolute(path, folder) == found
