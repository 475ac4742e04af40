"""Patterns of `.dockerignore` and `--exclude`, and of names."""

from __future__ import annotations

import pytest

from model.built import image
from stoplint.model.image.globs import Exclusions, is_glob, matches


@pytest.mark.parametrize(
    ("lines", "left_out", "kept"),
    [
        ("a", "a a/b a/b/c", "b ab x/a"),
        ("a/b", "a/b a/b/c", "a b x/a/b a/c"),
        ("*", "a a/b .h", ""),
        ("*/b", "a/b x/b/c", "b a a/x/b"),
        ("**", "a a/b a/b/c", ""),
        ("**/b", "b a/b x/y/b x/b/c", "a bb a/bb"),
        ("a/**", "a/b a/b/c", "b x/a"),
        ("a/**/b", "a/b a/x/b a/x/y/b/z", "a a/x b"),
        ("a/**/**/b", "a/b a/x/b a/x/y/b", "a b"),
        ("**/*.md", "x.md a/x.md a/b.md/c", "a/x.txt"),
        ("a**", "a ab", "ba"),
        ("**a", "a ba", "ab"),
        ("/a", "a a/b", "b/a"),
        ("./a", "a", "b"),
        ("a/../b", "b", "a"),
        ("a/", "a a/b", "b"),
        ("  a  ", "a", "b"),
        ("#a", "", "a #a"),
        ("!a", "", "a b"),
        ("!", "", "a"),
        ("/", "", "a"),
        ("..", "", "a"),
        ("*|!a", "b", "a a/b"),
        ("*|! a", "b", "a"),
        ("*|!a|a/b", "b a/b", "a a/c"),
        ("!a|*", "a b", ""),
        ("*|!*.md|x.md", "a x.md", "y.md"),
        ("a|!a/b|a/b/c", "a a/x a/b/c", "a/b a/b/d"),
        ("?", "a", "ab"),
        ("[ab]", "a b", "c"),
        ("\\*", "*", "a"),
    ],
)
def test_the_last_line_that_matches_decides(lines, left_out, kept):
    exclusions = Exclusions(tuple(lines.split("|")))
    paths = [*left_out.split(), *kept.split()]
    assert [path for path in paths if exclusions.leaves_out(path)] == left_out.split()


def test_the_root_is_never_left_out():
    assert not Exclusions(("**", "*", ".")).leaves_out("")


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("a", "a", "b aa"),
        ("a*", "a ab abc", "b ba"),
        ("*a", "a ba bba", "ab"),
        ("a*b*c", "abc axbxc abbcc", "acb ab"),
        ("*ab", "ab aab abab", "aba"),
        ("a?", "ab", "a abc"),
        ("[abc]", "a b c", "d ab"),
        ("[a-c]", "a b c", "d - A"),
        ("[a-cx]", "a b x", "d"),
        ("[xa-c]", "x a c", "d"),
        ("[^a-c]", "d x", "a b"),
        ("[^a]x", "bx", "ax x"),
        ("[a-]", "a -", "b"),
        ("[]a]", "] a", "b"),
        ("[^]a]", "b", "] a"),
        ("x[ab]y", "xay xby", "xcy xy"),
        ("\\?", "?", "a"),
        ("a\\*b", "a*b", "axb"),
        ("[a", "[a", "a"),
        ("*.tar.?z", "x.tar.gz", "x.tar.z x.tgz"),
    ],
)
def test_a_pattern_matches_whole_names_only(pattern, yes, no):
    names = [*yes.split(), *no.split()]
    assert [name for name in names if matches(pattern, name)] == yes.split()


def test_what_a_glob_is():
    assert [text for text in ("a", "a*", "?a", "[a]", "{a}", "!a", "a]") if is_glob(text)] == ["a*", "?a", "[a]"]


@pytest.mark.parametrize(
    ("steps", "pattern", "found"),
    [
        ("FROM debian\nCOPY h /h", "/h/*", ("/h/1.sh", "/h/2.sh", "/h/d")),
        ("FROM debian\nCOPY h /h", "/h/*.sh", ("/h/1.sh", "/h/2.sh")),
        ("FROM debian\nCOPY h /h", "/h/[!1].sh", ("/h/2.sh",)),
        ("FROM debian\nCOPY h /h", "/h/.*", ("/h/.hidden",)),
        ("FROM debian\nCOPY h /h", "/h/*/", ("/h/d/",)),
        ("FROM debian\nCOPY h /h", "/h/*/*.sh", ("/h/d/3.sh",)),
        ("FROM debian\nCOPY h /h", "/h/*.conf", ()),
        ("FROM debian\nCOPY h /h", "h/?.sh", ("h/1.sh", "h/2.sh")),
        ("FROM debian\nCOPY h /h\nRUN rm /h/1.sh; touch /h/0.sh", "/h/?.sh", ("/h/0.sh", "/h/2.sh")),
        ("FROM debian\nCOPY h /h\nRUN apt-get install -y x", "/h/?.sh", ("/h/1.sh", "/h/2.sh")),
        ("FROM debian\nCOPY h /h\nVOLUME /h", "/h/?.sh", ("/h/1.sh", "/h/2.sh")),
        ("FROM debian\nRUN mkdir /h", "/h/*", ()),
        ("FROM scratch\nCOPY h /etc/h", "/etc/h/?.sh", ("/etc/h/1.sh", "/etc/h/2.sh")),
        # there may be more
        ("FROM debian\nCOPY h /etc/h", "/etc/h/*", None),
        ("FROM debian\nCOPY h /opt", "/opt/*", None),
        ("FROM debian\nCOPY h /h\nRUN make", "/h/*", None),
        ("FROM debian\nCOPY h /h\nCOPY --from=other/image /x /h/", "/h/*", None),
        ("FROM debian\nCOPY h /h\nCOPY gone*.sh /h/", "/h/*", None),
        ("FROM who/knows\nCOPY h /h", "/h/*", None),
        ("FROM nginx\nCOPY h /docker-entrypoint.d", "/docker-entrypoint.d/*", None),
        ("FROM debian", "/h/*", None),
        ("FROM debian\nCOPY h /h", "/h/@(1|2).sh", None),
        ("FROM debian\nCOPY h /h", "/h/*/3.sh", None),
    ],
)
def test_a_pattern_of_a_shell_matches_the_files_of_a_folder_that_is_known_in_full(steps, pattern, found):
    files = {"h/1.sh": "", "h/2.sh": "", "h/.hidden": "", "h/d/3.sh": ""}
    assert image(steps, files).rootfs.matching(pattern, "/") == found
