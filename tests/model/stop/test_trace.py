"""The same image, stopped with another signal, is worked out once."""

from __future__ import annotations

import stoplint
from stoplint.lazy_dataclass import replace
from stoplint.model.stop.trace import with_stop_signal


def test_an_image_is_stopped_once_with_each_signal(workspace):
    workspace({"Dockerfile": 'FROM debian:12-slim\nCMD ["nginx", "-g", "daemon off;"]\n'})
    traced = stoplint.trace()[0]
    quit_ = with_stop_signal(traced, "SIGQUIT")
    assert (quit_.verdict, with_stop_signal(traced, "SIGTERM").verdict) == ("graceful", "abrupt")
    assert with_stop_signal(traced, "SIGQUIT") is quit_


def test_what_was_worked_out_does_not_go_along_to_another_image(workspace):
    workspace({"Dockerfile": 'FROM debian:12-slim\nCMD ["nginx", "-g", "daemon off;"]\n'})
    traced = stoplint.trace()[0]
    with_stop_signal(traced, "SIGQUIT")
    assert replace(traced, context="srv").by_signal == {}
