"""Which file is at a path of the image: COPY and ADD."""

from __future__ import annotations

import pytest

from listing import Listing
from model.built import built, image, text_at
from stoplint.model.fact import Unknown
from stoplint.model.image.globs import Exclusions, matches
from stoplint.model.image.rootfs import Absent, File

CONTEXT = {
    "run.sh": "run",
    "app": "binary",
    "conf/a.conf": "a",
    "conf/b.conf": "b",
    "conf/sub/c.conf": "c",
    "rootfs/etc/svc/run": "svc",
    "rootfs/run.sh": "root-run",
    "x y.sh": "blank",
    "scripts/one.sh": "one",
    "scripts/two.sh": "two",
}


@pytest.mark.parametrize(
    ("steps", "path", "text"),
    [
        ("COPY run.sh /run.sh", "/run.sh", "run"),
        ("COPY run.sh /", "/run.sh", "run"),
        ("COPY run.sh /start", "/start", "run"),
        ("COPY run.sh /opt/x/", "/opt/x/run.sh", "run"),
        ("COPY run.sh /usr/local/bin", "/usr/local/bin/run.sh", "run"),
        ("COPY run.sh .", "/run.sh", "run"),
        ("WORKDIR /w\nCOPY run.sh .", "/w/run.sh", "run"),
        ("WORKDIR /w\nCOPY run.sh ./", "/w/run.sh", "run"),
        ("WORKDIR /w\nCOPY run.sh sub/", "/w/sub/run.sh", "run"),
        ("WORKDIR /w\nCOPY run.sh start", "/w/start", "run"),
        # a folder that exists takes the file in; a name that doesn't is the file's
        ("WORKDIR /w\nCOPY run.sh /w", "/w/run.sh", "run"),
        ("RUN mkdir -p /w/x\nCOPY run.sh /w/x", "/w/x/run.sh", "run"),
        ("COPY app /w/app\nCOPY run.sh /w", "/w/run.sh", "run"),
        ("COPY run.sh app /w", "/w/app", "binary"),
        ("COPY ./run.sh /run.sh", "/run.sh", "run"),
        ("COPY ../run.sh /run.sh", "/run.sh", "run"),
        ("COPY /run.sh /run.sh", "/run.sh", "run"),
        ('COPY ["x y.sh", "/a b/"]', "/a b/x y.sh", "blank"),
        ("ENV D=/d F=run\nCOPY $F.sh ${D}/", "/d/run.sh", "run"),
        ("ARG F\nCOPY ${F:-run}.sh /x", "/x", "run"),
        # folders give their content
        ("COPY conf /etc/app", "/etc/app/a.conf", "a"),
        ("COPY conf /etc/app", "/etc/app/sub/c.conf", "c"),
        ("COPY conf /etc/app", "/etc/app", "folder"),
        ("COPY conf /etc/app", "/etc/app/conf/a.conf", "?"),
        ("COPY . /w", "/w/conf/sub/c.conf", "c"),
        ("COPY . .", "/run.sh", "run"),
        ("COPY rootfs /", "/etc/svc/run", "svc"),
        ("COPY rootfs/ /", "/run.sh", "root-run"),
        # globs
        ("COPY *.sh /s/", "/s/run.sh", "run"),
        ("COPY r?n.* /s/", "/s/run.sh", "run"),
        ("COPY scripts/*.sh /s/", "/s/two.sh", "two"),
        ("COPY */*.conf /s/", "/s/b.conf", "b"),
        ("COPY scr* /s/", "/s/one.sh", "one"),
        ("COPY [rs]un.sh /s/", "/s/run.sh", "run"),
        # the last one wins
        ("COPY run.sh /x\nCOPY app /x", "/x", "binary"),
        ("COPY run.sh /x/run.sh\nCOPY rootfs /x", "/x/run.sh", "root-run"),
        ("COPY rootfs /x\nCOPY run.sh /x/", "/x/run.sh", "run"),
        ("COPY rootfs /x\nCOPY app /x/other", "/x/run.sh", "root-run"),
        # here-documents
        ("COPY <<EOF /x\n#!/bin/sh\nEOF", "/x", "#!/bin/sh\n"),
        ("COPY <<A <<B /d/\na\nA\nb\nB", "/d/B", "b\n"),
        ("COPY <<EOF run.sh /d/\na\nEOF", "/d/run.sh", "run"),
        ('ENV N=app\nCOPY <<EOF /x\nexec $N "$@" ${U:-z}\nEOF', "/x", 'exec app "" z\n'),
        ('ENV N=app\nCOPY <<"EOF" /x\nexec $N "$@"\nEOF', "/x", 'exec $N "$@"\n'),
        ('COPY <<EOF /x\nexec \\$N "\\$@"\nEOF', "/x", 'exec $N "$@"\n'),
        ("COPY <<-EOF /x\n\ta\n\tEOF", "/x", "a\n"),
        # ADD
        ("ADD run.sh /x", "/x", "run"),
        ("ADD https://example.org/f.sh /x", "/x", "no text"),
        ("ADD https://example.org/f.sh?a=b /x/", "/x/f.sh", "no text"),
        ("COPY run.sh /x/run.sh\nADD https://example.org/a.git /x", "/x/run.sh", "run"),
        # what is not in the context is there, but nobody knows what it is
        ("COPY target/app.jar /app.jar", "/app.jar", "?"),
        ("COPY dist/ /srv", "/srv/main.js", "?"),
        ("COPY run.sh /srv/x\nCOPY dist/ /srv", "/srv/x", "run"),
        ("ARG J\nCOPY $J /app.jar", "/app.jar", "?"),
        ("COPY run.sh /x\nCOPY --from=busybox /x /x", "/x", "?"),
        ("COPY nothing*.sh /s/", "/s/x.sh", "?"),
        # --parents, --exclude
        ("COPY --parents conf/sub/c.conf /p/", "/p/conf/sub/c.conf", "c"),
        ("COPY --exclude=*.conf conf /c", "/c/a.conf", "?"),
        ("COPY --exclude=*.conf conf /c", "/c/sub/c.conf", "c"),
        ("ONBUILD COPY run.sh /x", "/x", "?"),
        # links in the image
        ("COPY run.sh /a/run.sh\nRUN ln -s /a /b", "/b/run.sh", "run"),
        ("RUN ln -s /a /b\nCOPY run.sh /b/run.sh", "/a/run.sh", "run"),
        ("COPY run.sh /a/run.sh\nRUN ln -s ../a/run.sh /bin/go", "/bin/go", "run"),
        ("RUN ln -s /a /b && ln -s /b /a", "/a/x", "absent"),
        ("COPY run.sh /x/../y/run.sh", "/y/run.sh", "run"),
    ],
)
def test_copy_puts_files_where_docker_does(steps, path, text):
    assert text_at(image(f"FROM debian\n{steps}\n", CONTEXT), path) == text


