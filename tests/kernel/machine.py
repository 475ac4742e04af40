"""What this machine has: whether it can make containers at all, its shells and tools, and the folders made of them.

The folders (one with the tools, one for each kind of `/bin/sh`) are made once a session, and are the read-only
lower layers of every container's root folder.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
FLAVOURS = {"dash": "dash", "bash": "bash", "ash": "busybox"}

# Programs of this machine that a container sees (if they are here); whatever else it names is a stub's.
ESSENTIAL = frozenset(
    (  # noqa: SIM905 -- a page of quotes would hide the names
        # coreutils
        "[ basename cat chgrp chmod chown chroot cp cut date dd dirname echo env expr false fold head hostid id install "
        "join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc od paste pathchk printenv printf "
        "pwd readlink realpath rm rmdir seq sha1sum sha256sum shuf sleep sort split stat stdbuf stty sum sync tac tail tee "
        "test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users wc who whoami yes "
        # util-linux, procps and other everyday tools
        "choom flock getopt ionice kill logger mountpoint renice rev runuser script setarch setsid sg su taskset "
        "hostname ps pgrep pkill pidof top find xargs grep egrep fgrep sed mawk awk which gzip tar start-stop-daemon "
        "ldconfig update-alternatives newgrp dash"
    ).split()
)
# Shells, init programs, wrappers and supervisors: each may be missing on a Debian, and a test that needs it skips then.
OPTIONAL = frozenset(
    (  # noqa: SIM905 -- likewise
        "bash rbash busybox mksh zsh killall tini tini-static dumb-init gosu su-exec sudo setpriv unbuffer supervisord supervisorctl "
        "tmux screen dtach "
        "runsv runsvdir runit runit-init sv svlogd chpst s6-svscan s6-svscanctl s6-supervise s6-setuidgid s6-envuidgid "
        "s6-applyuidgid s6-svc s6-svstat s6-svwait s6-log s6-envdir s6-softlimit s6-setsid s6-setlock s6-notifyoncheck"
    ).split()
)
TOOLS = ESSENTIAL | OPTIONAL
ETC = (
    "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "login.defs", "pam.conf", "pam.d", "security", "localtime", "protocols",
    "services",
)  # fmt: skip
PASSWD = """\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
"""
GROUP = "root:x:0:\ndaemon:x:1:\ntty:x:5:\nadm:x:4:\nsudo:x:27:\nwww-data:x:33:\nnogroup:x:65534:\n"
SUDOERS = 'Defaults env_reset\nDefaults secure_path="{path}"\nALL ALL=(ALL:ALL) NOPASSWD: ALL\n'
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DEVICES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}


class Missing(Exception):  # noqa: N818 -- not an error of ours
    """This machine does not allow it; the text says why."""


def where(tool: str) -> Path | None:
    """The tool's own file on this machine, with all links followed."""
    override = os.environ.get("STOPLINT_BUSYBOX") if tool == "busybox" else None
    if override:
        return Path(override)
    for folder in ("/usr/sbin", "/usr/bin", "/sbin", "/bin"):
        # Alpine's su-exec is called as gosu is, and does the same
        path = Path(folder, "gosu" if tool == "su-exec" else tool)
        if path.is_file():
            return path.resolve()
    return None


