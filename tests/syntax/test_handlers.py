"""Does a program's source set a handler? "no" only for what could not set one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoplint.syntax.handlers import sets_handler

LOOP = "while True:\n    pass\n"
PYTHON = [
    (f"import time\n{LOOP}", "no"),
    (f"import signal\nsignal.signal(signal.SIGTERM, print)\n{LOOP}", "unknown"),
    (f"import signal\ndef stop(*_): raise SystemExit\nsignal.signal(signal.SIGTERM, stop)\n{LOOP}", "yes"),
    (f"import signal\nsignal.signal(signal.SIGTERM, lambda *_: exit())\n{LOOP}", "yes"),
    (f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{LOOP}", "unknown"),
    (f"import signal\nsignal.signal(signal.SIGINT, lambda *_: exit())\n{LOOP}", "unknown"),
    (f"from signal import signal, SIGTERM\nsignal(SIGTERM, print)\n{LOOP}", "unknown"),
    (f"import asyncio\nasyncio.get_event_loop().add_signal_handler(15, print)\n{LOOP}", "yes"),
    ("import uvicorn\nuvicorn.run('app:app')\n", "unknown"),
    ("from aiohttp import web\nweb.run_app(web.Application())\n", "unknown"),
    ("import http.server\nhttp.server.HTTPServer(('', 80), None).serve_forever()\n", "no"),
    ("from flask import Flask\napp = Flask('x')\napp.run(host='0.0.0.0')\n", "no"),
    ("from flask import Flask\napp = Flask('x')\napp.run(debug=True)\n", "unknown"),
    ("print('once')\n", "unknown"),
    ("import os\nprint(os.popen('work').read())\n", "no"),
    ("import subprocess\nsubprocess.run(['work'], check=True)\n", "no"),
    ("import subprocess\nsubprocess.list2cmdline(['work'])\n", "unknown"),
    ("import signal, subprocess\nsignal.signal(15, print)\nsubprocess.run(['work'])\n", "unknown"),
    ("import os, subprocess\nsubprocess.run(['set-up'])\nos.execvp('server', ['server'])\n", "unknown"),
    (
        "import subprocess\nfrom os import execve\nsubprocess.run(['set-up'])\nexecve('/server', ['server'], {})\n",
        "unknown",
    ),
    (f"import importlib\nimportlib.import_module('x')\n{LOOP}", "unknown"),
    (f"exec(open('x').read())\n{LOOP}", "unknown"),
    (f"import helper\n{LOOP}", "no"),
    (f"import stopping\n{LOOP}", "unknown"),
    (f"from package import stopping\n{LOOP}", "unknown"),
    (f"from package.inner import name\n{LOOP}", "no"),
    (f"from .. import x\n{LOOP}", "unknown"),
    (f"import nowhere\n{LOOP}", "unknown"),
    ("while True print\n", "unknown"),
    ("", "unknown"),
    ('import re\nre.compile("\\d")  # a SyntaxWarning, its author\'s business\n' + LOOP, "no"),
]
MODULES = {
    "helper.py": "import json\nimport helper\n",
    "stopping.py": "import signal\n",
    "package/__init__.py": "",
    "package/stopping.py": "import signal\n",
    "package/inner.py": "from . import other\nname = 1\n",
    "package/other.py": "",
}
LISTEN = 'require("http").createServer(f).listen(80);\n'
NODE = [
    (LISTEN, "no"),
    ('import http from "node:http";\nhttp.createServer(f).listen(80);\n', "no"),
    ('const app = require("express")();\napp.listen(80);\n', "no"),
    (LISTEN + 'process.on("SIGTERM", () => {});\n', "yes"),
    (LISTEN + "process.once('SIGTERM', stop)\n", "yes"),
    (LISTEN + "['SIGINT', 'SIGTERM'].forEach(s => process.on(s, stop))\n", "yes"),
    (LISTEN + "for (const s of list) process.on(s, stop)\n", "unknown"),
    (LISTEN + 'process.on("SIGINT", () => {});\n', "no"),
    (LISTEN + "process.on('uncaughtException', log);\nconsole.log(process.env.PORT, process.pid);\n", "no"),
    (LISTEN + "const p = process; p.on(name, f);\n", "unknown"),
    (LISTEN + "const { on } = process;\n", "unknown"),
    (LISTEN + 'process["on"]("SIG" + "TERM", f);\n', "unknown"),
    (LISTEN + 'require("terminus-like");\n', "unknown"),
    (LISTEN + "require(name);\n", "unknown"),
    (LISTEN + 'import("./" + name);\n', "unknown"),
    (LISTEN + 'require("./lib/stop");\n', "yes"),
    (LISTEN + 'require("./lib");\n', "no"),
    (LISTEN + 'require("./gone");\n', "unknown"),
    (LISTEN + 'require("../above");\n', "unknown"),
    (LISTEN + "eval(text);\n", "unknown"),
    ("console.log(1);\n", "unknown"),
]
SCRIPTS = {"lib/stop.js": 'process.on("SIGTERM", f);', "lib/index.js": 'require("./other");', "lib/other.js": "1;"}


@pytest.mark.parametrize(("text", "answer"), PYTHON)
def test_a_python_program_is_read_with_its_modules(text, answer):
    assert sets_handler("python", text, MODULES.get) == answer


@pytest.mark.parametrize(("text", "answer"), NODE)
def test_a_node_program_is_read_with_its_modules(text, answer):
    assert sets_handler("node", text, SCRIPTS.get) == answer


def test_another_language_is_not_read():
    assert sets_handler("ruby", LISTEN, {}.get) == "unknown"


@given(st.sampled_from(["python", "node"]), st.text())
def test_no_text_makes_it_fail(language, text):
    assert sets_handler(language, text, lambda _: text) in ("yes", "no", "unknown")


@given(st.sampled_from([LISTEN + "process.on(x);", LOOP, 'require("./a")']), st.integers(0, 3))
def test_modules_that_import_each_other_come_to_an_end(text, depth):
    assert sets_handler("node", text, lambda path: 'require("./a"); require("../b")' if depth else None)
