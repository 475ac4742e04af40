"""A folder on disk: what is read, what never is, and where a Dockerfile's context is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stoplint.folder import (
    MAX_BYTES,
    Folder,
    context_of,
    copied_paths,
    find_dockerfiles,
    is_dockerfile_name,
    repository_root,
)
from stoplint.syntax.dockerfile import read
from stoplint.text import Source


def fill(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))


@pytest.fixture
def tree(tmp_path):
    """A root with a bit of everything, and a secret beside it."""
    root = tmp_path / "root"
    fill(root, {"a.sh": "a\r\n", "d/b.sh": "b", "d/e/c.sh": "c"})
    fill(tmp_path, {"secret": "secret", "rootx/secret": "secret"})
    (root / "a.sh").chmod(0o755)
    links = {
        "in": "d/b.sh", "folder": "d", "d/up": "../a.sh", "out": "../secret", "abs": str(tmp_path / "secret"),
        "outfolder": "..", "sibling": "../rootx", "loop": "loop", "loop1": "loop2", "loop2": "loop1", "dangling": "nothing",
        "absin": str(root / "a.sh"), "d/e/top": "../../..", "chain": "outfolder/secret", "self": ".",
    }  # fmt: skip
    for name, target in links.items():
        (root / name).symlink_to(target)
    return root


def test_a_file_is_read_as_it_is(tree):
    folder = Folder(tree, "shown/")
    assert folder["a.sh"].text == "a\r\n"
    assert folder["a.sh"].path == "shown/a.sh"
    assert folder["a.sh"] is folder["a.sh"]
    assert folder["./d//e/../b.sh"].text == "b"


def test_bytes_that_are_no_utf_8_can_be_had_back(tmp_path):
    (tmp_path / "x").write_bytes(b"\xff\xfe\xc3\xa9")
    assert Folder(tmp_path)["x"].text.encode("utf-8", "surrogateescape") == b"\xff\xfe\xc3\xa9"


@pytest.mark.parametrize("path", ["in", "folder/b.sh", "d/up", "absin", "self/a.sh", "self/self/self/d/b.sh"])
def test_links_inside_are_followed(tree, path):
    assert Folder(tree).read(path) is not None


@pytest.mark.parametrize(
    "path",
    [
        "out", "abs", "outfolder/secret", "sibling/secret", "loop", "loop1", "dangling", "d/e/top/secret", "chain",
        "../secret", "d/../../secret", "/etc/passwd", "outfolder", "folder/../../secret", "", "d", "nothing", "a.sh/x",
        "a\0b", "outfolder/root/a.sh",
    ],
)  # fmt: skip
def test_nothing_else_is_reached(tree, path):
    folder = Folder(tree)
    assert folder.read(path) is None
    assert path not in folder
    assert folder.unread(path)
    if path not in ("", "d"):
        assert folder.kind(path) is None
        assert folder.children(path) is None
        assert not folder.executable(path)


NAMES = st.sampled_from(
    ["..", ".", "", "d", "e", "out", "abs", "outfolder", "sibling", "folder", "up", "top", "self", "chain", "secret",
     "a.sh", "loop", "root", "rootx", "in", "~", "etc", "passwd"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.lists(NAMES, max_size=8), st.booleans())
def test_no_path_leaves_the_root(tree, names, absolute):
    folder = Folder(tree)
    path = ("/" if absolute else "") + "/".join(names)
    source = folder.read(path)
    assert source is None or source.text in ("a\r\n", "b", "c")
    real = folder.real(path)
    assert real is None or os.path.realpath(real).startswith(os.path.realpath(tree))
    assert not (folder.children(path) or ()) or "secret" not in folder.children(path)


def test_what_has_no_text_is_there_nonetheless(tmp_path):
    (tmp_path / "big").write_bytes(b"x" * (MAX_BYTES + 1))
    (tmp_path / "most").write_bytes(b"x" * MAX_BYTES)
    (tmp_path / "bin").write_bytes(b"\x7fELF\0")
    folder = Folder(tmp_path)
    assert [folder.kind(name) for name in ("big", "bin", "most")] == ["file"] * 3
    assert [folder.read(name) is None for name in ("big", "bin", "most")] == [True, True, False]
    assert folder.unread("big") == "is larger than 1 MB"
    assert folder.unread("bin") == "is binary"
    assert list(folder) == ["most"]
    assert len(folder) == 1
    assert list(folder.files()) == ["big", "bin", "most"]


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFOs on Windows")
def test_pipes_sockets_and_devices_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(tmp_path)  # the path of a socket may have 107 bytes
        try:
            listener.bind("socket")
        finally:
            os.chdir(here)
    (tmp_path / "tty").symlink_to("/dev/tty")
    folder = Folder(tmp_path)
    for name in ("pipe", "socket", "tty"):
        assert folder.kind(name) is None
        assert folder.read(name) is None
    assert list(folder) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files_and_folders_are_no_error(tmp_path):
    fill(tmp_path, {"x": "x", "d/y": "y"})
    (tmp_path / "x").chmod(0)
    (tmp_path / "d").chmod(0)
    try:
        folder = Folder(tmp_path)
        assert folder.read("x") is None
        assert "ermission" in (folder.unread("x") or "")
        assert folder.children("d") is None
        assert list(find_dockerfiles(tmp_path)) == []
    finally:
        (tmp_path / "d").chmod(0o755)


def test_modes_are_told(tree):
    folder = Folder(tree)
    assert folder.executable("a.sh")
    assert folder.executable("d/up")
    assert not folder.executable("d/b.sh")
    assert not folder.executable("d")
    assert folder.link("in") == "d/b.sh"
    assert folder.link("a.sh") is None
    assert folder.link("outfolder/x") is None


def test_every_key_of_the_mapping_works(tree):
    folder = Folder(tree)
    keys = list(folder)
    assert keys == sorted(keys) == ["a.sh", "absin", "d/b.sh", "d/e/c.sh", "d/up", "in"]
    assert all(key in folder and folder[key].path == key for key in keys)
    with pytest.raises(KeyError):
        folder["nothing"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dockerfile", True), ("Containerfile", True), ("dockerfile", True), ("Dockerfile.dev", True),
        ("api.Dockerfile", True), ("api.dockerfile", True), ("Dockerfile-alpine", True), ("Containerfile.x", True),
        ("Dockerfile.dockerignore", False), (".dockerignore", False), ("Dockerfile.j2", False), ("Dockerfile.tmpl", False),
        ("Dockerfile.template", False), ("Dockerfile.md", False), ("Dockerfile.dev.erb", False), ("Dockerfile~", False),
        ("dockerfile.go", True), ("ProdDjangoDockerfile", True), ("web-Dockerfile", True), ("prod_dockerfile", True),
        ("Dockerfile_web", True), ("dockerfile-web", True), ("web.containerfile", True), ("Containerfile-web", True),
        ("Dockerfile.cs", False), ("dockerfile.js", False), ("Dockerfile.test.ts", False), ("MyDockerfile.md", False),
        ("mydockerfile", False), ("Dockerfile.", False), ("Dockerfiles", False), ("docker-compose.yml", False),
    ],
)  # fmt: skip
def test_dockerfiles_are_known_by_name(name, expected):
    assert is_dockerfile_name(name) is expected


def found(root):
    return [os.path.relpath(path, root) for path in find_dockerfiles(root)]


def test_dockerfiles_are_found_in_order(tmp_path):
    names = ["Dockerfile", "a/Dockerfile", "a/b/x.dockerfile", "b/Containerfile", "node_modules/x/Dockerfile"]
    fill(tmp_path, dict.fromkeys([*names, ".git/Dockerfile", ".venv/Dockerfile", "c/readme"], ""))
    (tmp_path / "Dockerfile.dir").mkdir()
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "Dockerfile.gone").symlink_to("nothing")
    assert found(tmp_path) == names[:4]
    assert next(find_dockerfiles(f"{tmp_path}/a")) == f"{tmp_path}/a/Dockerfile"
    assert list(find_dockerfiles(tmp_path / "nothing")) == []


@pytest.mark.parametrize(
    "ignored",
    [
        {".gitignore": "a\n"},
        {".gitignore": "/a/\n"},
        {".gitignore": "*\n!Dockerfile\n!b/\n"},
        {".gitignore": "Dockerfile\n!/Dockerfile\n", "b/.gitignore": "!Dockerfile\n"},
        {"a/.gitignore": "*\n"},
        {".gitignore": "**/a/**\n"},
        {".gitignore": "a/*\n", "b/.gitignore": "x\n"},
        {".gitignore": "# x\n\n!b\na  \n"},
        {".gitignore": "a\n!a/Dockerfile\n"},  # git: nothing comes back from below an ignored folder
        {".gitignore": "!\n\\\na\n"},
        {".gitignore": "b/**\n!b/c/\n!b/c/Dockerfile\n"},
        {".gitignore": "*/Dockerfile\n"},
        {".gitignore": "*\n!*/\n!b/c/Dockerfile\n"},
        {".gitignore": "b/c/\n!b/c/\n"},
        {".gitignore": "a/Dockerfile/\n"},
    ],
)
def test_gitignore_is_honoured_as_git_does(tmp_path, ignored):
    fill(tmp_path, {"Dockerfile": "", "a/Dockerfile": "", "b/Dockerfile": "", "b/c/Dockerfile": "", **ignored})
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    told = subprocess.run(
        ["git", "-C", str(tmp_path), "ls-files", "--others", "--exclude-standard", "--", "*Dockerfile"],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    assert sorted(found(tmp_path)) == sorted(told)


def test_rules_above_the_searched_folder_count(tmp_path):
    (tmp_path / ".git").mkdir()
    fill(tmp_path, {".gitignore": "skip/\n", "x/skip/Dockerfile": "", "x/y/Dockerfile": ""})
    assert found(tmp_path / "x") == ["y/Dockerfile"]


def test_the_repository_is_the_nearest_folder_with_git(tmp_path):
    (tmp_path / "r/s/t").mkdir(parents=True)
    fill(tmp_path, {"r/.git": "gitdir: elsewhere\n"})
    assert repository_root(tmp_path / "r/s/t") == str(tmp_path / "r")
    assert repository_root(tmp_path / "r/s/nothing/x") == str(tmp_path / "r")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COPY run.sh /", "svc/api"),
        ("COPY go.mod /", "."),
        ("COPY svc/api/run.sh /", "."),
        ("COPY api/run.sh /", "svc"),
        ("COPY go.mod svc/api/run.sh /", "."),
        ("COPY . /", "svc/api"),
        ("", "svc/api"),
        # built before, and in no folder: most of the others decide
        ("COPY target/x.jar /\nCOPY go.mod /", "."),
        ("COPY target/x.jar /\nCOPY run.sh /", "svc/api"),
        ("COPY --from=x go.mod /", "svc/api"),
        ("COPY $X go.mod /", "."),
        ("ADD https://x/go.mod /", "svc/api"),
        ('COPY ["go.mod", "/"]', "."),
        ("COPY ../../go.mod /", "."),
        ("ONBUILD COPY go.mod /", "."),
        ("COPY <<E go.mod\nE", "svc/api"),
    ],
)
def test_the_context_is_where_the_sources_are(tmp_path, text, expected):
    fill(tmp_path, {"go.mod": "", "svc/api/run.sh": "", "svc/api/Dockerfile": ""})
    dockerfile = read(Source("Dockerfile", f"FROM x\n{text}\n"))
    context = context_of(tmp_path / "svc/api/Dockerfile", str(tmp_path), dockerfile)
    assert os.path.relpath(context, tmp_path) == expected


def test_the_context_is_never_above_the_repository(tmp_path):
    fill(tmp_path, {"go.mod": "", "repo/svc/Dockerfile": ""})
    dockerfile = read(Source("Dockerfile", "FROM x\nCOPY go.mod /\n"))
    path = tmp_path / "repo/svc/Dockerfile"
    assert context_of(path, str(tmp_path / "repo"), dockerfile) == str(tmp_path / "repo/svc")
    assert context_of(path, None, dockerfile) == str(tmp_path / "repo/svc")


def test_without_a_repository_the_current_directory_is_the_bound(tmp_path, monkeypatch):
    fill(tmp_path, {"go.mod": "", "here/go.mod": "", "here/svc/Dockerfile": "", "other/Dockerfile": ""})
    dockerfile = read(Source("Dockerfile", "FROM x\nCOPY go.mod /\n"))
    monkeypatch.chdir(tmp_path / "here")
    assert context_of("svc/Dockerfile", None, dockerfile) == str(tmp_path / "here")
    assert context_of(tmp_path / "other/Dockerfile", None, dockerfile) == str(tmp_path / "other")
    monkeypatch.chdir("/")
    assert context_of(tmp_path / "here/svc/Dockerfile", None, dockerfile) == str(tmp_path / "here/svc")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # what is started out of a folder that COPY brings
        ('WORKDIR /app\nCOPY . .\nCMD ["./d/start.sh"]', "."),
        ('WORKDIR /app\nCOPY . .\nCMD ["./start.sh"]', "d"),
        ('COPY . /app\nENTRYPOINT ["/app/d/start.sh"]', "."),
        ('COPY . /app\nENTRYPOINT ["tini", "--", "/app/d/start.sh"]\nCMD ["x"]', "."),
        ("WORKDIR /app\nCOPY . .\nCMD exec d/start.sh", "."),
        ('COPY src /app\nCMD ["node", "/app/main.js"]', "."),
        ('WORKDIR /app\nCOPY src .\nCMD ["node", "main.js"]', "."),
        # not out of it, or built in the image
        ('COPY . /srv\nCMD ["/app/d/start.sh"]', "d"),
        ('COPY . /app\nCMD ["/app/server"]', "d"),
        ('WORKDIR $X\nCOPY . .\nCMD ["./d/start.sh"]', "."),
        ('COPY . /app\nCMD ["/app/src"]', "d"),
        ('COPY . /app\nCMD ["/app/d/start.sh"]\nCMD ["x"]', "d"),
        ('COPY . /app\nCMD ["/app/d/start.sh"]\nFROM x\nCMD ["x"]', "d"),
        # globs
        ("COPY d/*.sh /", "."),
        ("COPY *.sh /", "d"),
        ("COPY */start.sh /", "."),
        ("COPY * /", "d"),
    ],
)
def test_globs_and_what_is_started_say_which_folder_is_the_context(tmp_path, steps, expected):
    fill(tmp_path, {"d/Dockerfile": "", "d/start.sh": "", "src/main.js": "", "server/x": ""})
    dockerfile = read(Source("Dockerfile", f"FROM x\n{steps}\n"))
    assert os.path.relpath(context_of(tmp_path / "d/Dockerfile", str(tmp_path), dockerfile), tmp_path) == expected


def test_sources_are_told_once_and_clean():
    text = "FROM x\nCOPY ./a/ b /c\nADD a *.sh http://x/y [d /e\nCOPY a /\nCOPY --from=x z /\n"
    assert copied_paths(read(Source("D", text))) == ("a", "b")