def missing(*tools: str) -> str:
    """The names of those that this machine lacks, as the reason of a skip; "" if all are here."""
    absent = [tool for tool in tools if where(FLAVOURS.get(tool, tool)) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


@cache
def unavailable() -> str:
    """Why this machine can't make containers, or ""."""
    if os.geteuid() != 0:
        return "only root can make PID namespaces without a user namespace"
    if shutil.which("gcc") is None:
        return "gcc is not installed"
    if where("dash") is None:
        return "dash is not installed"
    try:
        probe = subprocess.run(
            ["unshare", "--pid", "--fork", "--mount", "--net", "--mount-proc", "true"],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    except OSError as error:
        return str(error)
    return probe.stderr.strip() or "no PID namespaces here" if probe.returncode else ""


@cache
def folder() -> Path:
    """The session's own folder; it goes with the session."""
    path = Path(tempfile.mkdtemp(prefix="stoplint-kernel-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    for name in ("base", "top"):
        (path / name).mkdir()
    return path


@cache
def compiled(name: str) -> Path:
    """The program made of `name`.c"""
    target = folder() / name
    command = ["gcc", "-static", "-O2", "-Wall", "-Wextra", "-o", str(target), str(HERE / f"{name}.c")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"gcc can't make {name}: {done.stderr.strip()}")
    return target


@cache
def stub_program() -> bytes:
    target = compiled("stub")
    subprocess.run(["strip", str(target)], check=False, capture_output=True)
    return target.read_bytes()


@cache
def base() -> Path:
    """The folder with the tools, /etc and /dev; programs are copies, for a container must not see all of /usr."""
    root = folder() / "base"
    root.chmod(0o755)
    for name in ("dev/pts", "dev/shm", "etc", "home", "opt", "proc", "root", "run", "srv", "sys", "tmp", ".stoplint",
                 "usr/bin", "usr/sbin", "usr/lib", "usr/libexec", "usr/local/bin", "usr/local/sbin", "usr/share", "usr/src",
                 "var/lib", "var/log", "var/run", "var/tmp", "var/www", "var/cache"):  # fmt: skip
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in ("tmp", "var/tmp", "dev/shm"):
        (root / name).chmod(0o1777)
    for tool in sorted(TOOLS):
        _install(root, tool)
    _python(root)
    _supervisord(root)
    for source in (Path("/usr/libexec/sudo"), Path("/usr/libexec/coreutils")):
        if source.is_dir():
            shutil.copytree(source, root / source.relative_to("/"), symlinks=True, dirs_exist_ok=True)
    for name in ("bin", "sbin"):
        (root / name).symlink_to(f"usr/{name}")
    for name in ("lib", "lib32", "lib64", "libx32"):
        if Path("/", name).is_symlink():
            (root / name).symlink_to(os.readlink(f"/{name}"))
        elif Path("/", name).is_dir():
            (root / name).mkdir()
    for name in [entry.name for entry in Path("/usr").iterdir() if entry.name.startswith("lib") and entry.is_dir()]:
        (root / "usr" / name).mkdir(exist_ok=True)
    _etc(root)
    _dev(root)
    shutil.copy2(where("true") or "/bin/true", root / ".stoplint/true")
    return root


def libraries() -> list[str]:
    """Folders of this machine that a container sees as they are (below a layer of its own)."""
    found = [f"/{name}" for name in ("lib", "lib32", "lib64") if not Path("/", name).is_symlink()]
    found += ["/usr/lib", "/usr/lib32", "/usr/lib64"]
    return [path for path in found if Path(path).is_dir() and not Path(path).is_symlink()]


def _install(root: Path, tool: str) -> None:
    source = where(tool)
    if source is None:
        return
    kind = "sbin" if tool in {"gosu", "runuser", "chroot", "start-stop-daemon", "ldconfig"} else "bin"
    target = root / "usr" / kind / tool
    shutil.copy2(source, target)
    target.chmod(stat.S_IMODE(source.stat().st_mode))  # su and sudo are set-user-ID


def _python(root: Path) -> None:
    # It stands aside, as /usr/libexec/python3: on the PATH it would run what a test's stub is meant to be.
    python = Path("/usr/bin/python3")
    if python.exists():
        real = python.resolve()
        shutil.copy2(real, root / "usr/libexec" / real.name)
        (root / "usr/libexec/python3").symlink_to(real.name)


def _supervisord(root: Path) -> None:
    python = root / "usr/libexec/python3"
    target = root / "usr/bin/supervisord"
    if not target.exists() or not python.exists():
        target.unlink(missing_ok=True)
        return
    real = python.resolve()
    for name in ("supervisord", "supervisorctl"):
        script = root / "usr/bin" / name
        _, _, rest = script.read_text().partition("\n")
        script.write_text(f"#!/usr/libexec/{real.name}\n{rest}")


def _etc(root: Path) -> None:
    etc = root / "etc"
    for name in ETC:
        source = Path("/etc", name)
        if source.is_dir():
            shutil.copytree(source, etc / name, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy2(source, etc / name)
    for name, text in {
        "passwd": PASSWD, "group": GROUP, "sudoers": SUDOERS.format(path=PATH),
        "shadow": "".join(f"{line.split(':')[0]}:*:19000:0:99999:7:::\n" for line in PASSWD.splitlines()),
        "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files\n",
        "hosts": "127.0.0.1 localhost\n127.0.1.1 container\n", "hostname": "container\n", "environment": "",
    }.items():  # fmt: skip
        (etc / name).write_text(text)
    (etc / "sudoers").chmod(0o440)
    (etc / "shadow").chmod(0o640)


def _dev(root: Path) -> None:
    dev = root / "dev"
    for name, (major, minor) in DEVICES.items():
        try:
            os.mknod(dev / name, 0o666 | stat.S_IFCHR, os.makedev(major, minor))
        except OSError as error:
            raise Missing(f"devices can't be made: {error}") from error
        (dev / name).chmod(0o666)
    for name, target in {"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1",
                         "stderr": "/proc/self/fd/2", "ptmx": "pts/ptmx"}.items():  # fmt: skip
        (dev / name).symlink_to(target)


@cache
def layer(sh: str) -> Path:
    """The folder that makes `/bin/sh` dash, bash or BusyBox; with BusyBox its other tools are the system's, too."""
    program = FLAVOURS[sh]
    if where(program) is None:
        raise Missing(missing(program))
    root = folder() / sh
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/sh").symlink_to(program)
    if sh == "ash":
        for applet in busybox_applets():
            with contextlib.suppress(FileExistsError):
                (root / "usr/bin" / applet).symlink_to("busybox")
        # A tool that stands in /usr/sbin would otherwise win
        (root / "usr/sbin").mkdir()
        for applet in {"chroot", "start-stop-daemon"} & set(busybox_applets()):
            (root / "usr/sbin" / applet).symlink_to("../bin/busybox")
    return root


@cache
def busybox_applets() -> tuple[str, ...]:
    path = where("busybox")
    if path is None:
        return ()
    listed = subprocess.run([path, "--list"], capture_output=True, text=True, check=True).stdout.split()
    # Those that would only stand in the way of a stub, as nobody starts them in an image by these names
    return tuple(name for name in listed if name not in {"busybox", "dpkg", "rpm", "run-parts"})


@cache
def busybox_version() -> str:
    """ "BusyBox v1.35.0 …", with " (standalone)" where its ash prefers its own applets to the PATH; Alpine's doesn't."""
    path = where("busybox")
    if path is None:
        return ""
    first = subprocess.run([path], capture_output=True, text=True, check=False).stdout.partition("\n")[0]
    alone = subprocess.run(
        [path, "ash", "-c", "ls -d /"], env={"PATH": "/nonexistent"}, capture_output=True, check=False
    )
    return first.partition(" multi-call")[0] + (" (standalone)" if alone.returncode == 0 else "")
