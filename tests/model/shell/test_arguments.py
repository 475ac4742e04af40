"""Whether a script takes notice of the words that it is started with."""

from __future__ import annotations

import pytest

from stoplint.model.shell.arguments import may_use_arguments
from stoplint.text import Source


@pytest.mark.parametrize(
    "text",
    [
        'exec server "$@"',
        "exec server $*",
        "server ${1:-x}; echo $#",
        "echo $0",
        "echo ${x:-$1}",
        "for a; do server; done",
        "select a; do server; done",
        "while getopts ab opt; do server; done",
        "shift; exec server",
        "x=$(echo $1); exec server $x",
        "cat <<E\n$1\nE\n",
        "echo $((1 + $1))",
        "(( $# > 1 )) && server",
        "f() { echo $0; }; f",
        "trap 'kill $1' TERM; server",
        "eval 'exec server $1'",
        'eval "$COMMAND"',
        ". /lib.sh; server",
        "set -- server $1; exec server",
        "f() { server",
    ],
)
def test_a_script_uses_its_arguments_or_may(text):
    assert may_use_arguments(Source("start.sh", text))


@pytest.mark.parametrize(
    "text",
    [
        "exec server",
        "awk '{ print $1 }' file; exec server",
        'echo "\\$1"; exec server',
        "exec server # $@",
        "cat <<'E'\n$1\nE\n",
        'f() { for a; do echo "$a" "$1"; shift; done; }; f x y',
        "for a in x y; do server; done",
        "echo ${#x} $? $$ $! $((1 + 1))",
        "getopts ab opt x y; server",
        ". /lib.sh x; server",
        "trap 'kill %1' TERM; server",
        'set -- server --port 80; exec "$@"',
        "set -e; exec server",
    ],
)
def test_a_script_takes_no_notice_of_its_arguments(text):
    assert not may_use_arguments(Source("start.sh", text))
