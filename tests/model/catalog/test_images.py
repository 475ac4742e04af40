"""Laws of the table of base images, of matching tags, and of what a child inherits."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoplint.model.catalog import images
from stoplint.model.catalog.images import families, find
from stoplint.model.catalog.images.reference import Reference, parse
from stoplint.model.catalog.images.tags import fits, like, version
from stoplint.model.catalog.rows import Base
from stoplint.signals import canonical

TABLE = [row for part in images.tables() for row in part]
IDS = [f"{row.image}:{'+'.join(row.tags)}"[:60] for row in TABLE]
SCRIPTS = sorted({pair for row in TABLE for pair in row.scripts if not pair[0].endswith(".conf")})


@pytest.mark.parametrize("row", TABLE, ids=IDS)
class TestARow:
    def test_names_its_source(self, row):
        assert len(row.source) > 10
        assert row.source.strip() == row.source

    def test_names_an_image_as_a_reference_is_normalised(self, row):
        assert parse(row.image.replace("*", "x")).name == row.image.replace("*", "x")

    def test_has_patterns_that_can_match(self, row):
        assert row.tags
        for pattern in row.tags:
            for one in pattern.removeprefix("!").split("|"):
                assert one
                if one[0] in "<>" or (one[0].isdigit() and "*" not in one):
                    assert version(one.lstrip("<>="))

    def test_gives_a_valid_stop_signal_with_its_prefix(self, row):
        if row.stop_signal is not None:
            assert row.stop_signal.startswith("SIG")
            assert canonical(row.stop_signal) == row.stop_signal[3:]

    def test_has_a_known_parent(self, row):
        if row.parent is not None:
            assert images.find(row.parent.removeprefix("tag|")) is not None

    def test_does_not_give_what_it_calls_unknown(self, row):
        assert set(row.unknown) <= set(images.FACTS)
        for name in row.unknown:
            assert getattr(row, name) in {None, (), "inherit"}

    def test_has_scripts_at_absolute_paths_with_an_interpreter(self, row):
        paths = [path for path, _ in row.scripts]
        assert len(set(paths)) == len(paths)
        for path, text in row.scripts:
            assert path.startswith("/")
            assert text.startswith("#!") or path.endswith(".conf")
            assert text.endswith("\n")

    def test_is_reached_by_some_tag(self, row):
        # a row that an earlier one shadows wholly would be dead data
        earlier = TABLE[: TABLE.index(row)]
        assert not any(like(other.image, row.image) and other.tags == ("*",) for other in earlier)


def test_no_row_stands_twice():
    assert len({(row.image, row.tags) for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=IDS)
def test_a_bare_script_name_is_found_in_the_path(row):
    base = images._resolve(row, parse(row.image), 0)
    folders = dict(base.env).get("PATH", "").split(":")
    for words in (base.entrypoint or (), base.cmd or ()):
        places = [path.rpartition("/")[0] for path, _ in base.scripts if words and path.endswith(f"/{words[-1]}")]
        assert not places or set(places) & set(folders)


@pytest.mark.parametrize(
    ("path", "text"), SCRIPTS, ids=[f"{path}-{number}" for number, (path, _) in enumerate(SCRIPTS)]
)
def test_a_script_is_one_that_a_shell_can_read(path, text):
    shell = "bash" if "bash" in text.partition("\n")[0] else "dash"
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    read = subprocess.run([shell, "-n"], input=text, text=True, capture_output=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


# image | arguments given to the entrypoint's script | what it becomes
LAUNCHES = """
postgres                    | -c ssl=on                    | postgres -c ssl=on
postgres                    | postgres                     | postgres
postgres                    | sh -c id                     | sh -c id
mysql:8                     | --skip-name-resolve          | mysqld --skip-name-resolve
node:20                     | server.js                    | node server.js
node:20                     | --inspect app.js             | node --inspect app.js
node:20                     | npm start                    | npm start
redis:7                     | /etc/redis.conf              | redis-server /etc/redis.conf
redis:7                     | redis-server --save x        | redis-server --save x
haproxy:3.0                 | haproxy -f x.cfg             | haproxy -W -db -f x.cfg
haproxy:3.0                 | -f x.cfg                     | haproxy -W -db -f x.cfg
haproxy:3.0                 | sh                           | sh
memcached                   | -m 64                        | memcached -m 64
cassandra:5                 |                              | cassandra -f
nginx                       | nginx -g x                   | nginx -g x
php:8-fpm                   | -v                           | php -v
php:8-fpm                   | php-fpm                      | php-fpm
httpd                       | -X                           | httpd -DFOREGROUND -X
registry:2                  | /etc/x.yml                   | registry serve /etc/x.yml
minio/minio                 | server /data                 | minio server /data
hashicorp/consul            | agent -dev                   | consul agent -data-dir=/consul/data -config-dir=/consul/config -dev
hashicorp/vault             | server -dev                  | vault server -config=/vault/config -dev
traefik                     | --ping                       | traefik --ping
varnish                     | -s x                         | varnishd -F -s x
varnish                     |                              | varnishd -F
odoo:17                     | odoo -i base                 | odoo -i base
eclipse-temurin:21          | java -jar app.jar            | java -jar app.jar
docker:27-dind              | dockerd --debug              | dockerd --debug
jenkins/inbound-agent       | -url x                       | java -jar /usr/share/jenkins/agent.jar -url x
jenkins/inbound-agent       | bash                         | bash
quay.io/sclorg/s2i-core-c9s | node app.js                  | node app.js
wodby/php:8.3               | sudo -E php-fpm              | sudo -E php-fpm
grafana/grafana             | --x                          | grafana server --packaging=docker --x
mongo-express               | mongo-express                | node app
mongo-express               | node --version               | node --version
"""
LAUNCH_ROWS = [[cell.strip() for cell in line.split("|")] for line in LAUNCHES.strip().splitlines()]


@pytest.mark.parametrize(("image", "arguments", "becomes"), LAUNCH_ROWS, ids=[f"{a} {b}" for a, b, _ in LAUNCH_ROWS])
def test_a_script_becomes_the_program(image, arguments, becomes, tmp_path):
    base = images.find(image)
    assert base is not None
    words = base.entrypoint or base.cmd or ()
    text = next(text for path, text in base.scripts if path.endswith(words[-1]))
    # every program that could be meant is one that tells how it was called, and ends
    for program in {*becomes.split()[:1], "node", "sh"}:
        stub = tmp_path / program
        stub.write_text('#!/bin/sh\necho "${0##*/}" "$@"\n')
        stub.chmod(0o755)
    shell = shutil.which("bash") or "/bin/bash"
    run = subprocess.run(
        [shell, "-c", text.partition("\n")[2], "script", *arguments.split()],
        env={**os.environ, "PATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.stdout.strip(), run.stderr) == (becomes, "")


class TestATag:
    @pytest.mark.parametrize(
        ("pattern", "tag", "answer"),
        [
            ("*", "latest", True), ("*-alpine*", "3.1-alpine3.19", True), ("*-alpine*", "alpine", False),
            ("*alpine*", "alpine", True), (">=1.20", "1.20", True), (">=1.20", "1.19.9", False), (">=1.20", "latest", True),
            (">=1.20", "1", True), ("<2", "1.9", True), ("<2", "2.0", False), ("<2", "2", False), ("<2", "latest", False),
            ("1.13-1.19.4", "1.13", True), ("1.13-1.19.4", "1.19.4-alpine", True), ("1.13-1.19.4", "1.19.5", False),
            ("1.13-1.19.4", "1.19", False), ("1.13-1.19.4", "1.9", False), ("1.12-1.17", "1.17.10", True),
            ("1.12.0", "1.12.0-perl", True), ("1.12.0", "1.12", False), ("1|2", "2.5", True), ("!1|2", "2.5", False),
            ("!*slim*", "3-slim", False), ("!*slim*", "3", True), (">=1", "v1.2", True), ("<9", "8u302-b08", True),
            ("*-alpine", "$V-alpine", True), ("*-alpine", "3-$V", None), (">=3", "$V", None), (">=3", "3.$MINOR", None),
            (">=3", "3.12-$FLAVOUR", True), ("<3", "3.12-$FLAVOUR", False), ("!>=3", "$V", None), ("*", "$V", True),
        ],
    )  # fmt: skip
    def test_fits_a_pattern_or_not(self, pattern, tag, answer):
        assert fits((pattern,), tag) is answer

    @given(st.text(max_size=30))
    def test_fits_everything_or_nothing(self, tag):
        assert fits(("*",), tag) is True
        assert fits(("!*",), tag) is False

    @given(st.lists(st.integers(0, 999), min_size=1, max_size=4), st.sampled_from(["", "-alpine", "-slim", "_1"]))
    def test_is_in_the_range_of_its_own_version(self, numbers, rest):
        text = ".".join(map(str, numbers))
        assert version(text + rest) == tuple(numbers)
        assert fits((text,), text + rest) is True
        assert fits((f">={text}",), text + rest) is True
        assert fits((f"<{text}",), text + rest) is False

    @given(st.text("ab*", max_size=12), st.text("ab", max_size=12))
    def test_is_like_a_pattern_as_the_shell_would_say(self, pattern, text):
        import fnmatch

        assert like(pattern, text) is fnmatch.fnmatchcase(text, pattern)

    def test_with_many_stars_is_answered_at_once(self):
        assert like("*a" * 2000, "a" * 4000) is True
        assert like("*a" * 2000 + "b", "a" * 40000) is False


class TestAReference:
    @pytest.mark.parametrize(
        ("text", "name", "tag"),
        [
            ("nginx", "nginx", "latest"), ("nginx:1", "nginx", "1"), ("nginx:1@sha256:ab", "nginx", "1"),
            ("nginx@sha256:ab", "nginx", "$"), ("localhost:5000/a/b", "localhost:5000/a/b", "latest"),
            ("localhost:5000/a/b:2", "localhost:5000/a/b", "2"), ("docker.io/nginx", "nginx", "latest"),
            ("docker.io/acme/nginx:3", "acme/nginx", "3"), ("  nginx:1 ", "nginx", "1"),
            ("ghcr.io/library/nginx", "ghcr.io/library/nginx", "latest"), ("amd64/nginx", "nginx", "latest"),
            ("mcr.microsoft.com/mirror/docker/library/golang:1", "golang", "1"),
        ],
    )  # fmt: skip
    def test_is_taken_apart(self, text, name, tag):
        assert parse(text) == Reference(name, tag)

    @given(st.text(max_size=60) | st.text("/:@.$-_*nginxphalpe0123456789", max_size=40))
    def test_of_any_text_is_answered(self, text):
        base = images.find(text)
        if base is not None:
            assert base.image == parse(text).name

    def test_that_is_very_long_is_answered_at_once(self):
        for text in ("a/" * 50_000, "a-" * 50_000, "nginx:" + "1." * 50_000, ":" * 100_000, "nginx:" + "9" * 100_000):
            images.find(text)

    @given(st.sampled_from(TABLE), st.sampled_from(["latest", "3", "1.2.3-alpine", "8-slim", "jammy", "ubi9"]))
    def test_is_the_same_under_every_name_of_docker_hub(self, row, tag):
        if "." in row.image.partition("/")[0]:
            return
        name = row.image.replace("*", "x")
        path = name if "/" in name else f"library/{name}"
        expected = images.find(f"{name}:{tag}")
        assert images.find(f"docker.io/{path}:{tag}") == expected
        assert images.find(f"mirror.gcr.io/{path}:{tag}@sha256:00") == expected


class TestAnAnswer:
    @pytest.mark.parametrize("row", TABLE, ids=IDS)
    def test_inherits_nothing_any_more(self, row):
        for tag in ("latest", "1.0-alpine", "$"):
            base = images.find(f"{row.image.replace('*', 'x')}:{tag}")
            if base is None:
                continue
            assert base.parent is None
            assert () not in {base.entrypoint, base.cmd}
            assert (base.sh == "inherit") == ("sh" in base.unknown)
            assert set(base.unknown) <= set(images.FACTS)
            assert all(getattr(base, name) is None for name in base.unknown if name not in {"sh", "env"})
            assert len({name for name, _ in base.env}) == len(base.env)

    def test_with_a_variable_in_its_tag_holds_for_each_tag_that_is_meant(self):
        open_tag = images.find("postgres:$V")
        assert open_tag is not None
        for tag in ("8.4", "9.6.1", "11.8", "13", "17-alpine"):
            base = images.find(f"postgres:{tag}")
            assert base is not None
            for name in images.FACTS:
                if name not in open_tag.unknown and name != "env":
                    assert getattr(base, name) == getattr(open_tag, name)

    @pytest.mark.parametrize(
        ("reference", "sh"),
        [
            ("node:$V", "inherit"), ("node:${ALPINE}", "inherit"), ("node:20-$V", "inherit"), ("node:$", "dash"),
            ("node:$V-alpine", "ash"), ("node:$V-bookworm", "dash"), ("node:20", "dash"),
        ],
    )  # fmt: skip
    def test_with_a_variable_in_its_tag_has_the_shell_that_the_rest_of_it_tells(self, reference, sh):
        found = images.find(reference)
        assert found is not None
        assert found.sh == sh

    def test_without_a_row_has_the_shell_of_its_family_only(self):
        base = images.find("acme/api:2-alpine3.20")
        assert base is not None
        assert base.sh == "ash"
        assert set(base.unknown) == set(images.FACTS) - {"sh"}

    def test_of_a_child_overrides_what_it_sets(self):
        base = images.find("adminer")
        assert base is not None
        assert base.stop_signal == "SIGINT"
        assert base.user == "adminer"
        assert "/usr/local/bin/docker-php-entrypoint" in dict(base.scripts)

    def test_of_a_child_with_its_own_entrypoint_has_no_inherited_cmd(self):
        base = images.find("eclipse-temurin:21-jre")
        assert base is not None
        assert base.cmd is None
        assert "cmd" not in base.unknown

    def test_of_a_child_that_resets_the_entrypoint_has_none(self):
        assert images.find("tomcat") is not None
        assert images.find("tomcat").entrypoint is None

    def test_names_the_variables_whose_values_are_not_said(self):
        base = images.find("gitpod/workspace-mysql")
        assert base is not None
        assert set(base.env_names) >= {"HOME", "LANG", "PATH"}

    def test_gives_the_path_of_the_system_where_none_is_set(self):
        base = images.find("node")
        assert base is not None
        assert dict(base.env)["PATH"].startswith("/usr/local/sbin:/usr/local/bin:")


def test_each_family_stands_for_a_system_of_the_table():
    for family, shell in families.SHELLS.items():
        if family == "none":
            continue
        reference = families._SYSTEMS.get(family, family)
        base = images.find(reference)
        assert isinstance(base, Base)
        assert base.sh == shell


@pytest.mark.parametrize(
    ("reference", "shell"),
    [
        ("frolvlad/alpine-java:jdk8-slim", "ash"),  # what the name says is more than that there is little in it
        ("acme/api:1-slim", "dash"),
        ("acme/alpine-api:bookworm", "dash"),
        ("acme/api:3-alpine", "ash"),
    ],
)
def test_the_system_of_an_image_that_is_not_in_the_table(reference, shell):
    found = find(reference)
    assert found is not None
    assert found.sh == shell


@pytest.mark.parametrize(
    ("reference", "old"),
    [
        ("alpine:3.7", True),
        ("alpine:3.5.2", True),
        ("alpine:2.7", True),
        ("alpine:3.8", False),
        ("alpine:3", False),
        ("alpine:3.10", False),
        ("alpine", False),
        ("busybox:1.27.2-musl", True),
        ("busybox:1.28", False),
        ("busybox:1", False),
        ("busybox", False),
        # the tag of an image that is built on it tells
        ("python:3.6-alpine3.6", True),
        # what a tag without Alpine's version was last built on
        ("golang:1.7-alpine", True),
        ("golang:1.9-alpine", False),
        ("golang:1.9.6-alpine", True),
        ("golang:1.10.2-alpine", True),
        ("golang:1.10-alpine", False),
        ("golang:1-alpine", False),
        ("golang:alpine", False),
        ("node:6-alpine", False),
        ("node:6.14-alpine", True),
        ("node:7-alpine", True),
        ("node:8.7-alpine", True),
        ("node:8.11.4-alpine", True),
        ("node:8-alpine", False),
        ("python:2.7-alpine", False),
        ("python:3.6.5-alpine", True),
        ("ruby:2.2-alpine", True),
        ("ruby:2.3-alpine", False),
        ("openjdk:8u151-jre-alpine", True),
        ("openjdk:8-jre-alpine", False),
        ("java:8-jre-alpine", True),
        ("php:7.0-fpm-alpine", True),
        ("php:7.1-fpm-alpine", False),
        ("nginx:1.13-alpine", True),
        ("nginx:stable-alpine", False),
        ("php:7.0-fpm-alpine3.7", True),
        ("gliderlabs/alpine:3.4", True),
        ("acme/api:2-alpine3.5", True),
        ("python:3.6-alpine3.8", False),
        ("python:3.13-alpine3.22", False),
        ("gliderlabs/alpine:3.8", False),
        # nothing says which
        ("golang:1.9-rc-alpine", False),
        ("acme/api:2-alpine", False),
        ("gliderlabs/alpine", False),
        ("acme/alpine:$V", False),
    ],
)
def test_an_alpine_before_3_8_has_a_busybox_before_1_28(reference, old):
    found = find(reference)
    assert found is not None
    assert (found.sh, found.old_busybox) == ("ash", old)


def test_where_a_tag_may_be_one_of_either_alpine_its_shell_is_not_known():
    found = find("alpine:$V")
    assert found is not None
    assert (found.sh, found.old_busybox) == ("inherit", False)
