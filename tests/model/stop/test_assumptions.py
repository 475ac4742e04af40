"""What an answer rests on although nothing shows it."""

from __future__ import annotations

import pytest

import stoplint
from stoplint.model.stop.answer import Assumption

DEBIAN = "FROM debian:12-slim\n"
NOBODY = "FROM registry.example/team/base\n"
BASE = "registry.example/team/base"
SCRIPT = DEBIAN + 'COPY start.sh /\nCMD ["/start.sh"]\n'
HANDS_OVER, UNSAID = Assumption("hands-over", BASE), Assumption("stop-signal", BASE, "SIGTERM")
LOOP = "import asyncio, signal\nloop = asyncio.new_event_loop()\nloop.add_signal_handler(15, loop.stop)\nloop.run_forever()\n"


def handles(name, signal="SIGTERM", process=1):
    return Assumption("handles", name, signal, process)


def answer(workspace, files):
    workspace(files)
    return stoplint.trace("Dockerfile")[0]


@pytest.mark.parametrize(
    ("files", "verdict", "assumes"),
    [
        pytest.param({"Dockerfile": DEBIAN + 'CMD ["my-server"]\n'}, "graceful", [handles("my-server")], id="a program that nobody knows"),
        pytest.param({"Dockerfile": DEBIAN + 'CMD ["redis-server"]\n'}, "graceful", [], id="one that the tables know"),
        pytest.param({"Dockerfile": DEBIAN + 'CMD ["my-server"]\n', "stoplint.toml": "[programs.my-server.signals]\nTERM = 'graceful'\n"}, "graceful", [], id="one that the configuration tells of"),
        pytest.param({"Dockerfile": DEBIAN + 'CMD ["sh", "-c", "sh /absent.sh; exec python3 /app.py"]\n'}, "graceful", [Assumption("returns", "absent.sh"), handles("python3 /app.py")], id="a script that was not read, in front of it"),
        pytest.param({"Dockerfile": DEBIAN + 'CMD ["python3", "/app.py"]\n'}, "graceful", [handles("python3 /app.py")], id="an interpreter whose program was not read"),
        pytest.param({"Dockerfile": DEBIAN + 'COPY app.py /\nCMD ["python3", "/app.py"]\n', "app.py": LOOP}, "graceful", [], id="one whose program shows its handler"),
        pytest.param({"Dockerfile": DEBIAN + 'CMD ["tini", "--", "my-server"]\n'}, "graceful", [handles("my-server", process=2)], id="behind an init"),
        pytest.param({"Dockerfile": DEBIAN + 'ENTRYPOINT ["/init"]\n'}, "graceful", [handles("what init keeps")], id="an init system of which no service is known"),
        pytest.param({"Dockerfile": DEBIAN + 'COPY run /etc/services.d/a/\nENTRYPOINT ["/init"]\n', "run": "#!/bin/sh\nexec redis-server\n"}, "graceful", [], id="one with a service that the tables know"),
        pytest.param({"Dockerfile": DEBIAN + 'STOPSIGNAL SIGTERM\nCMD ["circusd", "circus.ini"]\n'}, "graceful", [handles("what circusd keeps")], id="a process manager whose file is not read"),
        pytest.param({"Dockerfile": DEBIAN + 'STOPSIGNAL SIGINT\nCMD ["my-server"]\n'}, "graceful", [handles("my-server", "SIGINT")], id="on another signal"),
        pytest.param({"Dockerfile": SCRIPT, "start.sh": "#!/bin/sh\nmy-server\n"}, "lost", [], id="one that gets no signal"),
        pytest.param({"Dockerfile": SCRIPT, "start.sh": "#!/bin/sh\na-server & a=$!\nb-server &\ntrap 'kill $a $!; wait' TERM\nwait\n"}, "graceful", [handles("a-server", process=2), handles("b-server", process=3)], id="several"),
        pytest.param({"Dockerfile": SCRIPT, "start.sh": "#!/bin/sh\nexec sleep infinity\n"}, "ignored", [], id="a keep-alive"),
        pytest.param({"Dockerfile": NOBODY + 'CMD ["my-server"]\n'}, "graceful", [HANDS_OVER, handles("my-server"), UNSAID], id="an ENTRYPOINT that nobody knows"),
        pytest.param({"Dockerfile": NOBODY + 'ENTRYPOINT ["my-server"]\n'}, "graceful", [handles("my-server"), UNSAID], id="an ENTRYPOINT of its own"),
        pytest.param({"Dockerfile": NOBODY + 'STOPSIGNAL SIGTERM\nENTRYPOINT ["my-server"]\n'}, "graceful", [handles("my-server")], id="a stop signal of its own"),
        pytest.param({"Dockerfile": NOBODY + 'CMD ["/bin/bash", "-c", "my-server; true"]\n'}, "lost", [HANDS_OVER, UNSAID], id="a bad verdict behind an ENTRYPOINT that nobody knows"),
        pytest.param({"Dockerfile": NOBODY + "CMD my-server; true\n"}, "lost", [HANDS_OVER, UNSAID], id="a bad verdict whatever the shell"),
        pytest.param({"Dockerfile": NOBODY}, "unknown", [], id="no verdict"),
        pytest.param({"Dockerfile": SCRIPT, "start.sh": "#!/bin/sh\ntrap 'my-server stop; exit' TERM\nmy-server &\nwait\n"}, "graceful", [Assumption("stops", "my-server", process=2, command="my-server stop")], id="a command of its own that stops it"),
        pytest.param({"Dockerfile": SCRIPT, "start.sh": "#!/bin/sh\ntrap 'catalina.sh stop; exit' TERM\ncatalina.sh run &\nwait\n"}, "graceful", [], id="one of a program that the tables know"),
        pytest.param({"Dockerfile": SCRIPT, "start.sh": "#!/bin/sh\ntrap 'appctl stop force; exit' TERM\nappctl start\ntail -f /dev/null &\nwait\n"}, "graceful", [Assumption("returns", "appctl"), Assumption("stops", "what appctl left in the background", command="appctl stop force")], id="one that stops what it left behind"),
    ],
)  # fmt: skip
def test_a_verdict_rests_on_what_nothing_shows(workspace, files, verdict, assumes):
    image = answer(workspace, files)
    assert image.verdict == verdict
    assert list(image.assumes) == assumes


def test_a_run_that_ends_badly_for_one_rests_on_the_other_all_the_same(workspace):
    start = "#!/bin/sh\na-server & p=$!\nb-server &\ntrap 'kill $p; wait $p; exit' TERM\nwait\n"
    image = answer(workspace, {"Dockerfile": SCRIPT, "start.sh": start})
    assert (image.verdict, image.assumes) == ("partial", ())
    assert [each.subject for run in image.runs for each in run.assumes] == ["a-server"]
