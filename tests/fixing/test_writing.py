"""The writer: the old file or the new one at any moment, and everything else about the file as it was."""

from __future__ import annotations

import os
import random
import signal
import stat
import time

import pytest

from stoplint.fixing import writing
from stoplint.fixing.applying import Changes

OLD = b"#!/bin/sh\n" + b"./server # old\n" * 3000
NEW = b"#!/bin/sh\r\n" + b"exec ./server \xff\xfe # new\n" * 2500


def leftovers(folder):
    return [name for name in os.listdir(folder) if name.endswith(".stoplint")]


def test_killed_at_any_moment_250_times_the_writer_loses_no_file_and_leaves_none_half_written(tmp_path):
    path = tmp_path / "start.sh"
    path.write_bytes(OLD)
    path.chmod(0o751)
    rng = random.Random(7)
    kills = seen_old = seen_new = 0
    data = OLD
    while kills < 250:
        following = NEW if data == OLD else OLD
        child = os.fork()
        if child == 0:
            try:
                while True:
                    writing.replace(str(path), following)
                    writing.replace(str(path), data)
            finally:
                os._exit(1)
        time.sleep(rng.random() * 0.004)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        kills += 1
        data = path.read_bytes()
        assert data in (OLD, NEW)
        assert stat.S_IMODE(path.stat().st_mode) == 0o751
        seen_old += data == OLD
        seen_new += data == NEW
    assert seen_old > 50
    assert seen_new > 50


@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o664, 0o4755, 0o200])
def test_the_mode_stays(tmp_path, mode):
    path = tmp_path / "Dockerfile"
    path.write_bytes(OLD)
    path.chmod(mode)
    writing.replace(str(path), NEW)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_owner_and_group_stay(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_bytes(OLD)
    os.chown(path, 1234, 5678)
    writing.replace(str(path), NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 5678)


def test_links_stay_and_what_they_lead_to_is_written(tmp_path):
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "start.sh"
    target.write_bytes(OLD)
    first = tmp_path / "first.sh"
    first.symlink_to("real/start.sh")
    second = tmp_path / "second.sh"
    second.symlink_to(first)
    writing.replace(str(second), NEW)
    assert os.readlink(second) == str(first)
    assert os.readlink(first) == "real/start.sh"
    assert not target.is_symlink()
    assert target.read_bytes() == NEW


def test_a_file_with_hard_links_is_left_alone(tmp_path):
    path = tmp_path / "start.sh"
    path.write_bytes(OLD)
    os.link(path, tmp_path / "other.sh")
    with pytest.raises(writing.UnwrittenError, match="2 hard links"):
        writing.replace(str(path), NEW)
    assert path.read_bytes() == OLD


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path):
    path = tmp_path / "start.sh"
    path.write_bytes(OLD + b"# an editor was faster\n")
    with pytest.raises(writing.UnwrittenError, match="changed meanwhile"):
        writing.replace(str(path), NEW, expected=OLD)
    assert path.read_bytes() == OLD + b"# an editor was faster\n"


@pytest.mark.parametrize("broken", ["fsync", "replace", "fchmod"])
def test_a_failure_on_the_way_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, broken):
    path = tmp_path / "start.sh"
    path.write_bytes(OLD)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(OSError, match="No space"):
        writing.replace(str(path), NEW)
    monkeypatch.undo()
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["start.sh"]


def test_read_only_files_are_named_and_the_others_are_written(tmp_path):
    texts = {}
    for name in ("a.sh", "b.sh", "c.sh"):
        (tmp_path / name).write_bytes(b"old")
        texts[str(tmp_path / name)] = "new"
    (tmp_path / "b.sh").chmod(0o444)
    changes = Changes(
        texts=texts, olds=dict.fromkeys(texts, "old"), paths={path: os.path.basename(path) for path in texts}
    )
    assert list(writing.written(changes)) == [("b.sh", "is read-only")]
    assert [(tmp_path / name).read_text() for name in ("a.sh", "b.sh", "c.sh")] == ["new", "old", "new"]
    assert leftovers(tmp_path) == []


def test_bytes_that_are_no_utf_8_are_written_as_they_were(tmp_path):
    path = tmp_path / "start.sh"
    path.write_bytes(b"\xef\xbb\xbf# \xe9\xff\r\nold\r")
    old = path.read_bytes().decode("utf-8", "surrogateescape")
    changes = Changes(
        texts={str(path): old.replace("old", "new")}, olds={str(path): old}, paths={str(path): "start.sh"}
    )
    assert list(writing.written(changes)) == []
    assert path.read_bytes() == b"\xef\xbb\xbf# \xe9\xff\r\nnew\r"


@pytest.mark.parametrize(("mode", "after"), [(0o644, 0o755), (0o600, 0o700), (0o640, 0o750), (0o755, 0o755)])
def test_who_may_read_a_file_may_execute_it_then(tmp_path, mode, after):
    path = tmp_path / "start.sh"
    path.write_bytes(OLD)
    path.chmod(mode)
    writing.make_executable(str(path))
    assert stat.S_IMODE(path.stat().st_mode) == after


