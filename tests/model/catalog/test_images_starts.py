"""What becomes of a command behind the start script of a product's image, and of the signal."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.config import Options
from stoplint.model.workload import Workload
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read

# image | CMD | what runs in the end, or with which status the script ends
STARTS = """
plone:5.2                             |                         | bin/instance console
plone:5.2                             | []                      | bin/instance console
plone:5.2                             | ["restart"]             | bin/instance console
plone:5.2                             | ["wait"]                | bin/instance wait
plone:5.2                             | ["logtail"]             | bin/instance logtail
plone:5.2                             | ["reopen_transcript"]   | bin/instance reopen_transcript
plone:5.2                             | ["server"]              | server
mongo-express:1.0.2                   |                         | node app
mongo-express:1.0.2                   | ["server", "--x"]       | server --x
liquibase:4.25                        | ["update"]              | /liquibase/liquibase update
liquibase:4.25                        | ["liquibase", "update"] | /liquibase/liquibase update
liquibase:4.25                        | ["sh", "-c", "exec x"]  | x
liquibase:4.25                        | ["/bin/tool"]           | /bin/tool
liquibase:4.25                        | ["history"]             | /liquibase/liquibase history
public.ecr.aws/lambda/python:3.12     | ["a.handler"]           | /usr/local/bin/aws-lambda-rie /var/runtime/bootstrap
public.ecr.aws/lambda/python:3.12     |                         | status 142
public.ecr.aws/lambda/python:3.12     | ["python", "a.py"]      | status 142
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in STARTS.strip().splitlines()]


def trace(image, cmd="", more=""):
    text = f"FROM {image}\n{more}" + (f"CMD {cmd}\n" if cmd else "")
    context = Listing({"Dockerfile": text}, frozenset())
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), Workload())
    return found


@pytest.mark.parametrize(("image", "cmd", "end"), ROWS, ids=[f"{image} {cmd}" for image, cmd, _ in ROWS])
def test_what_a_command_becomes_behind_the_start_script(image, cmd, end):
    found = trace(image, cmd)
    if end.startswith("status "):
        assert found.verdict == "fails-to-start"
        assert found.reason.endswith(end)
    else:
        assert " ".join(found.runs[0].processes[-1].argv) == end


@pytest.mark.parametrize("signal", ["TERM", "INT", "HUP", "QUIT"])
def test_the_start_script_of_wildfly_passes_on_what_it_traps(signal):
    run = trace("jboss/wildfly:18.0.0.Final", more=f"STOPSIGNAL SIG{signal}\n").runs[0]
    server = next(process for process in run.processes if process.argv[0] == "java")
    assert server.receives == (f"SIG{'TERM' if signal == 'INT' else signal}",)
