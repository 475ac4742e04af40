"""Whether an interpreter's program sets a handler, as far as its source tells."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.config import Options
from stoplint.model.workload import Workload
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read

SILENT = "require('http').createServer().listen(80)\n"
HANDLES = "process.on('SIGTERM', () => process.exit(0))\n"
PY_SILENT = "import time\nwhile True:\n    time.sleep(1)\n"
PY_HANDLES = "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *a: sys.exit(0))\nsignal.pause()\n"


def verdict(command, files, head="", base="node:22", signal=None):
    dockerfile = f"FROM {base}\nWORKDIR /app\nCOPY . .\n{head}CMD {command}\n"
    context = Listing({"Dockerfile": dockerfile, **files}, frozenset())
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), Workload(stop_signal=signal))
    return found.verdict


NODE = [
    ('["node", "app.js"]', {"app.js": SILENT}, "ignored"),
    ('["node", "app.js"]', {"app.js": HANDLES}, "graceful"),
    # the ending that node tries: nodejs.org/api/modules.html
    ('["node", "app"]', {"app.js": SILENT}, "ignored"),
    ('["node", "app"]', {"app.js": HANDLES}, "graceful"),
    ('["node", "."]', {"index.js": SILENT}, "ignored"),
    ('["node", "server"]', {"server/index.js": SILENT}, "ignored"),
    ('["node", "server"]', {"server/index.js": HANDLES}, "graceful"),
    # what it requires is read beside it
    ('["node", "src/app.js"]', {"src/app.js": "require('./stop')\n" + SILENT, "src/stop.js": HANDLES}, "graceful"),
    ('["node", "src/app.js"]', {"src/app.js": "require('./stop.js')\n" + SILENT, "src/stop.js": SILENT}, "ignored"),
    ('["node", "src/app.js"]', {"src/app.js": "require('./stop.js')\n" + SILENT, "stop.js": SILENT}, "graceful"),
    # options in front of the file, and those that bring code of their own
    ('["node", "--trace-warnings", "app.js"]', {"app.js": SILENT}, "ignored"),
    ('["node", "--max-old-space-size=100", "app.js"]', {"app.js": SILENT}, "ignored"),
    ('["node", "-r", "./other.js", "app.js"]', {"app.js": SILENT, "other.js": HANDLES}, "graceful"),
    ('["node", "-e", "app.js"]', {"app.js": SILENT}, "graceful"),
    ('["node", "-", "app.js"]', {"app.js": SILENT}, "graceful"),
    ('["node", "/app/app.js"]', {"app.js": SILENT}, "ignored"),
    ('["node", "absent.js"]', {"app.js": SILENT}, "graceful"),
]
PYTHON = [
    ('["python", "app.py"]', {"app.py": PY_SILENT}, "ignored"),
    ('["python", "app.py"]', {"app.py": PY_HANDLES}, "graceful"),
    ('["python", "-u", "app.py"]', {"app.py": PY_SILENT}, "ignored"),
    ('["python", "-W", "error", "app.py"]', {"app.py": PY_SILENT}, "ignored"),
    ('["python", "-m", "app"]', {"app.py": PY_SILENT}, "ignored"),
    ('["python", "-m", "app"]', {"app.py": PY_HANDLES}, "graceful"),
    ('["python", "-m", "web.app"]', {"web/app.py": PY_SILENT, "web/__init__.py": ""}, "ignored"),
    ('["python", "-m", "web"]', {"web/__main__.py": PY_SILENT, "web/__init__.py": ""}, "ignored"),
    ('["python", "-m", "web"]', {"web/__main__.py": PY_SILENT}, "ignored"),
    ('["python", "-m", "web"]', {"web/__main__.py": PY_HANDLES, "web/__init__.py": ""}, "graceful"),
    ('["python", "-m", "web"]', {"web/__main__.py": PY_SILENT, "web/__init__.py": PY_HANDLES}, "graceful"),
    # with an __init__.py the package is it, without the module
    ('["python", "-m", "web"]', {"web/__main__.py": PY_SILENT, "web/__init__.py": "", "web.py": PY_HANDLES}, "ignored"),
    ('["python", "-m", "web"]', {"web/__main__.py": PY_HANDLES, "web.py": PY_SILENT}, "ignored"),
    # a module imports others from where Python was started, or relative to itself
    (
        '["python", "-m", "web"]',
        {"web/__main__.py": "import web.app\n", "web/__init__.py": "", "web/app.py": PY_SILENT},
        "ignored",
    ),
    (
        '["python", "-m", "web"]',
        {"web/__main__.py": "from . import app\n", "web/__init__.py": "", "web/app.py": PY_SILENT},
        "ignored",
    ),
    (
        '["python", "-m", "web"]',
        {"web/__main__.py": "import app\n", "web/__init__.py": "", "web/app.py": PY_SILENT},
        "graceful",
    ),
    ('["python", "-c", "app.py"]', {"app.py": PY_SILENT}, "graceful"),
    # python tries no ending
    ('["python", "app"]', {"app.py": PY_SILENT}, "graceful"),
    ('["python", "-m"]', {"app.py": PY_SILENT}, "graceful"),
]
SAID = [*((*row, "node:22") for row in NODE), *((*row, "python:3.12") for row in PYTHON)]


@pytest.mark.parametrize(("command", "files", "answer", "base"), SAID)
def test_a_program_that_sets_no_handler_ignores_the_signal_as_first_process(command, files, answer, base):
    assert verdict(command, files, base=base) == answer


def test_code_from_the_environment_leaves_the_question_open():
    assert verdict('["node", "app.js"]', {"app.js": SILENT}, head="ENV NODE_OPTIONS=--require=./x.js\n") == "graceful"
    assert verdict('["node", "app.js"]', {"app.js": SILENT}, head="ENV OTHER_OPTIONS=x\n") == "ignored"


def test_a_word_that_is_not_known_leaves_the_question_open():
    assert verdict('["sh", "-c", "exec node $(cat /x) app.js"]', {"app.js": SILENT}) != "ignored"
    assert verdict('["sh", "-c", "exec node --trace-warnings app.js"]', {"app.js": SILENT}) == "ignored"


@pytest.mark.parametrize(("command", "signal", "answer"), [
    ('["java", "-jar", "/app.jar"]', "QUIT", "ignored"),
    ('["java", "-jar", "/app.jar"]', "TERM", "graceful"),
    ('["java", "-jar", "/app.jar"]', "WINCH", "ignored"),
    ('["java", "-Xrs", "-jar", "/app.jar"]', "TERM", "ignored"),
    ('["ruby", "app.rb"]', "WINCH", "ignored"),
    ('["ruby", "app.rb"]', "USR1", "graceful"),
])  # fmt: skip
def test_what_the_interpreter_does_by_itself_holds_for_every_program(command, signal, answer):
    base = "eclipse-temurin:21" if "java" in command else "ruby:3.3"
    assert verdict(command, {}, base=base, signal=signal) == answer


ABSENT = [
    ("RUN mv app.py /srv/app.py", '["python3", "app.py"]', "fails-to-start"),
    ("RUN mv app.py /srv/app.py", '["python3", "/srv/app.py"]', "ignored"),
    ("RUN mv app.py /srv/app.py", '["python3", "-c", "import app"]', "graceful"),
    ("RUN mv app.py /srv/app.py", '["python3", "-m", "app"]', "graceful"),
    ("RUN mv app.py /srv/app.py", '["python3", "other.py"]', "graceful"),
    ("RUN mv app.py /srv/app.py && make", '["python3", "app.py"]', "graceful"),
    ("RUN mv app.py app.js", '["node", "app"]', "graceful"),
    ("RUN mv app.py /srv/app.py", '["node", "--trace-warnings", "app.py"]', "fails-to-start"),
    ("RUN mv app.py /srv/app.py", '["sh", "-c", "python3 app.py"]', "fails-to-start"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "command", "said"), ABSENT)
def test_a_program_that_is_not_there_is_not_started(head, command, said):
    assert verdict(command, {"app.py": PY_SILENT}, head + "\n", "python:3.12") == said


@pytest.mark.parametrize(("text", "assumed"), [
    (PY_HANDLES, 0),
    ("import subprocess\nsubprocess.Popen('./app', shell=True)\n" + PY_HANDLES, 1),
    ("import os\nos.posix_spawn('/app', ['app'], {})\n" + PY_HANDLES, 1),
    ("subprocesses = 1\n" + PY_HANDLES, 0),
])  # fmt: skip
def test_a_handler_says_nothing_of_what_the_program_starts(text, assumed):
    dockerfile = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python3", "app.py"]\n'
    context = Listing({"Dockerfile": dockerfile, "app.py": text}, frozenset())
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), Workload())
    assert found.verdict == "graceful"
    assert [len(run.assumes) for run in found.runs] == [assumed]
