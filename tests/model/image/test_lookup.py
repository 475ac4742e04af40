"""Which file a path or a name leads to in an image."""

from __future__ import annotations

import pytest

from listing import Listing
from model.built import image
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import File

DOCKERFILE = """FROM scratch
COPY go /usr/local/bin/
COPY go no /bin/
COPY no /usr/bin/go
COPY go /opt/
RUN ln -s /opt/go /usr/bin/linked; ln -s nowhere /usr/bin/broken; ln -s loop /usr/bin/loop; ln -s /opt /o
"""


@pytest.mark.parametrize(
    ("name", "path", "cwd", "found"),
    [
        ("go", None, "/", "/usr/local/bin/go"),
        ("go", "/bin:/usr/local/bin", "/", "/bin/go"),
        ("go", "/usr/bin:/bin", "/", "/bin/go"),
        ("go", "/usr/bin", "/", "/usr/bin/go"),
        ("go", "/none", "/", ""),
        ("go", "", "/opt", "/opt/go"),
        ("go", "none:", "/opt", "/opt/go"),
        ("go", ".", "/opt", "/opt/go"),
        ("go", "opt", "/", "/opt/go"),
        ("go", "/o", "/", "/opt/go"),
        ("linked", None, "/", "/opt/go"),
        ("broken", None, "/", ""),
        ("loop", None, "/", ""),
        ("no", None, "/", "/bin/no"),
        ("opt/go", None, "/", "/opt/go"),
        ("./go", None, "/opt", "/opt/go"),
        ("./go", None, "/", ""),
        ("../opt/go", "/bin", "/bin", "/opt/go"),
        ("/o/../opt//go", None, "/", "/opt/go"),
        ("go", "/bin/no", "/", ""),
        ("", None, "/bin", ""),
    ],
)
def test_a_name_is_found_as_execvp_finds_it(name, path, cwd, found):
    rootfs = image(DOCKERFILE, Listing({"go": "1", "no": "2"}, executable={"go"})).rootfs
    one = rootfs.which(name, path, cwd)
    assert (one.path if isinstance(one, File) else "") == found
    assert not isinstance(one, Unknown)


def test_a_name_with_a_slash_is_looked_for_from_the_root_where_nothing_else_is_said():
    rootfs = image(DOCKERFILE, {"go": "1", "no": "2"}).rootfs
    assert rootfs.which("opt/go").path == "/opt/go"
    assert rootfs.resolve("opt//./go") == "/opt/go"
    assert rootfs.resolve("../x", "/a/b") == "/a/x"


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        ("COPY go no /c/", {"/c": ("go", "no"), "/": ("c",), "/c/go": (), "/none": ()}),
        ("COPY go /c/\nRUN rm /c/go", {"/c": ()}),
        ("COPY go /c/\nRUN mv /c/go /c/x", {"/c": ("x",)}),
        ("COPY go /c/\nRUN ln -s go /c/l; ln -s /c /d", {"/c": ("go", "l"), "/d": ("go", "l"), "/": ("c", "d")}),
        ("COPY . /c\nRUN rm -r /c; mkdir /c; echo x > /c/x", {"/c": ("x",)}),
        ("COPY . /c\nCOPY go /c/a", {"/c": ("a", "go", "no")}),
        ("COPY . /c\nRUN cp -r /c /d; rm /c/go", {"/c": ("no",), "/d": ("go", "no")}),
        ("COPY . /c\nRUN make", {"/c": ("go", "no")}),
        ("RUN ln -s l /l", {"/l": (), "/": ("l",)}),
        ("COPY go /c/d/e/f", {"/": ("c",), "/c": ("d",), "/c/d/e": ("f",)}),
        ("COPY --from=img /a /c/a\nCOPY go /c/b", {"/c": ("b",)}),
        ("WORKDIR /a/b\nRUN mkdir c", {"/a": ("b",), "/a/b": ("c",)}),
    ],
)
def test_the_names_in_a_folder_are_those_that_are_known(steps, names):
    rootfs = image(f"FROM scratch\n{steps}\n", {"go": "1", "no": "2"}).rootfs
    assert {path: rootfs.known_children(path) for path in names} == names


def test_a_path_of_forty_links_is_followed_and_one_of_more_is_not():
    chain = "; ".join(f"ln -s {at + 1} /{at}" for at in range(41))
    rootfs = image(f"FROM scratch\nRUN {chain}\nCOPY go /41", {"go": "1"}).rootfs
    assert isinstance(rootfs.lookup("/1"), File)
    assert not isinstance(rootfs.lookup("/0"), File)


@pytest.mark.parametrize(("stages", "known"), [(15, True), (25, False)])
def test_a_folder_that_is_copied_on_and_on_is_given_up_with_a_reason(stages, known):
    text = "FROM debian AS s0\nCOPY go /a/go\n"
    text += "".join(f"FROM debian AS s{at}\nCOPY --from=s{at - 1} /a /a\n" for at in range(1, stages))
    found = image(text, {"go": "1"}).rootfs.lookup("/a/go")
    assert isinstance(found, File) if known else found.why == "too many folders are copied on top of each other"


