"""Commands that ask a server for something: whether that may be its stop."""

from __future__ import annotations

import shlex

import pytest

from stoplint.model.catalog import clients

MAY_STOP = """
curl -X POST http://localhost:8080/actuator/shutdown
curl -XPOST localhost:15020/quitquitquit
curl -X DELETE http://consul:8500/v1/agent/service
curl -d {"cmd":"stop"} http://localhost/api
curl $STOP_URL
curl $URL
curl --data @request.json http://localhost/api
wget -qO- http://localhost/-/quit
redis-cli SHUTDOWN nosave
mysqladmin shutdown
service app stop
consul leave
rndc halt
mongo admin
sv down app
redis-cli
"""
ASKS = """
curl -fsS http://localhost:8080/health
curl -f http://localhost:$PORT/
curl -X PUT --data-binary log.txt http://logs/upload
wget -q --spider http://localhost/ping
redis-cli ping
service app status
pg_ctl status
unknown-client ping
nginx -s reload
"""


@pytest.mark.parametrize("line", MAY_STOP.strip().splitlines())
def test_what_may_stop_a_server(line):
    assert clients.may_stop(shlex.split(line))


@pytest.mark.parametrize("line", ASKS.strip().splitlines())
def test_what_only_asks_a_server(line):
    assert not clients.may_stop(shlex.split(line))
