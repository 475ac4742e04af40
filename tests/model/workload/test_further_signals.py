"""A hook has begun an orderly shutdown, and the stop signal follows: what the programs do, tests/kernel/test_second_signal.py has asked."""

from __future__ import annotations

import json

import pytest

from model.built import image
from model.workload.test_hooks import hook
from stoplint.model.fact import Fact
from stoplint.model.stop.trace import trace
from stoplint.model.workload import Workload
from stoplint.model.workload.service import Service

NGINX, APACHE = ("nginx", "-g", "daemon off;"), ("apache2", "-DFOREGROUND")
HAPROXY = ("haproxy", "-W", "-f", "/etc/haproxy.cfg")
TABLE = [
    (NGINX, "QUIT", "TERM", 2.0, "abrupt"),
    (NGINX, "QUIT", "QUIT", 2.0, "graceful"),
    (HAPROXY, "USR1", "TERM", 2.0, "abrupt"),
    (APACHE, "WINCH", "TERM", 2.0, "graceful"),
    (APACHE, "WINCH", "WINCH", 2.0, "graceful"),
    (APACHE, "WINCH", "TERM", 12.0, "abrupt"),
    (APACHE, "WINCH", "WINCH", 12.0, "abrupt"),
    (("gunicorn", "app:app"), "TERM", "TERM", 2.0, "graceful"),
    (("gunicorn", "app:app"), "QUIT", "TERM", 2.0, "abrupt"),
]


@pytest.mark.parametrize(("argv", "first", "then", "drain", "verdict"), TABLE)
def test_a_further_signal_cuts_a_drain_or_does_not(argv, first, then, drain, verdict):
    before = hook("sh", "-c", f"kill -{first} 1")
    service = Service("kubernetes", "web", before.span, hooks=(before,))
    workload = Workload(stop_signal=then, drains={argv[0]: drain}, grace=Fact(30.0, "the tests"), service=service)
    said = trace(image(f"FROM debian:12\nSTOPSIGNAL {then}\nCMD {json.dumps(argv)}\n"), workload)
    assert said.verdict == verdict, said.reason
