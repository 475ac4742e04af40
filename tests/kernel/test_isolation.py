"""Nothing of a container is left, nothing outside of it is reached, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kernel import Case, HarnessError, Stub, machine, stop, stop_many

pytestmark = pytest.mark.kernel


def processes(mark: str) -> list[int]:
    """Those, of all that this machine runs, with this word in their arguments."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                if mark.encode() in (path / "cmdline").read_bytes():
                    found.append(int(path.name))
            except OSError:
                continue
    return found


def until(condition, seconds=240.0):
    """Whether it comes to hold. The patience is for a machine under load: no answer rests on it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.02)
    return condition()


def waiting(pid: int, depth: int = 0) -> str:
    """What a process and those below it wait for, for people."""
    path = Path(f"/proc/{pid}")
    try:
        words = (path / "cmdline").read_text(errors="replace").replace("\0", " ")[-120:]
        stat = (path / "stat").read_text().rpartition(")")[2].split()
        spent = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
        doing = f"{stat[0]} {(path / 'wchan').read_text()}, {spent} s of CPU"
        told = f"{'  ' * depth}{pid} {doing}: {words.strip()!r}\n"
        below = (path / f"task/{pid}/children").read_text().split()
    except OSError as error:
        return f"{'  ' * depth}{pid}: {error}\n"
    return told + "".join(waiting(int(each), depth + 1) for each in below)


def test_a_container_dies_with_whoever_started_it(tmp_path):
    mark = f"mark-{os.getpid()}-dies"
    stub = tmp_path / "stub"
    stub.write_bytes(machine.stub_program())
    code = (
        f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r}\n"
        "from pathlib import Path\nfrom kernel import machine, stop\n"
        # what this session has compiled: a compiler was once seen not to come to its end on a busy machine
        f"machine.compiled = {{'contain': Path({str(machine.compiled('contain'))!r})}}.__getitem__\n"
        f"machine.stub_program = Path({str(stub)!r}).read_bytes\n"
        f"stop({{'Dockerfile': 'FROM x\\nCMD [\"app\", \"{mark}\"]'}}, stubs={{'app': 'app:50'}}, grace=60.0)\n"
    )
    # Killed, it can't remove its folder
    child = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(tmp_path)})
    try:
        # `-c CODE` holds the word, too
        assert until(lambda: len(processes(mark)) > 1 or child.poll() is not None), waiting(child.pid)
        assert child.poll() is None
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert until(lambda: not processes(mark))
    finally:
        child.kill()
        child.wait()


def test_everything_below_pid_1_goes_with_it():
    mark = f"mark-{os.getpid()}-below"
    stop({"Dockerfile": f"FROM x\nCMD setsid sleep 1000{os.getpid()} & app {mark} & app {mark}; true"})
    assert until(lambda: not processes(mark) and not processes(f"1000{os.getpid()}"))


def test_kill_all_reaches_nothing_outside():
    witness = subprocess.Popen(["sleep", "60"])
    try:
        outcome = stop({"Dockerfile": "FROM x\nCMD trap 'kill -TERM -1; kill -9 -1; exit' TERM; app & wait"})
        assert outcome.verdict == "killed"
        assert witness.poll() is None
    finally:
        witness.kill()
        witness.wait()


def test_mounts_and_files_stay_inside(tmp_path):
    before = Path("/proc/self/mounts").read_text(encoding="utf-8")
    mark = f"written-by-{os.getpid()}"
    stop(
        {
            "Dockerfile": f"FROM x\nRUN touch /tmp/{mark} /usr/bin/{mark} /usr/lib/{mark} /etc/{mark}\nCMD touch /tmp/{mark}; exec app"
        }
    )
    assert Path("/proc/self/mounts").read_text(encoding="utf-8") == before
    assert not [folder for folder in ("/tmp", "/usr/bin", "/usr/lib", "/etc") if Path(folder, mark).exists()]


@pytest.mark.parametrize("path", ["/proc/sys/kernel/hostname", "/proc/sys/vm/swappiness", "/proc/sysrq-trigger"])
def test_the_kernels_knobs_can_not_be_turned(path):
    outcome = stop({"Dockerfile": f"FROM x\nCMD if echo 1 > {path}; then exec app; else exit 3; fi"})
    assert outcome.verdict == "fails-to-start", outcome.describe()


def test_there_is_no_network_but_loopback():
    outcome = stop({"Dockerfile": "FROM x\nCMD cat /proc/net/dev; exec app"})
    assert [line.split(":")[0].strip() for line in outcome.output.splitlines() if ":" in line] == ["lo"]


def test_tools_that_are_not_named_are_not_there():
    outcome = stop(
        {"Dockerfile": "FROM x\nCMD for t in gcc python3 perl apt-get; do command -v $t; done; exec app"},
        missing=lambda _: (),
    )
    assert outcome.output.strip() in {"", "/bin/sh: 1: exec: app: not found"}


def test_a_run_step_that_never_ends_is_ended():
    began = time.monotonic()
    outcome = stop(
        {"Dockerfile": "FROM x\nRUN while :; do sleep 1; done\nRUN echo made > /made\nCMD test -s /made && exec app"}
    )
    assert outcome.verdict == "graceful"
    assert time.monotonic() - began < 12


def test_run_steps_do_what_is_harmless_and_pass_over_the_rest():
    text = "FROM x\nRUN set -e; apt-get update && apt-get install -y nginx && printf '#!/bin/sh\\nexec app\\n' > /s && chmod +x /s\nCMD [\"/s\"]"
    outcome = stop({"Dockerfile": text})
    assert outcome.verdict == "graceful", outcome.builds


def test_a_signal_that_does_not_exist_is_an_error_of_the_caller():
    with pytest.raises(HarnessError, match="no such signal"):
        stop({"Dockerfile": "FROM x\nSTOPSIGNAL SIGSTOPP\nCMD app"})


def test_outcomes_come_in_the_order_of_the_cases():
    cases = [
        Case({"Dockerfile": f'FROM x\nCMD ["app", "{n}"]'}, stubs={"app": Stub(drain=0.2 if n % 2 else 0.0)})
        for n in range(8)
    ]
    assert [outcome.argv[1] for outcome in stop_many(cases)] == list("01234567")


def test_the_early_end_of_the_wait_changes_no_verdict():
    texts = ["app; true", "exec app", "trap 'true' TERM; app; true", "app & sleep 1", "app & tail -f /dev/null"]
    settings = [(text, sh, early) for text in texts for sh in ("dash", "bash") for early in (True, False)]
    outcomes = stop_many(
        Case({"Dockerfile": f"FROM x\nCMD {text}"}, sh=sh, early=early, grace=2.0) for text, sh, early in settings
    )
    verdicts = {setting: outcome.verdict for setting, outcome in zip(settings, outcomes, strict=True)}
    assert {key: value for key, value in verdicts.items() if value != verdicts[(*key[:2], False)]} == {}


@pytest.mark.parametrize(
    ("sh", "wait"),
    [
        ("dash", "sleep 1"),
        ("bash", "sleep 1"),
        ("bash", "mkfifo /tmp/p; read -t 1 x <> /tmp/p"),
        pytest.param("ash", "mkfifo /tmp/p; read -t 1 x <> /tmp/p", marks=pytest.mark.kernel("busybox")),
        ("dash", "timeout 1 sleep 100"),
        pytest.param("ash", "timeout 1 sleep 100", marks=pytest.mark.kernel("busybox")),
        ("dash", "until [ -e /x ]; do sleep 1; touch /x; done"),
        ("bash", "for i in 1 2 3 4 5; do sleep 0.3; done"),
    ],
)
def test_a_pause_before_the_application_is_not_taken_for_the_steady_state(sh, wait):
    outcome = stop({"Dockerfile": f"FROM x\nCMD {wait}; exec app"}, sh=sh, stubs={"app": Stub(drain=0.1)})
    assert outcome.verdict == "graceful", outcome.describe()
    assert outcome.tree[0].argv == ("app",)


def test_the_log_says_who_got_what_from_whom():
    outcome = stop(
        {"Dockerfile": "FROM x\nCMD trap 'kill -QUIT $!; wait $!' TERM; app & wait"}, stubs={"app": Stub(drain=0.1)}
    )
    (signalled,) = [event for event in outcome.events if event.kind == "signal"]
    assert signalled.fields[:2] == ("3", "1")
    assert outcome.verdict == "graceful"


def test_user_environment_and_folder_are_those_of_the_image():
    text = "FROM x\nENV A='x y'\nUSER www-data\nWORKDIR /srv/x\nCMD exec app \"$A\" $(id -u) $PWD"
    outcome = stop({"Dockerfile": text})
    (start,) = [event for event in outcome.events if event.kind == "start"]
    assert outcome.tree[0].uid == 33
    assert outcome.tree[0].argv == ("app", "x y", "33", "/srv/x")
    assert start.fields[5] == "/srv/x"