# ---------------------------------------------------------------- all changes of a run
def test_texts_and_modes_are_written_and_nothing_else_is_touched(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(b"old")
        (tmp_path / name).chmod(0o644)
    a, b, c = (str(tmp_path / name) for name in ("a", "b", "c"))
    before = os.stat(b).st_ino, os.stat(c).st_ino
    changes = Changes(
        texts={a: "new", c: "old"},
        olds={a: "old", c: "old"},
        executable=frozenset({a, b}),
        paths={a: "A", b: "B", c: "C"},
    )
    assert list(writing.written(changes)) == []
    assert [(tmp_path / name).read_bytes() for name in ("a", "b", "c")] == [b"new", b"old", b"old"]
    assert [stat.S_IMODE(os.stat(path).st_mode) for path in (a, b, c)] == [0o755, 0o755, 0o644]
    assert (os.stat(b).st_ino, os.stat(c).st_ino) == before
    assert sorted(os.listdir(tmp_path)) == ["a", "b", "c"]


def test_a_file_that_is_gone_or_was_changed_is_named_as_people_see_it(tmp_path):
    (tmp_path / "b").write_bytes(b"other")
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    changes = Changes(texts={a: "new", b: "new"}, olds={a: "old", b: "old"}, paths={a: "A", b: "B"})
    assert list(writing.written(changes)) == [
        ("A", "No such file or directory"),
        ("B", "the file was changed meanwhile"),
    ]
    assert (tmp_path / "b").read_bytes() == b"other"
    gone = Changes(executable=frozenset({a}), paths={a: "A"})
    assert list(writing.written(gone)) == [("A", "No such file or directory")]


def test_what_is_no_file_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path, tmp_path / "fifo"):
        with pytest.raises(writing.UnwrittenError, match=r"^is no regular file$"):
            writing.replace(str(path), NEW)


@pytest.mark.parametrize("mode", [0o444, 0o555, 0o400])
def test_a_file_that_nobody_may_write_is_read_only_for_root_too(tmp_path, mode):
    path = tmp_path / "start.sh"
    path.write_bytes(OLD)
    path.chmod(mode)
    with pytest.raises(writing.UnwrittenError, match=r"^is read-only$"):
        writing.replace(str(path), NEW)
    assert path.read_bytes() == OLD


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
@pytest.mark.parametrize(("folder", "file", "why"), [(0o555, 0o666, "its folder is read-only"), (0o666, 0o666, "Permission denied"), (0o777, 0o644, "is read-only"), (0o777, 0o666, "its owner could not be kept")])  # fmt: skip
def test_somebody_else_may_only_replace_what_they_may_write(tmp_path, folder, file, why):
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "start.sh").write_bytes(OLD)
    (inner / "start.sh").chmod(file)
    inner.chmod(folder)
    for outer in (tmp_path, *tmp_path.parents):
        if outer.stat().st_uid == 0 and str(outer).startswith("/tmp/"):
            outer.chmod(outer.stat().st_mode | 0o755)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            changes = Changes(
                texts={str(inner / "start.sh"): "x"},
                olds={str(inner / "start.sh"): OLD.decode()},
                paths={str(inner / "start.sh"): "f"},
            )
            os.write(write, "".join(said for _, said in writing.written(changes)).encode())
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as pipe:
        assert pipe.read() == why
    assert (inner / "start.sh").read_bytes() == OLD


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_owner_group_and_special_bits_stay_together(tmp_path):
    path = tmp_path / "start.sh"
    path.write_bytes(OLD)
    os.chown(path, 1234, 5678)
    path.chmod(0o6755)
    writing.replace(str(path), NEW)
    assert (path.stat().st_uid, path.stat().st_gid, stat.S_IMODE(path.stat().st_mode)) == (1234, 5678, 0o6755)


def test_extended_attributes_stay(tmp_path):
    path = tmp_path / "start.sh"
    path.write_bytes(OLD)
    try:
        os.setxattr(path, "user.origin", b"here")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    writing.replace(str(path), NEW)
    assert os.getxattr(path, "user.origin") == b"here"


def test_a_name_of_the_greatest_length_is_written(tmp_path):
    path = tmp_path / ("x" * 255)
    path.write_bytes(OLD)
    writing.replace(str(path), NEW)
    assert path.read_bytes() == NEW
    assert os.listdir(tmp_path) == ["x" * 255]


def test_what_is_executable_through_a_link_is_the_file(tmp_path):
    (tmp_path / "real").write_bytes(OLD)
    (tmp_path / "real").chmod(0o4640)
    (tmp_path / "link").symlink_to("real")
    writing.make_executable(str(tmp_path / "link"))
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o4750
