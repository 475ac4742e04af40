"""The long run: thousands of generated start scripts, the model's verdict against the kernel's.

`make kernel-soak`, or `python -m kernel.soak --count 5000 --first 1` from the tests' folder. Prints the
agreement and every disagreement.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from random import Random

from kernel.agreement import compare
from kernel.scripts import context


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--workers", type=int, default=24)
    parser.add_argument("--show", type=int, default=50, help="disagreements to print in full")
    options = parser.parse_args()
    pairs: Counter[tuple[str, str]] = Counter()
    disagreements = 0
    agreed = 0
    false_graceful = 0
    began = time.monotonic()
    batch = 120
    for start in range(options.first, options.first + options.count, batch):
        seeds = range(start, min(start + batch, options.first + options.count))
        for one in compare([context(Random(seed), seed) for seed in seeds], options.workers):
            pairs[one.model.verdict, one.outcome.verdict] += 1
            false_graceful += one.is_false_graceful
            agreed += one.agrees and not one.is_unknown
            if not one.agrees and (not one.is_unknown):
                disagreements += 1
                if disagreements <= options.show:
                    print(
                        f"===== seed {one.generated.seed}: model {one.model.verdict} ({one.model.reason}), kernel {one.outcome.verdict}"
                    )
                    print(one.generated.describe())
                    print(one.outcome.describe(), flush=True)
    total = sum(pairs.values())
    undecided = sum(count for (model, _), count in pairs.items() if model == "unknown")
    for (model, kernel), count in sorted(pairs.items(), key=lambda item: -item[1]):
        print(f"{count:6}  model {model:15} kernel {kernel}")
    decided = total - undecided
    print(f"{total} scripts in {time.monotonic() - began:.0f} s: {agreed} agree ({agreed / max(decided, 1):.2%} of the decided), "
          f"{undecided} unknown ({undecided / max(total, 1):.2%}), {disagreements} disagree, {false_graceful} falsely graceful")  # fmt: skip
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
