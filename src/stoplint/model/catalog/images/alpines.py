"""Official images whose tag says "alpine" without a version: on which Alpine they were last built, where that is an old one.

Up to Alpine 3.7 the shell is another one: BusyBox before 1.28 does not replace itself in `sh -c app`. What tags were last
built on is in docker-library/official-images@37079fb: library/* (its history: for each tag the last Directory and
GitCommit, and the FROM of the Dockerfile there).
"""

from __future__ import annotations

from stoplint.model.catalog.images.tags import fits

OLD = "alpine:3.7"
# Tags as in `rows.Base`: a version that a tag leaves open is the newest of its kind ("1.9" is later than 1.9.6).
_LAST_ON_OLD: dict[str, str] = {
    "golang": "<1.9|1.9.0-1.9.6|1.10.0-1.10.2",
    "haproxy": "1.4|1.5.0-1.5.18|1.6.0-1.6.13|1.7.0-1.7.10|1.8.0-1.8.9",
    "httpd": "<2.4.37",
    "java": "*",
    "memcached": "<1.5.10",
    "nginx": "<1.14|1.14.0|1.15.0-1.15.3",
    "node": "<6.15.1|7|8.0-8.11|9|10.0-10.6|argon*",
    "openjdk": "7u91*|7u111*|7u121*|7u131*|7u151*|8u92*|8u111*|8u121*|8u131*|8u151*",
    "php": "<5.6|5.6.0-5.6.36|7.0|7.1.0-7.1.20|7.2.0-7.2.8",
    "postgres": "9.2|9.3.0-9.3.22|9.4.0-9.4.17|9.5.0-9.5.12|9.6.0-9.6.8|10.0-10.3",
    "python": "2.7.0-2.7.14|3.0-3.3|3.4.0-3.4.7|3.5.0-3.5.4|3.6.0-3.6.5",
    "rabbitmq": "3.6.0-3.6.15|3.7.0-3.7.6",
    "redis": "<3.2|3.2.0-3.2.11|4.0.0-4.0.9",
    "ruby": "<2.3|2.3.0-2.3.6|2.4.0-2.4.4|2.5.0-2.5.1",
}


def last_built_on(name: str, tag: str) -> str | None:
    """The reference of the old Alpine that such an image was last built on; None where it is none, or not known."""
    pattern = _LAST_ON_OLD.get(name)
    return OLD if pattern is not None and fits((pattern,), tag) is True else None