MANY = " ".join(map(str, range(1, 65)))


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (f"for i in {MANY}; do echo $i > /f; done", "64\n"),
        (f"for i in {MANY} 65; do echo $i > /f; done", None),
        (f"V={'x' * 4000}; echo $V > /f", "x" * 4000 + "\n"),
        (f"V={'x' * 4001}; echo $V > /f", None),
        (f"for i in {MANY}; do for j in {MANY}; do :; :; :; :; done; done; echo x > /f", "x\n"),
        (f"for i in {MANY}; do for j in {MANY}; do :; :; :; :; :; done; done; echo x > /f", None),
    ],
    ids=["64 rounds", "65 rounds", "4000 letters", "4001 letters", "16000 commands", "20500 commands"],
)
def test_what_is_too_long_is_left_open(step, text):
    found = image(f"FROM debian\nRUN {step}\n").rootfs.lookup("/f")
    assert (found.source.text if isinstance(found, File) and found.source is not None else None) == text


@pytest.mark.parametrize(
    ("ignored", "copied", "names"),
    [
        ("a", "COPY . /w", {"/w": (".dockerignore", "b", "d"), "/w/d": ("a", "e")}),
        ("d", "COPY . /w", {"/w": (".dockerignore", "a", "b"), "/w/d": ()}),
        ("d\n!d/e", "COPY . /w", {"/w": (".dockerignore", "a", "b", "d"), "/w/d": ("e",)}),
        ("d/a", "COPY . /w", {"/w/d": ("e",)}),
        ("d/a", "COPY d /w", {"/w": ("e",)}),
        ("**/a", "COPY d /w", {"/w": ("e",)}),
        ("*\n!d", "COPY . /w", {"/w": ("d",), "/w/d": ("a", "e")}),
        ("", "COPY --exclude=a . /w", {"/w": (".dockerignore", "b", "d"), "/w/d": ("a", "e")}),
        ("", "COPY --exclude=a d /w", {"/w": ("e",)}),
    ],
)
def test_the_names_in_a_copied_folder_are_those_that_are_not_left_out(ignored, copied, names):
    files = {"a": "1", "b": "2", "d/a": "3", "d/e": "4", ".dockerignore": ignored}
    rootfs = image(f"FROM scratch\n{copied}\n", files).rootfs
    assert {path: rootfs.known_children(path) for path in names} == names


def test_a_file_without_its_carriage_returns_is_no_longer_as_it_is_on_disk():
    rootfs = image("FROM debian\nCOPY f g /\nRUN sed -i 's/\\r$//' /f /g", {"f": "a\r\n", "g": "b\n"}).rootfs
    f, g = rootfs.lookup("/f"), rootfs.lookup("/g")
    assert (f.source.text, f.from_context) == ("a\n", False)
    assert (g.source.text, g.from_context) == ("b\n", True)


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("FROM debian\nCOPY s.sh /srv/", "/srv/s.sh"),
        ("FROM debian\nCOPY . /srv/", "/srv/s.sh"),
        ("FROM debian\nCOPY s.sh /app/", "/app/s.sh"),
        ("FROM scratch\nCOPY s.sh /app/", "/app/s.sh"),
        ("FROM debian\nRUN chmod +x /x; mkdir /y\nCOPY s.sh /app/", "/app/s.sh"),
        # packages bring no script of that name; what is built, fetched or copied from somewhere may
        ("FROM debian\nCOPY s.sh /srv/\nRUN apt-get install -y curl", "/srv/s.sh"),
        ("FROM debian\nCOPY s.sh /srv/\nRUN make install", None),
        ("FROM debian\nRUN make install\nCOPY s.sh /srv/\nRUN apk add x", None),
        ("FROM debian\nCOPY s.sh /srv/\nCOPY --from=other/image / /usr/", None),
        ("FROM debian\nCOPY s.sh /srv/\nRUN cp $(pwd)/s* /usr/local/bin/", None),
        ("FROM debian\nCOPY s.sh /srv/\nRUN install -m755 *.sh /usr/bin", None),
        ("FROM debian\nCOPY s.sh /srv/\nRUN ln -s $PWD/s.sh /usr/bin", None),
        ("FROM debian\nCOPY s.sh /srv/\nRUN ln -s /srv/s.sh /usr/bin/", None),
        ("FROM debian\nCOPY s.sh /srv/\nRUN ln -s /srv/gone /usr/bin/s.sh", None),
        ("FROM debian\nCOPY s.sh /usr/bin/", None),
        ("FROM debian\nCOPY s.sh /go/bin/", None),
        ("FROM who/knows\nCOPY s.sh /srv/", None),
        ("FROM debian\nCOPY gone.sh /srv/s.sh", None),
        # not a script by its name: a package may bring a program that is called so
        ("FROM debian\nCOPY s.sh /srv/server", None),
    ],
)
def test_a_file_is_beside_the_path_only_where_no_folder_of_it_may_have_one(steps, found):
    files = image(steps, {"s.sh": "x", "sub/t": "y"}).rootfs
    name = "server" if "server" in steps else "s.sh"
    beside = files.beside_path(name, "/usr/local/bin:/usr/bin", "/srv")
    assert (beside.path if beside is not None else None) == found
