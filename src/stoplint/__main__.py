"""`python -m stoplint`, and the `stoplint` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from stoplint.cli import main as run  # noqa: PLC0415 - so that a broken installation is told in one sentence, too

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
