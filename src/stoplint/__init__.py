"""Says what happens when a container is stopped: whether the application gets the signal, and whether it finishes.

import stoplint

for finding in stoplint.lint("services/api"):
    print(finding.path, finding.code, finding.message)
for image in stoplint.trace("services/api/Dockerfile"):
    print(image.verdict, image.reason)
"""

from __future__ import annotations

from stoplint.project import fix, lint, trace

__version__ = "0.1.0"
__all__ = ["__version__", "fix", "lint", "trace"]