@pytest.mark.parametrize(
    ("stages", "path", "text"),
    [
        ("FROM debian AS b\nCOPY run.sh /o/r\nFROM debian\nCOPY --from=b /o/r /x", "/x", "run"),
        ("FROM debian AS b\nCOPY run.sh /o/r\nFROM debian\nCOPY --from=0 /o/r /x/", "/x/r", "run"),
        ("FROM debian AS b\nCOPY run.sh /o/r\nFROM debian\nCOPY --from=B /o /x", "/x/r", "run"),
        ("FROM debian AS b\nCOPY . /o\nFROM debian\nCOPY --from=b /o /x", "/x/conf/a.conf", "a"),
        ("FROM debian AS b\nCOPY . /o\nFROM debian\nCOPY --from=b /o/*.sh /x/", "/x/run.sh", "run"),
        ("FROM debian AS b\nWORKDIR /o\nCOPY run.sh r\nFROM debian\nCOPY --from=b o/r /x", "/x", "run"),
        ("FROM debian AS b\nCOPY run.sh /x\nFROM b", "/x", "run"),
        ("FROM debian AS b\nCOPY run.sh /x\nFROM b AS c\nRUN rm /x\nFROM b", "/x", "run"),
        ("FROM debian AS b\nRUN make\nFROM scratch\nCOPY --from=b /o/app /app", "/app", "?"),
        ("FROM debian AS b\nRUN make\nFROM scratch\nCOPY --from=b /o/app /app", "/other", "absent"),
        ("FROM debian AS b\nRUN make\nFROM scratch\nCOPY --from=b /o /app", "/app/bin", "?"),
        ("FROM debian AS b\nCOPY run.sh /r\nRUN ln -s /r /l\nFROM scratch\nCOPY --from=b /l /x", "/x", "run"),
        ("FROM debian AS b\nFROM debian\nCOPY --from=later /r /x\nFROM debian AS later\nFROM debian", "/x", "?"),
        ("FROM debian AS b\nONBUILD COPY run.sh /x\nFROM b", "/x", "run"),
        ("FROM scratch\nCOPY run.sh /x", "/y", "absent"),
        ("FROM scratch\nADD files.tar.xz /", "/y", "?"),
        ("FROM debian AS b\nCOPY conf /c\nRUN ln -s a.conf /c/l\nFROM scratch\nCOPY --from=b /c /d", "/d/l", "a"),
    ],
)
def test_files_come_from_other_stages(stages, path, text):
    assert text_at(image(stages, {**CONTEXT, "files.tar.xz": ""}), path) == text


