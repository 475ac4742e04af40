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


def test_killed_at_any_moment_1000_times_the_writer_loses_no_file_and_leaves_none_half_written(tmp_path):
    path = tmp_path / "start.sh"
    path.write_bytes(OLD)
    path.chmod(0o751)
    rng = random.Random(7)
    kills = seen_old = seen_new = 0
    data = OLD
    while kills < 1000:
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

    monkeypatch.setattr(writing.os, broken, fail)
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
