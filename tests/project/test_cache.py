"""What was judged is told again while nothing has changed that it depends on, and never after that."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stoplint.cli.check import FORMATS
from stoplint.project import cache as caches
from stoplint.project import checking, code, fixes, made_here, targets

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
DOCKERFILE = 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'
LOST = "#!/bin/sh\n./my-server\n"
GOOD = "#!/bin/sh\nexec ./my-server\n"


def forget():
    """What a process remembers: each run is one of its own."""
    from stoplint.config import from_folder

    for each in (from_folder, made_here.repository, fixes._readers, fixes._sourcing):
        each.cache_clear()


@pytest.fixture
def check(stoplint, tmp_path_factory, monkeypatch):
    """`check` with a cache, as a new process each time: (exit code, output, whether anything was judged)."""
    monkeypatch.delenv("STOPLINT_NO_CACHE")
    monkeypatch.setattr(code, "JUST_NOW", -1e9)  # whoever has just edited a module wants to run these tests, too
    folder = tmp_path_factory.mktemp("cache")
    judged = []
    found_out = checking._found_out
    monkeypatch.setattr(checking, "_found_out", lambda *given: judged.append(given) or found_out(*given))

    def run(*arguments):
        forget()
        judged.clear()
        kept = () if "--no-cache" in arguments or "--cache-dir" in arguments else ("--cache-dir", folder)
        done = stoplint("check", "-f", "json", *kept, *arguments)
        return done, bool(judged)

    run.folder = folder
    return run


def written(path, text):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)
    if text.startswith("#!"):
        Path(path).chmod(0o755)


def linked(path, target):
    Path(path).unlink()
    Path(path).symlink_to(target)


COMPOSE = "services:\n  app:\n    build:\n      context: {}\n      dockerfile: {}\n"
IN_TWO = {
    "docker/Dockerfile": 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["sh", "/start.sh"]\n',
    "start.sh": LOST, "other/start.sh": GOOD, "docker/start.sh": GOOD,
}  # fmt: skip
ON_BASE = {
    "compose.yaml": "services:\n  base:\n    image: acme/base\n    build: base\n",
    "base/Dockerfile": DOCKERFILE.replace("ENTRYPOINT", 'CMD ["my-server"]\nENTRYPOINT'),
    "base/start.sh": '#!/bin/sh\n"$@"\n',
    "app/Dockerfile": 'FROM acme/base\nCMD ["my-server"]\n',
}
BOTH = {"Dockerfile": DOCKERFILE, "start.sh": LOST}
# what there is, and what is done to it: each changes the answer
CHANGES = {
    "a script's text": (BOTH, lambda: written("start.sh", GOOD)),
    "the Dockerfile's text": (BOTH, lambda: written("Dockerfile", DOCKERFILE.replace('"/start.sh"', '"my-server"'))),
    "a file that was asked for in vain": ({"Dockerfile": DOCKERFILE}, lambda: written("start.sh", LOST)),
    "a file that is gone": (BOTH, lambda: os.unlink("start.sh")),
    "a script's mode": (BOTH, lambda: os.chmod("start.sh", 0o644)),
    "a folder in a file's place": (BOTH, lambda: (os.unlink("start.sh"), os.mkdir("start.sh"))),
    "a new .dockerignore": (BOTH, lambda: written(".dockerignore", "*.sh\n")),
    "the .dockerignore's text": ({**BOTH, ".dockerignore": "x\n"}, lambda: written(".dockerignore", "*.sh\n")),
    "a .dockerignore of the Dockerfile's own": (
        {**BOTH, ".dockerignore": "x\n"}, lambda: written("Dockerfile.dockerignore", "*.sh\n"),
    ),
    "a link in a file's place": ({**BOTH, "good.sh": GOOD}, lambda: linked("start.sh", "good.sh")),
    "another link": (
        {"Dockerfile": DOCKERFILE.replace("COPY start.sh", "COPY bin"), "bin/start.sh": LOST, "bin/good.sh": GOOD},
        lambda: linked("bin/start.sh", "good.sh"),
    ),
    "a file in a folder that is copied": (
        {"Dockerfile": 'FROM debian:12-slim\nCOPY parts /parts\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n',
         "parts/a.sh": "echo a\n", "start.sh": '#!/bin/sh\nfor each in /parts/*.sh; do . "$each"; done\nexec ./my-server\n'},
        lambda: written("parts/b.sh", "exec ./other-server\n"),
    ),
    "a new configuration": (BOTH, lambda: written("stoplint.toml", 'ignore = ["SL201"]\n')),
    "the configuration's text": (
        {**BOTH, "stoplint.toml": "exclude = []\n"}, lambda: written("stoplint.toml", 'ignore = ["SL201"]\n'),
    ),
    "a pyproject.toml": (
        {**BOTH, "pyproject.toml": "[project]\n"}, lambda: written("pyproject.toml", '[tool.stoplint]\nignore = ["SL201"]\n'),
    ),
    "a configuration that says who ignores what": (
        BOTH, lambda: written("stoplint.toml", '[per-file-ignores]\n"*.sh" = ["SL201"]\n'),
    ),
    "a comment that silences": (BOTH, lambda: written("start.sh", f"#!/bin/sh\n# stoplint: ignore[SL201] x\n{LOST[10:]}")),
    "Compose says another context": (
        {**IN_TWO, "compose.yaml": COMPOSE.format("docker", "Dockerfile")},
        lambda: written("compose.yaml", COMPOSE.format(".", "docker/Dockerfile")),
    ),
    "a new Compose file": (IN_TWO, lambda: written("compose.yaml", COMPOSE.format(".", "docker/Dockerfile"))),
    "the base image's script": (ON_BASE, lambda: written("base/start.sh", '#!/bin/sh\nexec "$@"\n')),
    "the base image's Dockerfile": (ON_BASE, lambda: written("base/Dockerfile", "FROM debian:12-slim\n")),
    "another Dockerfile that may make the base image": (
        {**ON_BASE, "other/Dockerfile": ON_BASE["base/Dockerfile"], "other/start.sh": GOOD},
        lambda: written("other.mk", "all:\n\tdocker build -t acme/base other\n"),
    ),
    "a workflow that builds the base image": (
        {each: text for each, text in ON_BASE.items() if each != "compose.yaml"},
        lambda: written(".github/workflows/x.yml", "jobs:\n  x:\n    steps:\n      - run: docker build -t acme/base base\n"),
    ),
    "no repository any more": (ON_BASE, lambda: os.rmdir(".git")),
    "a script that reads what would be fixed": (BOTH, lambda: written("tool.sh", "#!/bin/sh\n. ./start.sh\necho done\n")),
    "a .gitignore that hides a file": (
        {"Dockerfile": 'FROM debian:12-slim\nRUN make\nENTRYPOINT ["/srv/go.sh"]\n', "deep/er/go.sh": LOST},
        lambda: written(".gitignore", "deep/\n"),
    ),
    "a file for another one that nobody finds": (
        {"Dockerfile": 'FROM debian:12-slim\nRUN make\nENTRYPOINT ["/srv/go.sh"]\n'}, lambda: written("go.sh", LOST),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_the_answer_is_noticed(name, workspace, check):
    files, change = CHANGES[name]
    workspace(files)
    first, _ = check(".")
    again, is_judged = check(".")
    assert again == first
    assert not is_judged
    change()
    plain, _ = check(".", "--no-cache")
    assert plain != first
    assert check(".")[0] == plain
    assert check(".") == (plain, False)


@pytest.mark.parametrize(
    "said",
    [
        ("--select", "SL102"), ("--ignore", "SL201"), ("--target", "one"), ("--build-arg", "BASE=alpine:3.20"),
        ("--context", "other"), ("--config", "grace-period=1"), ("--isolated",),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_part_of_the_key(said, workspace, check):
    dockerfile = f"ARG BASE=debian:12\nFROM $BASE AS one\nCMD my-server\n{DOCKERFILE}"
    workspace(
        {"Dockerfile": dockerfile, "start.sh": LOST, "other/start.sh": GOOD, "stoplint.toml": "grace-period = 3\n"}
    )
    first, _ = check(".")
    plain, _ = check(".", "--no-cache", *said)
    assert plain != first
    assert check(".", *said) == (plain, True)
    assert check(".", *said) == (plain, False)
    assert check(".") == (first, False)


def test_how_it_is_told_is_no_part_of_the_key(workspace, check):
    workspace(BOTH)
    assert check(".")[1]
    for said in (("-f", "sarif"), ("--fail-level", "error"), ("--exit-zero",), ("--statistics",), ("--exclude",)[1:]):
        assert not check(".", *said)[1]


def test_another_stoplint_judges_anew(workspace, check, monkeypatch):
    workspace(BOTH)
    first, _ = check(".")
    monkeypatch.setattr(caches, "stamp_of", lambda: "another one")
    assert check(".") == (first, False)  # the files were touched, and are the same
    monkeypatch.setattr(caches, "stamp_of", lambda: "one more")
    monkeypatch.setattr(caches, "code_of", lambda: "one more")
    assert check(".") == (first, True)


def test_code_that_was_edited_just_now_keeps_nothing(workspace, check, monkeypatch):
    monkeypatch.setattr(code, "JUST_NOW", 1e12)
    workspace(BOTH)
    assert check(".")[1]
    assert check(".")[1]


def test_each_module_and_each_page_is_part_of_the_code(tmp_path, monkeypatch):
    package = tmp_path / "package"
    (package / "inner").mkdir(parents=True)
    (package / "inner" / "a.py").write_text("x = 1\n")
    monkeypatch.setattr(code, "JUST_NOW", -1e9)
    monkeypatch.setattr(code, "_folders", lambda: [("stoplint", str(package))])
    before = code.stamp_of(), code.code_of()
    (package / "inner" / "a.py").write_text("x = 2\n")
    assert code.stamp_of() != before[0]
    assert code.code_of() != before[1]
    (package / "inner" / "a.py").write_text("x = 1\n")
    assert code.code_of() == before[1]
    (package / "page.md").write_text("")
    assert code.code_of() != before[1]


def test_a_baseline_is_read_in_each_run(workspace, check):
    workspace(BOTH)
    check(".", "--write-baseline", "known.json")
    known, _ = check(".", "--baseline", "known.json")
    assert json.loads(known.out)["findings"] == []
    written("known.json", '{"version": 1, "findings": []}')
    (told, is_judged) = check(".", "--baseline", "known.json")
    assert not is_judged
    assert json.loads(told.out)["findings"]


def test_one_of_many_is_judged_anew(workspace, check, monkeypatch):
    workspace({f"{name}/{file}": text for name in "abc" for file, text in BOTH.items()})
    check(".")
    written("b/start.sh", GOOD)
    asked = []
    part = checking._part
    monkeypatch.setattr(checking, "_part", lambda target, *given: asked.append(target.path) or part(target, *given))
    told, _ = check(".")
    assert asked == ["b/Dockerfile"]
    assert told == check(".", "--no-cache")[0]


def test_which_dockerfiles_start_a_script_is_known_from_before(workspace, check, monkeypatch):
    workspace({f"{name}/{file}": text for name in "abc" for file, text in BOTH.items()})
    looked = []
    look = targets.look
    monkeypatch.setattr(targets, "look", lambda path, request: looked.append(path) or look(path, request))
    first, _ = check("--changed", "b/start.sh")
    assert json.loads(first.out)["findings"][0]["path"] == "b/start.sh"
    assert len(looked) == 3
    assert check("--changed", "b/start.sh") == (first, False)
    assert len(looked) == 3
    written("c/Dockerfile", "FROM scratch\n")
    told, _ = check("--changed", "c/start.sh")
    assert len(looked) == 4
    assert told == check("--changed", "c/start.sh", "--no-cache")[0]


# ---------------------------------------------------------------- what is told
SAMPLE = (
    "go-service-sh-start", "trap-single-wait", "story-1-broken", "supervised-script-prepares", "wrapper-sudo-no-exec", "arg-base",
    "unknown-base-exec",
)  # fmt: skip


def test_each_report_is_the_same_byte_for_byte(check, monkeypatch):
    monkeypatch.chdir(FIXTURES)
    check(*SAMPLE)
    real, answers = checking.check, {}

    def answered(*given, cache_folder, **rest):
        if cache_folder not in answers:
            answers[cache_folder] = real(*given, cache_folder=cache_folder, **rest)
        return answers[cache_folder]

    monkeypatch.setattr(checking, "check", answered)
    told, is_judged = check(*SAMPLE)
    assert not is_judged
    assert len(json.loads(told.out)["findings"]) > 5
    for form in FORMATS:
        told, _ = check(*SAMPLE, "-f", form)
        assert told.out
        assert told == check(*SAMPLE, "-f", form, "--no-cache")[0]


def test_processes_beside_each_other_keep_what_they_find(workspace, check):
    workspace({f"{number}/{file}": text for number in range(6) for file, text in BOTH.items()})
    first, _ = check(".", "-j", "2")
    assert check(".") == (first, False)


def test_several_runs_at_once_disturb_nobody(workspace, check):
    workspace({f"{number}/{file}": text for number in range(4) for file, text in BOTH.items()})
    plain, _ = check(".", "--no-cache")
    command = [sys.executable, "-m", "stoplint", "check", "-f", "json", "--cache-dir", check.folder, "."]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    runs = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)
    ]
    for run in runs:
        out, err = run.communicate()
        assert (out.decode(), err) == (plain.out, b"")
    assert check(".")[0] == plain


# ---------------------------------------------------------------- the folder
def entries(folder):
    return [each for each in Path(folder).glob("[0-9a-f]/*") if each.is_file()]


def test_a_broken_entry_is_as_if_it_were_not_there(workspace, check):
    workspace(BOTH)
    first, _ = check(".")
    for broken in (b"", b"x", b"\0" * 100, b"{}\n{}"):
        for each in entries(check.folder):
            each.write_bytes(broken)
        assert check(".") == (first, True)
        assert check(".") == (first, False)
    for each in entries(check.folder):
        each.write_bytes(each.read_bytes()[:-1])
    assert check(".") == (first, True)


@pytest.mark.parametrize("body", ["[]", "{}", '{"asked": 1}', '{"asked": {"what": {"x": 1}}, "parts": [], "texts": {}, "value": 1}',
                                  '{"asked": {}, "parts": ["x"], "texts": {}, "value": ["Part"]}',
                                  '{"asked": {}, "parts": [], "texts": {}, "value": ["again", 7]}',
                                  '{"asked": {}, "parts": [], "texts": {}, "value": ["Nobody"]}'])  # fmt: skip
def test_an_entry_of_another_form_is_as_if_it_were_not_there(body, workspace, check):
    workspace(BOTH)
    first, _ = check(".")
    for each in entries(check.folder):
        key = (each.parent.name + each.name).encode()
        each.write_bytes(caches.digest(key + body.encode()).encode() + b"\n" + body.encode())
    assert check(".") == (first, True)


def test_an_entry_at_anothers_place_is_not_taken(workspace, check):
    workspace({f"{name}/{file}": text for name in "ab" for file, text in BOTH.items()} | {"b/start.sh": GOOD})
    first, _ = check(".")
    found = entries(check.folder)
    texts = [each.read_bytes() for each in found]
    for each, text in zip(found, texts[1:] + texts[:1], strict=True):
        each.write_bytes(text)
    assert check(".") == (first, True)


def test_a_folder_that_can_not_be_written_is_no_error(workspace, check, monkeypatch):
    workspace({**BOTH, "file": "x"})
    plain, _ = check(".", "--no-cache")
    assert check(".", "--cache-dir", "file")[0] == plain
    assert check(".", "--cache-dir", "file/below")[0] == plain
    assert check(".", "--cache-dir", "/proc/nothing/here")[0] == plain

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caches.os, "replace", full)
    assert check(".") == (plain, True)
    assert entries(check.folder) == []


def test_the_folder_is_kept_small(workspace, check, monkeypatch):
    monkeypatch.setattr(caches, "MOST_BYTES", 16 * 40_000)
    workspace(BOTH)
    check(".")
    cache = caches.Cache(str(check.folder), "", "", ())
    for number in range(400):
        cache.write(caches.digest(str(number).encode()), {"text": "x" * 5_000})  # too short to be made small
    assert sum(each.stat().st_size for each in entries(check.folder)) <= 16 * 50_000
    assert cache.entry(caches.digest(b"399")) is not None
    cache.write("f" * 40, {"text": "x" * 20_000})  # half a shelf
    assert cache.entry("f" * 40) is None


def test_a_long_entry_is_made_small(tmp_path):
    caches._made(str(tmp_path / "kept"))
    cache = caches.Cache(str(tmp_path / "kept"), "", "", ())
    body = {"asked": {"mode": {f"/srv/some/folder/{number}": 33188 for number in range(40_000)}}}
    cache.write("a" * 40, body)
    (path,) = entries(tmp_path / "kept")
    assert path.stat().st_size < len(json.dumps(body)) // 4
    assert cache.entry("a" * 40) == body
    broken = b"x" + path.read_bytes().partition(b"\n")[2]
    path.write_bytes(caches.digest(b"a" * 40 + broken).encode() + b"\n" + broken)
    assert cache.entry("a" * 40) is None


def test_what_is_used_is_not_old(tmp_path):
    caches._made(str(tmp_path / "kept"))
    cache = caches.Cache(str(tmp_path / "kept"), "", "", ())
    cache.write("a" * 40, {"x": 1})
    (path,) = entries(tmp_path / "kept")
    os.utime(path, (1, 1))
    assert cache.entry("a" * 40) == {"x": 1}
    assert path.stat().st_mtime > 1


def test_other_files_in_the_folder_stay(workspace, check, monkeypatch):
    monkeypatch.setattr(caches, "MOST_BYTES", 16)
    workspace(BOTH)
    check(".")
    (check.folder / "a" / "mine").write_text("x" * 100)
    cache = caches.Cache(str(check.folder), "", "", ())
    cache._sweep("a", 100)
    assert (check.folder / "a" / "mine").exists()


def test_where_it_is_kept(workspace, check, stoplint, monkeypatch, tmp_path_factory):
    root = workspace({**BOTH, "stoplint.toml": 'cache-dir = ".kept"\n'})
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    monkeypatch.setenv("HOME", str(home))
    forget()
    stoplint("check", ".")
    assert entries(root / ".kept")
    assert (root / ".kept" / "CACHEDIR.TAG").exists()
    monkeypatch.setenv("STOPLINT_CACHE_DIR", str(home / "said"))
    forget()
    stoplint("check", ".")
    assert entries(home / "said")
    forget()
    stoplint("check", ".", "--cache-dir", "given")
    assert entries(root / "given")
    monkeypatch.delenv("STOPLINT_CACHE_DIR")
    forget()
    stoplint("check", ".", "--isolated")
    assert [each for each in home.rglob("CACHEDIR.TAG") if "said" not in str(each)]


@pytest.mark.parametrize("said", ["..", "../x", "/tmp/x", ".", "link/x", ".git/x"])
def test_a_configuration_file_names_no_folder_outside_of_its_own(said, workspace, check, tmp_path_factory):
    root = workspace({**BOTH, "stoplint.toml": f'cache-dir = "{said}"\n'})
    (root / "link").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    told, _ = check(".")
    assert told.code == 2
    assert "must be a folder below the configuration file's" in told.err


def test_what_lies_in_the_folder_is_neither_written_over_nor_followed(workspace, check, tmp_path_factory):
    root = workspace({**BOTH, "kept/.gitignore": "mine\n", "kept/0/x": ""})
    plain, _ = check(".", "--no-cache")
    (root / "kept" / "CACHEDIR.TAG").symlink_to("../start.sh")
    assert check(".", "--cache-dir", "kept") == (plain, True)
    assert check(".", "--cache-dir", "kept") == (plain, False)
    assert (root / "kept" / ".gitignore").read_text() == "mine\n"
    assert (root / "start.sh").read_text() == LOST
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for shelf in (root / "kept").glob("[0-9a-f]"):
        shutil.rmtree(shelf)
        shelf.symlink_to(elsewhere)
    assert check(".", "--cache-dir", "kept") == (plain, True)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs")
def test_nothing_waits_for_a_writer(workspace, check):
    workspace(BOTH)
    first, _ = check(".")
    for each in entries(check.folder):
        each.unlink()
        os.mkfifo(each)
    assert check(".") == (first, True)


def test_standard_input_is_not_kept(check, monkeypatch, workspace):
    workspace({})
    with open(FIXTURES / "arg-base" / "Dockerfile") as file:
        monkeypatch.setattr("sys.stdin", file)
        assert check("-")[1]
    assert entries(check.folder) == []


# ---------------------------------------------------------------- nothing is read without being noted
PROBE = """
import os, sys
from stoplint import rulebook
from stoplint.project import cache, checking, code
code.JUST_NOW = -1e9
asked, judging = set(), []
def heard(event, given):
    if judging and event in ("open", "os.listdir", "os.scandir") and not isinstance(given[0], int):
        asked.add((event, os.fspath(given[0])))