@pytest.mark.parametrize(
    ("steps", "path", "executable"),
    [
        ("COPY run.sh /x", "/x", False),
        ("COPY go /x", "/x", True),
        ("COPY --chmod=755 run.sh /x", "/x", True),
        ("COPY --chmod=0644 go /x", "/x", False),
        ("COPY --chmod=+x run.sh /x", "/x", True),
        ("COPY --chmod=$M run.sh /x", "/x", None),
        ("COPY --chmod=755 bin /x", "/x/run.sh", True),
        ("COPY bin /x", "/x/run.sh", False),
        ("COPY bin /x\nRUN chmod -R 755 /x", "/x/run.sh", True),
        ("COPY bin /x\nRUN chmod -R u+rwX /x", "/x/run.sh", False),
        ("RUN chmod -R 755 /x\nCOPY bin /x", "/x/run.sh", False),
        ("COPY <<E /x\nE", "/x", False),
        ("COPY --chmod=500 <<E /x\nE", "/x", True),
        ("ADD https://example.org/x /x", "/x", False),
        ("ADD --chmod=755 https://example.org/x /x", "/x", True),
    ],
)
def test_the_execute_bit_is_followed(steps, path, executable):
    context = Listing({"run.sh": "r", "go": "g", "bin/run.sh": "b"}, executable={"go"})
    found = image(f"FROM debian\n{steps}", context).rootfs.lookup(path)
    assert isinstance(found, File)
    assert found.executable is executable


@pytest.mark.parametrize(
    ("ignored", "there", "gone"),
    [
        ("*.md", ["a.sh", "d/c.md"], ["b.md"]),
        ("**/*.md", ["a.sh"], ["b.md", "d/c.md"]),
        ("d", ["a.sh"], ["d/c.md", "d/e/f.sh"]),
        ("d/", ["a.sh"], ["d/c.md"]),
        ("/d", ["a.sh"], ["d/c.md"]),
        ("d\n!d/e", ["a.sh", "d/e/f.sh"], ["d/c.md"]),
        ("*\n!a.sh", ["a.sh"], ["b.md", "d/c.md"]),
        ("# a.sh\n\n  b.md  ", ["a.sh"], ["b.md"]),
        ("*\n!d/e/*.sh", ["d/e/f.sh"], ["a.sh", "d/c.md"]),
        ("?.sh", ["b.md"], ["a.sh"]),
        ("d/**/f.sh", ["d/c.md"], ["d/e/f.sh"]),
        ("\ufeffb.md", ["a.sh"], ["b.md"]),
    ],
)
def test_ignored_files_are_not_copied(ignored, there, gone):
    files = {"a.sh": "x", "b.md": "x", "d/c.md": "x", "d/e/f.sh": "x", ".dockerignore": ignored}
    one = image("FROM scratch\nCOPY . /w/", files)
    assert [path for path in [*there, *gone] if text_at(one, f"/w/{path}") == "x"] == there


