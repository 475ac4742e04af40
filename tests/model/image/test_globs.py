"""Patterns of `.dockerignore` and `--exclude`, and of names."""

from __future__ import annotations

import pytest

from model.built import built, image
from stoplint.model.fact import Unknown
from stoplint.model.image.changes import MAX_COPIES, TOO_MUCH
from stoplint.model.image.copied_folders import Copied, StageTree
from stoplint.model.image.globs import Exclusions, is_glob, matches, walk
from stoplint.model.image.layers import Layers
from stoplint.model.image.rootfs import File, Link


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
        # what nobody knows came before the folder
        ("FROM debian\nRUN make\nCOPY h /h", "/h/?.sh", ("/h/1.sh", "/h/2.sh")),
        ("FROM debian\nRUN make\nCOPY h /h", "/h/d/*", ("/h/d/3.sh",)),
        ("FROM debian\nRUN adduser u\nCOPY h /home/u", "/home/u/d/*", ("/home/u/d/3.sh",)),
        ("FROM debian\nCOPY h /h\nVOLUME /h", "/h/?.sh", ("/h/1.sh", "/h/2.sh")),
        ("FROM debian\nRUN mkdir /h", "/h/*", ()),
        ("FROM scratch\nCOPY h /etc/h", "/etc/h/?.sh", ("/etc/h/1.sh", "/etc/h/2.sh")),
        # there may be more
        ("FROM debian\nCOPY h /etc/h", "/etc/h/*", None),
        ("FROM debian\nCOPY h /opt", "/opt/*", None),
        ("FROM debian\nCOPY h /h\nRUN make", "/h/*", None),
        ("FROM debian\nWORKDIR /h\nRUN make\nCOPY h /h", "/h/*", None),
        ("FROM debian\nCOPY h /h\nRUN make", "/h/d/*", None),
        ("FROM debian\nWORKDIR /h/d\nRUN make\nCOPY h /h", "/h/d/*", None),
        ("FROM debian\nRUN make\nRUN mkdir /h", "/h/*", None),
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


TREE = {"": "a .h b.sh", "a": "x .y", ".h": "z", "b.sh": ""}


@pytest.mark.parametrize(
    ("pattern", "in_a_shell", "in_go"),
    [
        ("*", "a b.sh", "a .h b.sh"),
        (".*", ".h", ".h"),
        (".h*/*", ".h/z", ".h/z"),
        ("?h", "", ".h"),
        ("[.]h", "", ".h"),
        ("*/*", "a/x", "a/x a/.y .h/z"),
        ("*/.*", "a/.y", "a/.y"),
        ("a/*", "a/x", "a/x a/.y"),
        ("a//*", "a/x", "a/x a/.y"),
        ("*/none", "a/none b.sh/none", "a/none .h/none b.sh/none"),
        ("*.none", "", ""),
    ],
)
def test_a_pattern_is_followed_from_folder_to_folder(pattern, in_a_shell, in_go):
    def names_of(folder: str) -> list[str]:
        return TREE[folder].split()

    assert walk(pattern, names_of, hidden=False, limit=9) == (in_a_shell.split(), True)
    assert walk(pattern, names_of, hidden=True, limit=9) == (in_go.split(), True)
    absolute = walk(f"/{pattern}", lambda folder: names_of(folder[1:]), hidden=True, limit=9)
    assert absolute == ([f"/{path}" for path in in_go.split()], True)


def test_a_pattern_may_match_more_where_a_folder_is_not_known_or_too_many_match():
    def names_of(folder: str) -> list[str] | None:
        return None if folder == "a" else TREE[folder].split()

    assert walk("*/*", names_of, hidden=True, limit=9) == ([".h/z"], False)
    assert walk(".h/*", names_of, hidden=True, limit=9) == ([".h/z"], True)
    assert walk("*", names_of, hidden=True, limit=2) == (["a", ".h"], False)
    assert walk("*/none", names_of, hidden=False, limit=1) == (["a/none"], False)


@pytest.mark.parametrize(
    ("source", "there"),
    [
        ("/d/*/x", ["/t/x"]),
        ("/d/*/*", ["/t/x", "/t/.h"]),
        ("/d/a/*", ["/t/x", "/t/.h"]),
        ("/d/*/none", []),
    ],
)
def test_a_pattern_with_a_sign_in_the_middle_names_files_of_a_stage(source, there):
    text = f"FROM scratch AS one\nCOPY d /d\nFROM scratch\nCOPY --from=one {source} /t/\n"
    one = built(text, {"d/a/x": "x", "d/a/.h": "h", "d/b/y": "y"})[-1]
    for path in ("/t/x", "/t/.h"):
        assert isinstance(one.rootfs.lookup(path), File) is (path in there), path


def test_not_all_names_are_known_where_too_much_was_asked_before():
    layers, files = Layers(None), Layers(None)
    layers.patience = files.patience
    files.put("/d/a", File("/d/a", None, True, None))
    layers.mount("/e", StageTree(files, "/d", Copied(None)))
    assert (files.all_names("/d"), layers.all_names("/e")) == (("a",), ("a",))
    files.patience.total = 0
    files.patience.enter(500)
    assert (files.all_names("/d"), layers.all_names("/e")) == (None, None)
    assert (files.names("/d"), layers.names("/e")) == ((), ())


def test_what_is_made_executable_was_there_before():
    def made(*steps):
        layers = Layers(None)
        for step in steps:
            step(layers)
        return layers.all_names("/d", as_brought=True)

    def unknown(layers):
        layers.muddy("/", Unknown("a step that nobody knows"))

    def executable(layers):
        layers.set_mode("/d", executable=True)

    def put(layers):
        layers.put("/d/a", File("/d/a", None, True, None))

    assert made(unknown, put) == made(unknown, put, executable) == ("a",)
    assert made(unknown, executable, put) is made(put, unknown) is None


def test_what_was_too_much_to_ask_may_be_asked_later():
    inner, outer = Layers(None), Layers(None)
    outer.patience = inner.patience
    inner.put("/f", File("/f", None, True, None))
    inner.put("/l", Link("/f", None))
    outer.mount("/d", StageTree(inner, "/", Copied(None)))
    inner.patience._depth = MAX_COPIES - 1  # as if it were asked through many other copies
    inner.patience._left = 500
    assert outer.entry("/d/f") is TOO_MUCH
    assert outer.real("/d/l") == "/d/l"
    inner.patience._depth = 0
    assert isinstance(outer.entry("/d/f"), File)
    assert outer.real("/d/l") == "/f"
