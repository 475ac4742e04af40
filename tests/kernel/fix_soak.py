"""The long run for fixes: thousands of broken start scripts, fixed, started and stopped before and after.

`python -m kernel.fix_soak --count 2000` from the tests' folder. Counts contexts that a fix was made in; prints what
became of them, and all that is wrong.
"""

# ruff: noqa: T201 - a program, run by hand
from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from random import Random

from kernel.fixes import fix_and_stop, verdict_of
from kernel.scripts import context


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="broken contexts to look at")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--workers", type=int, default=24)
    parser.add_argument("--unsafe", action="store_true")
    parser.add_argument("--show", type=int, default=20, help="faults to print in full")
    options = parser.parse_args()
    pairs: Counter[tuple[str, str]] = Counter()
    kinds: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    left: Counter[str] = Counter()
    broken = faulty = fixed = misjudged = 0
    seed = options.first
    began = time.monotonic()
    while broken < options.count:
        batch = []
        while len(batch) < 60 and broken < options.count:
            one = context(Random(seed), seed)
            seed += 1
            if verdict_of(one).verdict != "graceful":
                broken += 1
                batch.append(one)
        for one in fix_and_stop(batch, options.workers, unsafe=options.unsafe):
            fixed += 1
            if one.is_misjudged:
                misjudged += 1
                print(
                    f"===== the model misjudges it, before and after\n{one.before.describe()}\n{one.was.describe()}",
                    flush=True,
                )
            pairs[one.was.verdict, one.now.verdict] += 1
            kinds.update(each.fix.title.split(" before `")[0] for each in one.result.made if each.fix)
            refusals.update(each.why for each in one.result.refused)
            if not one.is_graceful:
                left.update(one.left)
            if one.faults:
                faulty += 1
                if faulty <= options.show:
                    print("=====", *one.faults, sep="\n  ")
                    print(one.describe(), flush=True)
    for title, counts in (
        ("verdicts before and after", pairs),
        ("fixes", kinds),
        ("left after a fix", left),
        ("not fixed", refusals),
    ):
        print(f"{title}:")
        for name, count in counts.most_common(40):
            print(f"{count:6}  {' -> '.join(name) if isinstance(name, tuple) else name}")
    graceful = sum(count for (_, now), count in pairs.items() if now == "graceful")
    print(f"{broken} broken contexts (seeds {options.first} to {seed - 1}) in {time.monotonic() - began:.0f} s: {fixed} fixed, "
          f"{graceful} of them graceful now, {faulty} with something wrong, {misjudged} misjudged by the model before and after")  # fmt: skip
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
