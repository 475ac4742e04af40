"""Services whose script is one of execline: what it comes to, and what is not followed."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.config import Options
from stoplint.model.workload import Workload
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read

HEAD = "#!/bin/execlineb -P\n"


def service(script):
    dockerfile = 'FROM debian:12\nCOPY services /services\nENTRYPOINT ["s6-svscan", "/services"]\n'
    context = Listing({"Dockerfile": dockerfile, "services/a/run": script}, frozenset({"services/a/run"}))
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), Workload())
    return found


def told(found):
    return [
        (" ".join(process.argv), process.fate)
        for run in found.runs
        if run.default
        for process in run.processes
        if process.role == "application"
    ]


@pytest.mark.parametrize("script", [
    'nginx -g "daemon off;"',
    'with-contenv\nnginx -g "daemon off;"\n',
    'with-contenv\nfdmove -c 2 1\ns6-setuidgid nobody\nfdmove 1 2\nnginx -g "daemon off;"\n',
    'cd /srv export A "b c" unexport D umask 022 exec -a web nginx -g "daemon off;"',
    'importas -D 80 port PORT redirfd -w 1 /dev/null nginx -g "daemon off;"',
    'importas -S PORT\nnginx -g "daemon off;"',
    'define -s port 80 backtick -n now { date } multisubstitute { importas -u a A define b c } nginx -g "daemon off;"',
    'foreground { mkdir -p /run/x } if { test -d /run/x } if -n -x 3 { test -f /off } nginx -g "daemon off;"',
    'background { if { sleep 1 } chmod 666 /run/x } nginx -g "daemon off;"',
    's6-envuidgid -D 1:1 nobody s6-notifyoncheck -w 500 -c "true" nginx -g "daemon off;"',
    's6-env A=b nginx -g "daemon off;"',
])  # fmt: skip
@pytest.mark.parametrize("line", [HEAD, "#!/usr/bin/with-contenv execlineb\n", "#!/command/execlineb -S0\n"])
def test_a_script_becomes_the_program_at_its_end(line, script):
    found = service(line + script)
    assert (found.verdict, told(found)) == ("abrupt", [("nginx -g daemon off;", "cut")])


@pytest.mark.parametrize("script", [
    'foreground { nginx -g "daemon off;" }\ns6-svscanctl -t /services',
    "ifelse { test -f /off } { s6-pause } redis-server",
    "pipeline { redis-server } logger",
    "with-contenv elgetpositionals redis-server",
    "my-runner { redis-server }",
    "fdmove 1",
    'redis-server "',
    "redis-server }",
    "if redis-server",
])  # fmt: skip
def test_what_is_not_followed_is_not_called_graceful(script):
    found = service(HEAD + script)
    assert found.verdict == "unknown"
    assert "execline" in found.reason


def test_a_variable_of_an_option_hides_no_program():
    found = service(HEAD + "importas port PORT redis-server --port $port")
    assert (found.verdict, told(found)) == ("graceful", [("redis-server --port $port", "finished")])


def test_a_dollar_is_a_dollar_where_nothing_puts_in_what_it_stands_for():
    assert told(service(HEAD + "redis-server --pass $port")) == [("redis-server --pass $port", "finished")]


def test_what_is_started_beside_the_service_is_told_nothing():
    found = service(HEAD + "background { my-worker } redis-server")
    assert dict(told(found)) == {"redis-server": "finished", "my-worker": "killed"}


def test_a_script_of_blocks_alone_ends():
    assert told(service(HEAD + "foreground { mkdir -p /run/x }")) == []


def test_a_command_is_where_it_stands():
    found = service(HEAD + "with-contenv\nfdmove -c 2 1\n s6-setuidgid nobody\nredis-server")
    (place,) = (process.span for run in found.runs for process in run.processes if process.argv[0] == "redis-server")
    assert (place.source.path, place.text) == ("services/a/run", "redis-server")
