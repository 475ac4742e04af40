"""`python -m stoplint`, and the `stoplint` command."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Most of what a run makes it keeps to its end; looking through it for garbage again and again is for nothing.
    gc.set_threshold(100_000, 20, 20)
    from stoplint.cli import main as run  # noqa: PLC0415 - so that a broken installation is told in one sentence, too

    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever read our output has had enough
        pass
    # Everything is written; taking the interpreter apart object by object would be a tenth of a cold run.
    os._exit(code)


if __name__ == "__main__":
    main()
