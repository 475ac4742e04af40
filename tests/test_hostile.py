"""Whatever a repository holds: it is judged or refused in bounded steps, and nothing outside of it is read, shown or changed."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import partial

import pytest

import stoplint as package
from bounded import bounded
from hostile import ALL, DOCKERFILE, GROWING, OUTSIDE, PLAIN, READING, SECRET, Hostile, lay_out

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and FIFOs")
COMMANDS = (
    ("check", "--diff", "--unsafe-fixes"),
    ("trace", "-f", "json"),
    ("check", "-f", "json"),
    ("check", "-f", "junit"),
    ("check", "--add-ignore"),
    ("check", "--fix", "--unsafe-fixes"),
)
# What takes long takes long whatever is asked: these come to all that may grow.
FEW = (("check", "--diff", "--unsafe-fixes"), ("check", "-f", "json"))
# Seconds of CPU time, ten times what the worst takes: for what would never end.
MOST = 20
# C0 but tab and line ends, DEL, C1, what changes directions, what XML has no place for.
RAW = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\r(?!\n)")
COMMAND = re.compile(r"^\s*::|##\[|##vso\[", re.MULTILINE)


def outside(folder):
    root = folder.parent / "outside"
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def repository(tmp_path, monkeypatch):
    def make(hostile):
        folder = tmp_path / "repository"
        lay_out(hostile, folder)
        monkeypatch.chdir(folder)
        from stoplint.config import from_folder

        from_folder.cache_clear()
        return folder

    return make


def refused(constant):
    raise ValueError(constant)


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_repository_is_judged_or_refused(repository, stoplint, name):
    hostile = ALL[name]
    folder = repository(hostile)
    for command in FEW if name in GROWING else COMMANDS:
        with bounded(MOST):
            result = stoplint(*command)
        said = result.out + result.err
        assert result.code in (0, 1, 2), said[-2000:]
        assert "Traceback" not in said
        assert SECRET not in said or SECRET in str(hostile.files)
        assert "root:" not in said
        assert outside(folder) == OUTSIDE
        assert not RAW.search(said), RAW.search(said)
        if "-f" not in command:
            assert not COMMAND.search(said), COMMAND.search(said)
        if "junit" in command and result.out:
            ET.fromstring(result.out)
        if "json" in command and result.out:
            images = json.loads(result.out, parse_constant=refused)["images"]
            if hostile.unknown:
                assert "graceful" not in [each["verdict"] for each in images]
            if hostile.why and "check" in command:
                assert hostile.why in result.err + str([each["reason"] for each in images])


# ---------------------------------------------------------------- writing
def test_nothing_is_written_through_a_link_out_of_the_repository(repository, stoplint):
    folder = repository(Hostile({"Dockerfile": PLAIN}, {"report": "../outside/notes", "known": "../outside/notes"}))
    for command in (
        ("-o", "report"),
        ("--write-baseline", "report"),
        ("--diff", "-o", "report"),
        ("--baseline", "known"),
    ):
        result = stoplint("check", *command)
        assert result.code == 2
        assert "is a link out of the repository" in result.err
    assert outside(folder) == OUTSIDE


@pytest.mark.parametrize("name", ["pipe", "/dev/zero", "/proc/self/environ", "folder"])
def test_a_baseline_is_a_file(repository, stoplint, name):
    repository(Hostile({"Dockerfile": PLAIN, "folder/x": ""}, fifos=("pipe",)))
    result = stoplint("check", "--baseline", name)
    assert result.code == 2
    assert result.err.startswith(f"error: {name}: is ")


def test_a_pipe_that_nobody_reads_is_an_error(repository, stoplint):
    repository(Hostile({"Dockerfile": PLAIN}, fifos=("pipe",)))
    result = stoplint("check", "-o", "pipe")
    assert result.code == 2
    assert result.err.startswith("error: pipe: can't be written: ")


def test_a_printed_difference_is_harmless_and_one_in_a_file_is_exact(repository, stoplint):
    text = "#!/bin/sh\r\n# \x1b[31m \xff\r\n  ::error::x\n#\t##[error]y\n./app\n".replace("\r\n", "\n")
    folder = repository(Hostile({"Dockerfile": DOCKERFILE, "start.sh": text.replace("\xff", "\udcff")}))
    printed = stoplint("check", "--diff")
    assert "\\x1b[31m \\xff" in printed.out
    assert "   \\x3a:error::x\n" in printed.out
    assert "#\t#\\x23[error]y\n" in printed.out
    assert "-o FILE" in printed.err
    stoplint("check", "--diff", "-o", "patch")
    assert b"\x1b[31m \xff\n   ::error::x\n" in (folder / "patch").read_bytes()
    subprocess.run(["git", "apply", "patch"], check=True, cwd=folder)
    assert (folder / "start.sh").read_bytes().endswith(b"exec ./app\n")


def test_a_difference_names_files_as_git_does(repository, stoplint):
    folder = repository(Hostile({'a"\n\t\\x/Dockerfile': PLAIN}))
    stoplint("check", "--diff", "-o", "patch")
    subprocess.run(["git", "apply", "patch"], check=True, cwd=folder)
    assert (folder / 'a"\n\t\\x/Dockerfile').read_text().endswith('CMD ["my-server"]\n')


@pytest.mark.parametrize("how", ["read-only", "two names"])
def test_add_ignore_refuses_what_fix_refuses_and_goes_on(repository, stoplint, how):
    folder = repository(Hostile({"Dockerfile": DOCKERFILE, "start.sh": "#!/bin/sh\n./app\n", "b/Dockerfile": PLAIN}))
    if how == "read-only":
        (folder / "start.sh").chmod(0o555)
    else:
        os.link(folder / "start.sh", folder / "other")
    result = stoplint("check", "--add-ignore")
    assert result.code == 2
    assert "start.sh: not written: " in result.err
    assert (folder / "start.sh").read_text() == "#!/bin/sh\n./app\n"
    assert "# stoplint: ignore[" in (folder / "b/Dockerfile").read_text()


# ---------------------------------------------------------------- faults of ours
def test_an_exception_ends_no_run(repository, stoplint, monkeypatch):
    from stoplint.project import parts

    real = parts.look

    def failing(path, request):
        if path.startswith("bad"):
            raise IndexError("a fault")
        return real(path, request)

    monkeypatch.setattr(parts, "look", failing)
    folder = repository(Hostile({"Dockerfile": PLAIN, "bad/Dockerfile": PLAIN}))
    for command in (("check", "-f", "concise"), ("check", "--fix"), ("trace", ".")):
        result = stoplint(*command)
        assert result.code == 3 or command[0] == "trace"
        assert "Traceback" not in result.err
    assert stoplint("trace", "bad/Dockerfile").code == 3
    assert "bad/Dockerfile: the model failed" in stoplint("check").err
    assert (folder / "Dockerfile").read_text().endswith('CMD ["my-server"]\n')
    assert (folder / "bad/Dockerfile").read_text() == PLAIN


def test_a_fix_that_fails_leaves_the_others(repository, stoplint, monkeypatch):
    from stoplint.fixing import proving

    real = proving.why_not

    def failing(*given, **more):
        if any(str(finding.path).startswith("bad") for finding in given[2]):
            raise IndexError("a fault")
        return real(*given, **more)

    monkeypatch.setattr("stoplint.fixing.why_not", failing)
    folder = repository(Hostile({"Dockerfile": PLAIN, "bad/Dockerfile": PLAIN}))
    result = stoplint("check", "--fix")
    assert result.code == 3
    assert re.findall(r"^(.*): the fixing failed", result.err, re.MULTILINE) == ["bad/Dockerfile"]
    assert (folder / "Dockerfile").read_text().endswith('CMD ["my-server"]\n')
    assert (folder / "bad/Dockerfile").read_text() == PLAIN


def _dies_at_seven(number):
    if number == 7:
        os._exit(9)
    return number


def test_a_process_that_dies_is_one_answer_and_the_others_stand():
    from stoplint.project import checking

    answers = list(checking._from_processes(_dies_at_seven, lambda each: -each, range(20), 2))
    assert answers == [-7 if each == 7 else each for each in range(20)]


# ---------------------------------------------------------------- the place that it runs in
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(package.__file__))}


def run(command, **more):
    started = [sys.executable, "-m", "stoplint", *command]
    return subprocess.run(started, env=ENVIRONMENT, capture_output="stdout" not in more, text=True, check=False, **more)


@pytest.mark.parametrize("command", [("check",), ("rule",), ("config",), ("--help",), ("completion", "bash")])
def test_a_full_disk_is_one_sentence(repository, command):
    repository(Hostile({"Dockerfile": PLAIN}))
    with open("/dev/full", "w") as full:
        result = run(command, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 2
    assert result.stderr == "error: standard output can't be written to: No space left on device\n"


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_closed_streams_change_no_answer_and_no_file(repository, closed):
    folder = repository(Hostile({"Dockerfile": PLAIN}))

    def close():
        for number in closed:
            os.close(number)

    result = run(("check", "-f", "concise"), preexec_fn=close)
    assert result.returncode == 1
    assert (folder / "Dockerfile").read_text() == PLAIN


def test_a_folder_that_is_gone_is_one_sentence(repository):
    folder = repository(Hostile({"Dockerfile": PLAIN, "gone/x": ""}))
    for command in (("check",), ("trace",), ("config",)):
        result = run(command, cwd=folder / "gone", preexec_fn=partial(shutil.rmtree, folder / "gone"))
        assert (result.returncode, result.stderr) == (2, "error: the current directory is gone\n")
        (folder / "gone").mkdir()


def test_few_descriptors_are_enough(repository):
    repository(Hostile({f"{n}/Dockerfile": PLAIN for n in range(3)}))
    few = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (8, 8))
    result = run(("check", "-f", "concise"), preexec_fn=few)
    assert (result.returncode, result.stdout.count("SL102")) == (1, 3)


# ---------------------------------------------------------------- the kernel's word
# What may be opened besides the repository: Python, the package, what every program reads.
_SYSTEM = (
    "/usr/",
    "/lib",
    "/bin/",
    "/etc/ld.so.",
    "/etc/localtime",
    "/etc/locale.alias",
    "/proc/self/",
    "/proc/meminfo",
    "/proc/cpuinfo",
    "/sys/",
    "/dev/null",
    "/etc/pyvenv",
    "/pyvenv",
)
_CALL = re.compile(r'^\d+ +(\w+)\((?:AT_FDCWD, )?"((?:[^"\\]|\\.)*)"(?:, ([A-Z_|]+))?.* = (-?\d+)', re.MULTILINE)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_kernel_sees_nothing_opened_outside_nothing_started_and_no_connection(repository, tmp_path):
    kept = {
        name: each
        for name, each in READING.items()
        if not {"stoplint.toml", "pyproject.toml", ".gitignore"} & {*each.files, *each.links, *each.fifos}
    }
    files, links, fifos = {}, {}, []
    for name, each in kept.items():
        files |= {f"{name}/{path}": text for path, text in each.files.items() if not path.startswith(".git/")}
        links |= {
            f"{name}/{path}": target.replace("../outside", "../../outside") for path, target in each.links.items()
        }
        fifos += [f"{name}/{path}" for path in each.fifos if not path.startswith(".git/")]
    folder = repository(Hostile(files, links, tuple(fifos)))
    told = tmp_path / "told"
    tracer = [
        "strace",
        "-f",
        "-o",
        str(told),
        "-e",
        "trace=open,openat,openat2,creat,execve,connect,bind,sendto,unlink,unlinkat,rename,renameat,renameat2,truncate",
    ]
    started = [*tracer, sys.executable, "-m", "stoplint", "check", "--fix", "--unsafe-fixes", "."]
    plain = {name: value for name, value in ENVIRONMENT.items() if name != "PYTHONPYCACHEPREFIX"}
    plain["PYTHONDONTWRITEBYTECODE"] = "1"
    result = subprocess.run(
        started,
        env=plain,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    if "Operation not permitted" in result.stderr or not told.exists():
        pytest.skip("strace may not trace here")
    assert result.returncode in (0, 1, 2)
    calls = _CALL.findall(told.read_text(errors="replace"))
    home = tuple(
        {
            os.path.realpath(path) + "/"
            for path in (*sys.path, sys.prefix, sys.base_prefix, os.path.dirname(package.__file__))
            if path
        }
    )
    opened = [path for call, path, _, answer in calls if call.startswith("open") and int(answer) >= 0]
    absolute = {os.path.realpath(os.path.join(folder, path)) for path in opened}
    top = os.path.realpath(folder)
    outer = [
        path
        for path in absolute
        if path != top and not path.startswith((top + "/", *home, *_SYSTEM)) and path + "/" not in home
    ]
    assert outer == []
    assert [call for call, *_ in calls].count("execve") == 1
    assert not [call for call, *_ in calls if call in ("connect", "bind", "sendto")]
    assert outside(folder) == OUTSIDE
    assert any(path.endswith("/Dockerfile") for path in absolute)
