"""What a finding offers: what its fix does, and whether it is made without being asked for."""

from __future__ import annotations

import pytest

import stoplint

HEAD = "FROM debian:12-slim\n"
START = HEAD + 'COPY start.sh /\nENTRYPOINT ["/start.sh"]\n'


@pytest.mark.parametrize(
    ("dockerfile", "script", "title", "safe"),
    [
        ("CMD ./server a", None, "use the exec form", True),
        ("CMD cd /x; ./server", None, "use the exec form, with `exec` in the /bin/sh string", True),
        ('CMD ["sh", "-c", "./server a"]', None, "start the program without a shell", True),
        ("CMD ['./server']", None, "make the array valid JSON", True),
        ("CMD ./server &", None, "start it in the foreground, with `exec`", False),
        ("", "#!/bin/sh\n./server a\n", "put `exec` before `./server a`", True),
        ("", "#!/bin/sh\n( exec ./server )\n", "leave out the subshell", True),
        ("", "#!/bin/bash\n./server | tee x\n", "let the reader run beside the application", False),
        ("", "#!/bin/sh\n./server &\nwait\n", "hand the stop signal to the children, and wait for them", True),
        ("", "#!/bin/sh\n./server &\nsleep infinity\n", "hand the stop signal to the children, and wait for them", False),
        ("", "#!/bin/sh\nexec su -c 'exec ./server' app\n", "use setpriv, which becomes the program, instead of su", False),
        ("", "#!/bin/sh\ntrap 'kill $p; wait' SIGTERM\n./server &\np=$!\nwait\n", "leave out `SIG`", True),
        ("", "#!/bin/sh\ntrap 'kill $p; wait' INT\n./server &\np=$!\nwait\n", "set the trap for TERM, too", True),
        ("", '#!/bin/sh\ntrap "kill $p; wait" TERM\n./server &\np=$!\nwait\n', "use single quotes, so that the trap is expanded when it runs", True),
        ("", "#!/bin/sh\ntrap 'kill $p' TERM\n./server &\np=$!\nwait\n", "wait until the children are gone", True),
        ("", "#!/bin/sh\ntrap 'kill 0' TERM\n./server &\nwait\n", "ignore the signal while the trap runs, and wait", True),
        ("", "#!/bin/sh\n./server &\np=$!\nwait\ntrap 'kill $p; wait' TERM\n", "set the trap before the application is started", True),
        ("", "#!/bin/sh\r\nexec ./server\r\n", "use Unix line ends", True),
        ("COPY --chmod=644 <<E /go\n#!/bin/sh\nexec ./server\nE\nCMD [\"/go\"]", None, "copy it as executable", False),
        ("COPY <<E /go\n#!/bin/sh\nexec ./server\nE\nCMD [\"/go\"]", None, "copy it as executable", True),
    ],
)  # fmt: skip
def test_a_fix_says_what_it_does(workspace, dockerfile, script, title, safe):
    workspace(
        {"Dockerfile": HEAD + dockerfile + "\n" if dockerfile else START, **({"start.sh": script} if script else {})}
    )
    assert (title, safe) in [(one.fix.title, one.fix.safe) for one in stoplint.lint(".") if one.fix]


def test_a_script_that_is_not_executable_is_made_so(workspace):
    folder = workspace({"Dockerfile": START, "start.sh": "#!/bin/sh\nexec ./server\n"})
    (folder / "start.sh").chmod(0o644)
    assert [(one.fix.title, one.fix.safe) for one in stoplint.lint(".") if one.fix] == [
        ("make start.sh executable", True)
    ]


def test_a_script_that_would_not_start_then_either_is_not_made_executable(workspace):
    workspace({"Dockerfile": START, "start.sh": "exec ./server\n"})
    assert [one.fix for one in stoplint.lint(".")] == [None]
