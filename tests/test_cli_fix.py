"""`stoplint check --fix` and `--diff`, as people call them."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

DOCKERFILE = 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'
BROKEN = "#!/bin/sh\nset -e\n./server --port 80\n"
FIXED = "#!/bin/sh\nset -e\nexec ./server --port 80\n"


def test_fix_writes_the_file_says_how_many_and_ends_with_0(workspace, stoplint):
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": BROKEN})
    result = stoplint("check", "--fix")
    assert (folder / "start.sh").read_text() == FIXED
    assert (folder / "Dockerfile").read_text() == DOCKERFILE
    assert result.code == 0
    assert "1 fix in 1 file" in result.err
    assert stoplint("check").code == 0


def test_fixing_again_changes_nothing(workspace, stoplint):
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": BROKEN})
    stoplint("check", "--fix")
    before = (folder / "start.sh").stat()
    result = stoplint("check", "--fix", "--exit-non-zero-on-fix")
    after = (folder / "start.sh").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert result.code == 0
    assert "fix" not in result.err


def test_exit_non_zero_on_fix(workspace, stoplint):
    workspace({"Dockerfile": DOCKERFILE, "start.sh": BROKEN})
    assert stoplint("check", "--fix", "--exit-non-zero-on-fix").code == 1


def test_what_can_not_be_fixed_is_still_reported_and_ends_with_1(workspace, stoplint):
    workspace({"Dockerfile": DOCKERFILE, "start.sh": "#!/bin/sh\nwhile true; do ./server; done\n"})
    result = stoplint("check", "--fix", "-f", "concise")
    assert result.code == 1
    assert "SL201" in result.out


def test_diff_shows_and_writes_nothing_and_ends_with_1(workspace, stoplint):
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": BROKEN})
    result = stoplint("check", "--diff")
    assert result.code == 1
    assert result.out == (
        "--- a/start.sh\n+++ b/start.sh\n@@ -1,3 +1,3 @@\n #!/bin/sh\n set -e\n-./server --port 80\n+exec ./server --port 80\n"
    )
    assert (folder / "start.sh").read_text() == BROKEN


def test_diff_of_nothing_is_nothing_and_ends_with_0(workspace, stoplint):
    workspace({"Dockerfile": DOCKERFILE, "start.sh": FIXED})
    result = stoplint("check", "--diff")
    assert (result.code, result.out) == (0, "")


@pytest.mark.parametrize(
    "files",
    [
        {"Dockerfile": DOCKERFILE, "start.sh": BROKEN},
        {"Dockerfile": DOCKERFILE.rstrip("\n"), "start.sh": BROKEN.rstrip("\n")},
        {"Dockerfile": DOCKERFILE, "start.sh": "#!/bin/sh\n./server &\nwait\n"},
        {"Dockerfile": "FROM debian:12-slim\r\nCMD ./server --port 80\r\n"},
        {"Dockerfile": "FROM debian:12-slim\nCMD ./server \\\n\t# the port\n\t--port 80"},
        {"Dockerfile": DOCKERFILE, "start.sh": BROKEN.replace("\n", "\r\n")},
    ],
)
def test_git_applies_the_diff_and_has_what_fix_writes(workspace, stoplint, files):
    folder = workspace(files)
    diff = stoplint("check", "--diff").out
    assert diff
    texts = {}
    stoplint("check", "--fix")
    for name in files:
        texts[name] = (folder / name).read_bytes()
    workspace(files)
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], input=diff.encode(), check=True, cwd=folder)
    assert {name: (folder / name).read_bytes() for name in files} == texts


def test_an_unsafe_fix_is_made_when_asked_for_only(workspace, stoplint):
    text = "#!/bin/bash\n./server | tee /var/log/server.log\n"
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": text})
    stoplint("check", "--fix")
    assert (folder / "start.sh").read_text() == text
    stoplint("check", "--fix", "--unsafe-fixes")
    assert (folder / "start.sh").read_text() == "#!/bin/bash\nexec > >(tee /var/log/server.log)\nexec ./server\n"


def test_json_carries_the_edits_and_whether_they_are_safe(workspace, stoplint):
    workspace({"Dockerfile": DOCKERFILE, "start.sh": BROKEN})
    (finding,) = json.loads(stoplint("check", "-f", "json").out)["findings"]
    assert finding["fix"]["safe"] is True
    (edit,) = finding["fix"]["edits"]
    assert edit["text"] == "exec "


def test_the_execute_bit_is_set_and_told_as_git_tells_it(workspace, stoplint):
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": FIXED})
    (folder / "start.sh").chmod(0o644)
    assert "old mode 100644\nnew mode 100755\n" in stoplint("check", "--diff").out
    stoplint("check", "--fix")
    assert (folder / "start.sh").stat().st_mode & 0o777 == 0o755


# ---------------------------------------------------------------- who else uses the file
def test_a_script_of_two_dockerfiles_is_changed_when_it_is_right_for_both(workspace, stoplint):
    folder = workspace({"a/Dockerfile": DOCKERFILE, "b/Dockerfile": DOCKERFILE, "start.sh": BROKEN})
    for name in ("a", "b"):
        (folder / name / "start.sh").symlink_to("../start.sh")
    # a link out of the context is as if nothing were there: use one context
    for name in ("a", "b"):
        os.unlink(folder / name / "start.sh")
    stoplint("check", "--fix", "a/Dockerfile")
    assert (folder / "start.sh").read_text() == FIXED


def test_a_script_that_another_dockerfile_needs_as_it_is_stays(workspace, stoplint):
    lib = "#!/bin/sh\n./server --port 80\n"
    folder = workspace(
        {
            "a/Dockerfile": DOCKERFILE,
            "b/Dockerfile": 'FROM debian:12-slim\nCOPY *.sh /\nCOPY other.sh /\nENTRYPOINT ["/other.sh"]\n',
            "start.sh": lib,
            "other.sh": "#!/bin/sh\n. /start.sh\necho cleaning up\n",
        }
    )
    result = stoplint("check", "--fix", "a/Dockerfile")
    assert (folder / "start.sh").read_text() == lib
    assert "not fixed: start.sh:2: SL201 non-exec-launch: " in result.err
    assert "b/Dockerfile" in result.err
    assert result.code == 1


def test_a_script_that_a_script_nobody_starts_sources_stays(workspace, stoplint):
    folder = workspace(
        {"Dockerfile": DOCKERFILE, "start.sh": BROKEN, "tools/debug.sh": "#!/bin/sh\n. ./start.sh\necho more\n"}
    )
    result = stoplint("check", "--fix")
    assert (folder / "start.sh").read_text() == BROKEN
    assert "tools/debug.sh reads start.sh with `.`" in result.err


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ('. "$(dirname "$0")/start.sh"\n', True),
        ("[ -f start.sh ] && source ./start.sh\n", True),
        ("x=$(. ./start.sh)\n", True),
        ("# then (. start.sh) is read\n", False),
        ("cat <<E\n. start.sh\nE\n", False),
        ("echo 'a\n. start.sh'\n", False),
        (". ./restart.sh # not start.sh\n", False),
    ],
)
def test_what_a_script_sources_is_read_from_its_commands(workspace, stoplint, text, stays):
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": BROKEN, "tools/debug.sh": f"#!/bin/sh\n{text}"})
    stoplint("check", "--fix")
    assert ((folder / "start.sh").read_text() == BROKEN) == stays


def test_a_sourced_script_is_fixed_where_nothing_comes_behind_the_dot(workspace, stoplint):
    folder = workspace(
        {
            "Dockerfile": DOCKERFILE.replace("start.sh", "*.sh", 1),
            "start.sh": "#!/bin/sh\n. /lib.sh\n",
            "lib.sh": "./server\n",
        }
    )
    stoplint("check", "--fix")
    assert (folder / "lib.sh").read_text() == "exec ./server\n"


def test_a_chain_of_scripts_is_fixed_link_by_link(workspace, stoplint):
    folder = workspace(
        {
            "Dockerfile": DOCKERFILE.replace("start.sh", "*.sh", 1),
            "start.sh": "#!/bin/sh\nsh /run.sh\n",
            "run.sh": "cd /srv && ./server\n",
        }
    )
    assert stoplint("check", "--fix").code == 0
    assert (folder / "start.sh").read_text() == "#!/bin/sh\nexec sh /run.sh\n"
    assert (folder / "run.sh").read_text() == "cd /srv && exec ./server\n"


# ---------------------------------------------------------------- bytes
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"#!/bin/sh\n\t./server\t# \xff\xfe", b"#!/bin/sh\n\texec ./server\t# \xff\xfe"),
        (b"#!/bin/sh\n# caf\xc3\xa9\n./server", b"#!/bin/sh\n# caf\xc3\xa9\nexec ./server"),
        (b"#!/bin/sh\n\n\n./server   \n\n\n", b"#!/bin/sh\n\n\nexec ./server   \n\n\n"),
        (b"#!/bin/sh\nX=1 \\\n  ./server \\\n  --a\n", b"#!/bin/sh\nX=1 \\\n  exec ./server \\\n  --a\n"),
        (b"#!/bin/sh\r\n./server\r\n", b"#!/bin/sh\nexec ./server\n"),
    ],
)
def test_bytes_outside_of_the_edits_stay(workspace, stoplint, before, after):
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": before})
    stoplint("check", "--fix")
    assert (folder / "start.sh").read_bytes() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b"\xef\xbb\xbfFROM debian:12-slim\r\nCMD ./server --a\r\n",
            b'\xef\xbb\xbfFROM debian:12-slim\r\nCMD ["./server", "--a"]\r\n',
        ),
        (
            b"FROM debian:12-slim\nCMD ./server \\\n\t# why\n\t--a",
            b'FROM debian:12-slim\nCMD ["./server", \\\n\t# why\n\t"--a"]',
        ),
        (
            b"FROM debian:12-slim\n  cmd   ./server  'a b' \n\n",
            b'FROM debian:12-slim\n  cmd   ["./server",  "a b"] \n\n',
        ),
        (b"# \xff\nFROM debian:12-slim\nCMD exec2 --a\n", b'# \xff\nFROM debian:12-slim\nCMD ["exec2", "--a"]\n'),
    ],
)
def test_a_dockerfiles_layout_stays(workspace, stoplint, before, after):
    folder = workspace({"Dockerfile": before})
    stoplint("check", "--fix")
    assert (folder / "Dockerfile").read_bytes() == after


def test_the_shell_in_force_is_the_one_that_stays(workspace, stoplint):
    text = 'FROM debian:12-slim\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCMD cd /srv && ./server "$PORT"\n'
    folder = workspace({"Dockerfile": text})
    stoplint("check", "--fix")
    assert (folder / "Dockerfile").read_text().splitlines()[-1] == (
        'CMD ["/bin/bash", "-o", "pipefail", "-c", "cd /srv && exec ./server \\"$PORT\\""]'
    )


def test_an_entrypoint_with_a_cmd_behind_it_stays_shell_form(workspace, stoplint):
    folder = workspace({"Dockerfile": 'FROM debian:12-slim\nENTRYPOINT ./server\nCMD ["--help"]\n'})
    stoplint("check", "--fix", "--select", "SL101")
    assert "ENTRYPOINT exec ./server\n" in (folder / "Dockerfile").read_text()


# ---------------------------------------------------------------- what goes wrong
def test_a_read_only_file_is_named_and_ends_with_2(workspace, stoplint):
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": BROKEN})
    (folder / "start.sh").chmod(0o555)
    result = stoplint("check", "--fix")
    assert "start.sh: not written: is read-only" in result.err
    assert result.code == 2
    assert (folder / "start.sh").read_text() == BROKEN


@pytest.mark.parametrize("other", ["--add-ignore", "--write-baseline=x"])
def test_options_that_exclude_each_other(workspace, stoplint, other):
    workspace({"Dockerfile": DOCKERFILE, "start.sh": BROKEN})
    assert stoplint("check", "--fix", other).code == 2


def test_standard_input_is_not_fixed(workspace, stoplint, monkeypatch):
    import io
    import sys

    workspace({})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"FROM debian:12\nCMD a\n")))
    result = stoplint("check", "--fix", "-")
    assert result.code == 2
    assert "name a file" in result.err


def test_a_silenced_finding_is_not_fixed(workspace, stoplint):
    text = BROKEN.replace("./server", "# stoplint: ignore[SL201]\n./server")
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": text})
    stoplint("check", "--fix")
    assert (folder / "start.sh").read_text() == text


def test_only_selected_rules_are_fixed(workspace, stoplint):
    folder = workspace({"Dockerfile": DOCKERFILE, "start.sh": BROKEN})
    stoplint("check", "--fix", "--select", "SL101")
    assert (folder / "start.sh").read_text() == BROKEN