def test_a_dockerfile_may_have_its_own_ignore_file():
    files = {"a": "x", "b": "x", ".dockerignore": "a", "Dockerfile": "", "Dockerfile.dockerignore": "b"}
    one = image("FROM scratch\nCOPY . /", files)
    assert (text_at(one, "/a"), text_at(one, "/b")) == ("x", "absent")


def test_a_copied_file_that_is_ignored_is_a_doubt_that_says_so():
    found = image("FROM debian\nCOPY a /a", {"a": "x", ".dockerignore": "a"}).rootfs.lookup("/a")
    assert isinstance(found, Unknown)
    assert ".dockerignore" in found.why


def test_links_of_the_context_are_links_in_the_image():
    context = Listing({"f/real.sh": "x", "f/etc/y": "y"}, links={"f/l.sh": "real.sh", "f/abs": "/etc/y", "out": "../x"})
    one = image("FROM debian\nCOPY f /", context)
    assert (text_at(one, "/l.sh"), text_at(one, "/abs")) == ("x", "y")
    assert text_at(image("FROM debian\nCOPY f/l.sh /x", context), "/x") == "x"
    assert text_at(image("FROM debian\nCOPY out /x", context), "/x") == "?"


def test_a_doubt_names_its_reason():
    reasons = {
        "FROM who/knows": "who/knows",
        "FROM debian\nRUN make": "RUN at Dockerfile:2",
        "FROM debian\nCOPY --from=other/image /x /x": "other/image",
        "FROM debian\nCOPY built.jar /x": "built.jar",
        "FROM debian\nADD x.tar.gz /": "x.tar.gz",
    }
    for text, reason in reasons.items():
        found = image(text, {"x.tar.gz": ""}).rootfs.lookup("/x")
        assert isinstance(found, Unknown)
        assert reason in found.why


def test_a_file_says_which_step_put_it_there_and_whether_it_is_on_disk():
    one = image("FROM debian\nCOPY run.sh /x\nCOPY <<E /y\nE\n", CONTEXT)
    copied, written = one.rootfs.lookup("/x"), one.rootfs.lookup("/y")
    assert isinstance(copied, File)
    assert (copied.from_context, copied.said.line, copied.source.path) == (True, 2, "run.sh")
    assert isinstance(written, File)
    assert (written.from_context, written.said.line) == (False, 3)


def test_a_program_is_found_along_the_path():
    context = Listing({"a": "1", "b": "2"}, executable={"a", "b"})
    rootfs = image("FROM debian\nCOPY a /usr/local/bin/go\nCOPY b /opt/go", context).rootfs
    assert rootfs.which("go").path == "/usr/local/bin/go"
    assert rootfs.which("go", "/nowhere:/opt").path == "/opt/go"
    assert rootfs.which("./go", None, "/opt").path == "/opt/go"
    assert rootfs.which("/opt/go").path == "/opt/go"
    assert rootfs.which("go", ":/x", "/opt").path == "/opt/go"
    assert isinstance(rootfs.which("ls"), Unknown)
    assert isinstance(rootfs.which(""), Absent)
    assert isinstance(image("FROM scratch").rootfs.which("ls"), Absent)