own = tuple({os.path.realpath(each) + os.sep for each in (sys.prefix, sys.base_prefix, sys.pycache_prefix or sys.prefix, rulebook.folder(), *filter(None, sys.path)) if each != os.getcwd()})
bad, kept = [], []
keep = cache.Cache.keep
def compared(self, kind, item, asked_here, value):
    noted = {path for each in cache._all(asked_here) for _, path in each.answers}
    kept.append(kind)
    bad.extend((kind, *each) for each in sorted(asked) if each[1] not in noted and not (os.path.realpath(each[1]) + os.sep).startswith(own))
    asked.clear()
    return keep(self, kind, item, asked_here, value)
cache.Cache.keep = compared
found_out = checking._found_out
def watched(*given):
    judging.append(given)
    if os.environ.get("READ_AROUND"):
        os.listdir(os.environ["READ_AROUND"])
    try:
        return found_out(*given)
    finally:
        judging.clear()
checking._found_out = watched
sys.addaudithook(heard)
from stoplint.cli import main
code = main(["check", "-f", "json", "-j", "1", *sys.argv[1:]])
print(len(kept), bad, file=sys.stderr)
"""


def read_around(tmp_path, names, **environment):
    """How many answers were kept while the fixtures were looked at, and what was read without being noted."""
    given = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    given.pop("STOPLINT_NO_CACHE")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, "--cache-dir", tmp_path / "kept", *names],
        cwd=FIXTURES, env=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    count, _, bad = done.stderr.strip().partition(" ")
    return int(count), bad


def test_nothing_is_read_that_is_not_noted(tmp_path):
    names = sorted(each.name for each in FIXTURES.iterdir() if (each / "Dockerfile").exists())
    made_here = [each for each in names if each.startswith("made-here")][::3]
    count, bad = read_around(tmp_path, [*SAMPLE, *made_here, *names[::60]])
    assert bad == "[]"
    assert count > 20


def test_what_is_read_without_being_noted_is_seen(tmp_path):
    assert "os.listdir" in read_around(tmp_path, SAMPLE[:1], READ_AROUND=str(tmp_path))[1]


# Modules that judge, and the questions to the file system that they ask by themselves all the same.
JUDGING = ("config.py", "folder/*.py", "project/*.py")
ASIDE = {
    "config.py": {"realpath"},  # where the cache may be
    "folder/disk.py": {"stat", "open", "fstat"},  # `_bytes`, which `content` notes
    "project/cache.py": {
        "open",
        "fstat",
        "listdir",
        "lstat",
        "utime",
        "isdir",
        "makedirs",
        "replace",
        "unlink",
        "stat",
    },  # the cache itself
    "project/code.py": {"open", "scandir", "stat"},  # the code itself
    "project/checking.py": {"isdir", "isfile", "realpath"},  # which files are meant: each run asks anew
    "project/targets.py": {"isdir", "isfile", "lexists", "realpath"},  # likewise
}
ASKS = {
    "open", "stat", "lstat", "fstat", "listdir", "scandir", "walk", "readlink", "access", "utime", "makedirs", "mkdir",
    "replace", "unlink", "isfile", "isdir", "islink", "exists", "lexists", "realpath", "getsize", "getmtime", "samefile",
}  # fmt: skip


def test_who_judges_asks_the_file_system_through_one_door():
    source = ROOT / "src" / "stoplint"
    for path in (each for pattern in JUDGING for each in source.glob(pattern)):
        found = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
                found.add("open")
            text = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            if text in (f"os.{name}" for name in ASKS) or text in (f"os.path.{name}" for name in ASKS):
                found.add(node.attr)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "stat":
                found.add("stat")
        name = path.relative_to(source).as_posix()
        assert found <= ASIDE.get(name, set()), name
