"""Fixes and the kernel: what was broken is really stopped in an orderly way when it is fixed, and nothing else changed."""

from __future__ import annotations

from random import Random

import pytest

from kernel import Case, stop_many
from kernel.fixes import fix_and_stop, fixed, verdict_of
from kernel.scripts import Generated, context
from kernel.stub import Stub

pytestmark = pytest.mark.kernel("dash", "bash", "busybox", "tini", "dumb-init")


def broken(first: int, count: int):
    """So many generated contexts that the model says are not stopped well."""
    found = []
    seed = first
    while len(found) < count:
        one = context(Random(seed), seed)
        if verdict_of(one).verdict != "graceful":
            found.append(one)
        seed += 1
    return found


def test_a_fixed_context_is_graceful_or_no_worse_and_the_application_is_the_same():
    fixed = fix_and_stop(broken(1, 150))
    assert len(fixed) > 40
    assert [one.describe() for one in fixed if one.faults] == []
    assert sum(one.is_graceful for one in fixed) > len(fixed) / 2


def test_unsafe_fixes_are_proven_like_safe_ones():
    fixed = fix_and_stop(broken(5000, 90), unsafe=True)
    assert [one.describe() for one in fixed if one.faults] == []


@pytest.mark.parametrize("options", ["", "set -e\n", "set -eu\n"])
@pytest.mark.parametrize("signal", ["TERM", "INT", "QUIT", "USR1"])
def test_the_block_keeps_the_exit_status_and_waits_for_all_children_in_every_shell(signal, options):
    one = f"#!/bin/sh\n{options}server &\nwait\n"
    two = f"#!/bin/sh\n{options}worker &\nserver &\nwait\n"
    cases = []
    for sh in ("dash", "ash", "bash"):
        for text in (one, two):
            dockerfile = f'FROM scratch\nCOPY start.sh /\nSTOPSIGNAL SIG{signal}\nENTRYPOINT ["/start.sh"]\n'
            after, result = fixed(Generated((("Dockerfile", dockerfile), ("start.sh", text)), sh))
            assert [each.code for each in result.made] == ["NoTrap"]
            stubs = {"server": Stub(status=7), "worker": Stub(drain=0.9)}
            cases.append(Case(dict(after.files), sh=sh, grace=3.0, modes={"start.sh": 0o755}, stubs=stubs))
    for outcome in stop_many(cases):
        assert outcome.verdict == "graceful", outcome.describe()
        assert outcome.status == 7 << 8, outcome.describe()


DOCKERFILE = 'FROM scratch\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'
# What the tables in tests/edits make of these is in fact what they say.
BY_HAND = [
    "(cd /tmp; server)\n", "(\n  cd /tmp\n  server # why\n)\n", "( ( server; ) ) > /tmp/log\n", "( exec server )\n", "command server --x\n",
    "server || exit $?\n", "a() { :; }\nmain() { server; }\na\nmain; exit \"$?\"\n", "exec sh -c server\n", "exec sh -c 'cd /tmp && server'\n",
    "server &\np=$!\nwait $p\n", "for i in 1 2; do server & done\nwait\n", "server & worker &\nwait\n", "server <<E &\nhi\nE\nwait\n",
    "if :; then\n  server &\nfi\nwait\n", "p=a\nserver &\np=$!\nwait\necho bye\n", "trap 'kill 0' TERM\nserver &\nwait\n", 'trap "kill $p; wait" TERM\nserver &\np=$!\nwait\n',
    "trap 'kill $p' TERM\nserver &\np=$!\nwait\n", "trap 'kill $p; wait' INT\nserver &\np=$!\nwait\n", "server &\np=$!\nwait\ntrap 'kill $p; wait' TERM",
    "trap 'if [ -n \"$p\" ]; then kill $p; fi; exit' TERM\nserver &\np=$!\nwait\n", "trap '' HUP\nserver\n",
]  # fmt: skip
SHELL_FORMS = [
    "CMD (cd /tmp; server)",
    "CMD command server --x",
    "CMD cd /tmp && server",
    "CMD X=1 server > /tmp/log",
    "ENTRYPOINT server\nCMD a",
]


@pytest.mark.parametrize("sh", ["dash", "ash", "bash"])
def test_what_is_fixed_in_the_tables_is_stopped_well(sh):
    contexts = [Generated((("Dockerfile", DOCKERFILE), ("start.sh", f"#!/bin/sh\n{text}")), sh) for text in BY_HAND]
    contexts += [Generated((("Dockerfile", f"FROM scratch\n{text}\n"),), sh) for text in SHELL_FORMS]
    made = fix_and_stop(contexts)
    assert [one.describe() for one in made if one.faults or not one.is_graceful] == []
    assert len(made) > len(contexts) / 2


def test_what_is_fixed_when_asked_for_is_stopped_well():
    contexts = [
        Generated((("Dockerfile", DOCKERFILE), ("start.sh", text)), "bash")
        for text in (
            "#!/bin/bash\nserver | cat\n", "#!/bin/bash\ncd /tmp; X=1 server |& cat\n", "#!/bin/sh\nserver &\n", "#!/bin/sh\nserver &\ntail -f /dev/null\n",
            "#!/bin/sh\nserver &\nworker &\nsleep 1000\n",
        )
    ]  # fmt: skip
    made = fix_and_stop(contexts, unsafe=True)
    assert len(made) == len(contexts)
    assert [one.describe() for one in made if one.faults or not one.is_graceful] == []