@pytest.mark.parametrize(
    ("steps", "there"),
    [
        ("RUN apt-get update && apt-get install -y --no-install-recommends curl gosu=1.14*", True),
        ("RUN set -eux; apk add --no-cache gosu", True),
        ("RUN for p in a gosu; do dnf install -y $p; done", True),
        ("RUN apt-get install -y gosu && apt-get purge -y gosu", False),
        ("RUN apk add --virtual .deps gosu curl && apk del .deps", False),
        ("RUN apk add -t .deps gosu curl", False),
        ("RUN apt-get install -y gosu && apt-get purge -y $(cat /list)", False),
        ("RUN apt-get install -y gosu && apt-get purge -y 'go*'", False),
        ("RUN apt-get install -y gosu && apt-get purge -y curl", True),
        ("RUN [ -z $X ] || apt-get install gosu", False),
        ("RUN apt-get install gosu-doc", False),
        ("RUN apt-get update # gosu is not needed", False),
        ("RUN echo not gosu", False),
        ("RUN curl -o /usr/local/bin/gosu https://host/gosu && chmod +x /usr/local/bin/gosu", True),
        ("COPY --from=tianon/gosu /gosu /usr/local/bin/", True),
        ("COPY gosu/README /", False),
        ("RUN apt-get install -y gosu\nFROM debian", False),
        ("RUN apt-get install -y gosu\nFROM first", True),
    ],
)
def test_a_program_is_there_when_a_step_puts_or_installs_it(steps, there):
    assert built(f"FROM debian AS first\n{steps}\n")[-1].rootfs.installs("gosu") == there


def test_a_file_that_may_run_goes_before_one_that_may_not():
    context = Listing({"a": "1"}, executable=())
    one = image("FROM scratch\nCOPY a /p/go\nCOPY --chmod=755 a /q/go", context)
    assert one.rootfs.which("go", "/p:/q").path == "/q/go"
    assert one.rootfs.which("go", "/p").path == "/p/go"


def test_the_children_of_a_folder_are_those_that_are_known():
    one = image("FROM scratch\nCOPY conf /c\nCOPY run.sh /c/\nRUN rm /c/a.conf", CONTEXT)
    assert one.rootfs.known_children("/c") == ("b.conf", "run.sh", "sub")
    assert one.rootfs.known_children("/") == ("c",)
    assert one.rootfs.known_children("/nothing") == ()
    debian = image("FROM debian\nCOPY conf /etc", CONTEXT).rootfs
    assert debian.known_children("/etc") == ("a.conf", "b.conf", "sub")


class Counting(Listing):
    """A context that remembers what was asked of it."""

    def __init__(self, files):
        super().__init__(files)
        self.read_paths: list[str] = []
        self.listed = 0

    def read(self, path):
        self.read_paths.append(path)
        return super().read(path)

    def children(self, path):
        self.listed += 1
        return super().children(path)


def test_nothing_is_read_that_nobody_asks_for():
    context = Counting({f"d{n}/f{m}": "x" for n in range(10) for m in range(10)})
    one = image("FROM debian\nCOPY . /w\nCOPY d1 /v", context)
    assert context.read_paths == [".dockerignore"]
    one.rootfs.lookup("/w/d3/f4")
    assert set(context.read_paths) == {".dockerignore", "d3/f4"}
    assert context.listed == 0


def test_a_later_image_does_not_change_an_earlier_one():
    first, second = built(
        "FROM debian AS a\nCOPY run.sh /x\nFROM a AS b\nRUN rm /x\nCMD b\nFROM a AS c\nCMD c", CONTEXT, target="b"
    )
    assert (text_at(first, "/x"), text_at(second, "/x")) == ("absent", "run")


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("*", "", True), ("*", "abc", True), ("a*c", "abbbc", True), ("a*c", "abbb", False), ("*a*b*", "xxaxxbxx", True),
        ("?", "a", True), ("?", "", False), ("[a-c]x", "bx", True), ("[^a-c]x", "bx", False), ("[!a]", "b", True),
        ("\\*", "*", True), ("\\*", "a", False), ("[]", "a", False), ("[", "[", True), ("a[", "a[", True),
        ("**", "abc", True), ("[a-", "[a-", True), ("\\", "\\", True),
    ],
)  # fmt: skip
def test_a_pattern_matches_a_name(pattern, name, expected):
    assert matches(pattern, name) is expected


def test_a_pattern_made_to_hurt_does_not():
    assert not matches("*a" * 500 + "b", "a" * 5000)
    assert not Exclusions(("**/" * 200 + "x",)).leaves_out("/".join("y" * 200))
