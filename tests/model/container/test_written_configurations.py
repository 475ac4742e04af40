"""Configuration files as start scripts have left them: what is known of them decides, and what is not is a doubt."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.config import Options
from stoplint.model.workload import Workload
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read

STAYS, LEAVES, UNKNOWN = "graceful", "exits-early", "unknown"
CONF = "/etc/nginx/nginx.conf"


def verdict(script, program="nginx", **files):
    dockerfile = (
        "FROM debian:12\nRUN apt-get update && apt-get install -y nginx supervisor\n"
        f"COPY conf /conf\n{files.pop('copy', '')}COPY start.sh /\nSTOPSIGNAL SIGQUIT\nCMD ['/start.sh']\n".replace(
            "'", '"'
        )
    )
    texts = {
        "Dockerfile": dockerfile, "start.sh": f"#!/bin/bash\n{script}\nexec {program}\n",
        "conf/stays.conf": "daemon off;\n", "conf/leaves.conf": "user www;\n",
    }  # fmt: skip
    context = Listing(texts, frozenset({"start.sh"}))
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), Workload())
    return found.verdict


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (":", LEAVES),
        (f"cat > {CONF} <<EOF\ndaemon off;\nuser $NAME;\nEOF", STAYS),
        (f"read user < /user\ncat > {CONF} <<EOF\ndaemon off;\nuser $user;\nEOF", STAYS),
        (f"read user < /user\ncat > {CONF} <<EOF\nuser $user;\nEOF", LEAVES),
        (f"read text < /text\ncat > {CONF} <<EOF\nuser www;\n$text\nEOF", UNKNOWN),
        (f'read text < /text\nprintf "$text" > {CONF}', UNKNOWN),
        (f"printf 'daemon off;\\n' > {CONF}", STAYS),
        (f"render > {CONF}", UNKNOWN),
        (f"envsubst < /conf/stays.conf > {CONF}", STAYS),
        (f"envsubst '$A' < /conf/leaves.conf > {CONF}", LEAVES),
        (f"envsubst < /data/nginx.conf > {CONF}", UNKNOWN),
        (f"sed 's/a/b/' /conf/stays.conf > {CONF}", STAYS),
        (f"sed 's/daemon off/daemon on/' /conf/stays.conf > {CONF}", UNKNOWN),
        (f"echo 'daemon off;' >> {CONF}", STAYS),
        (f"echo 'user www;' >> {CONF}", LEAVES),
        (f"render >> {CONF}", UNKNOWN),
        (f"echo 'daemon off;' | tee -a {CONF}", UNKNOWN),
        (f"echo 'daemon off;' | sudo tee {CONF}", UNKNOWN),
        (f"sed -i 's/auto/4/' {CONF}", LEAVES),
        (f"sed -i '1i daemon off;' {CONF}", UNKNOWN),
        (f"sed -i -f /edits {CONF}", UNKNOWN),
        (f"if grep -q x /y; then sed -i 's/auto/4/' {CONF}; fi", LEAVES),
        (f"if grep -q x /y; then echo 'daemon off;' >> {CONF}; fi", UNKNOWN),
        (f"cp /conf/stays.conf {CONF}", STAYS),
        (f"cp /conf/leaves.conf {CONF}", LEAVES),
        (f"cp /data/nginx.conf {CONF}", UNKNOWN),
        (f"cp \"$(find /data -name '*.conf')\" {CONF}", UNKNOWN),
        ("mv /conf/stays.conf /conf/nginx.conf; cp -r /conf/. /etc/nginx/", STAYS),
        ("mv /conf/stays.conf /conf/nginx.conf; cp /conf/*.conf /etc/nginx/", STAYS),
        ("cp -r /data/. /etc/nginx/", UNKNOWN),
        ("cp -r /data/. /etc/other/", LEAVES),
        (f"ln -sf /conf/stays.conf {CONF}", STAYS),
        (f"ln -sf /data/nginx.conf {CONF}", UNKNOWN),
        ("cat > /etc/nginx/conf.d/site.conf <<EOF\nserver { }\nEOF", LEAVES),
        (f"rm {CONF}; cat /conf/stays.conf > {CONF}", STAYS),
    ],
)
def test_nginx_stays_in_the_foreground_as_its_file_says_then(script, expected):
    assert verdict(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("printf '[supervisord]\\nnodaemon=true\\n' > /s.conf; echo '[program:a]' >> /s.conf; echo 'command=server' >> /s.conf", STAYS),
        ("printf '[supervisord]\\nnodaemon=false\\n[program:a]\\ncommand=server\\n' > /s.conf", LEAVES),
        ("render > /s.conf", UNKNOWN),
    ],
)  # fmt: skip
def test_supervisord_keeps_what_the_script_has_written(script, expected):
    assert verdict(script, "supervisord -c /s.conf") == (expected if expected != STAYS else "graceful")


def test_an_edit_takes_the_meaning_of_what_it_may_change():
    own = f"COPY conf/stays.conf {CONF}\n"
    assert verdict(f"sed -i 's/a/b/' {CONF}", copy=own) == STAYS
    assert verdict(f"sed -i 's/daemon off/daemon on/' {CONF}", copy=own) == UNKNOWN
