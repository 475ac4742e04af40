"""What a RUN puts with sed into a configuration file of a package: whether the daemon stays in front, and what it keeps."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.config import Options
from stoplint.model.workload import Workload
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read

NGINX, FPM, SUPERVISORD = "/etc/nginx/nginx.conf", "/etc/php/8.2/fpm/php-fpm.conf", "/etc/supervisor/supervisord.conf"


def trace(steps, files=None):
    text = f"FROM debian:12\n{steps}\n"
    context = Listing({"Dockerfile": text, **(files or {})}, frozenset({"start.sh"}))
    return traces(read(context.read("Dockerfile")), context, Options(), Workload())[0]


@pytest.mark.parametrize(
    ("edit", "verdict"),
    [
        ("-i '1i daemon off;'", "abrupt"),
        ("-i '1idaemon off;'", "abrupt"),
        (r"-i '$ a\daemon off;'", "abrupt"),
        (r"-i '/^user/a daemon off;'", "abrupt"),
        (r"-i 's/^user/daemon off;\nuser/'", "abrupt"),
        (r"-i -e 's|^user.*|&\ndaemon off;|g'", "abrupt"),
        ("-i 's/80/8080/'", "exits-early"),
        # what the rest of the line says isn't known, nor what such a script does
        ("-i 's/daemon on/daemon off/'", "unknown"),
        ("-i '/daemon off/d'", "unknown"),
        ("-i 's/^# daemon//'", "unknown"),
        ("-i 's/^$//; s/^#daemon off//'", "unknown"),
        ("-i ''", "exits-early"),
        ("-i 's/daemon off;/daemon on;/'", "unknown"),
        ("-i '1i daemon off;' -e '/daemon/d'", "unknown"),
        ('-i "$EDIT daemon off;"', "unknown"),
        ("-i '1i # daemon off;'", "unknown"),
    ],
)
def test_nginx_stays_in_front_as_the_line_says_that_is_put_in(edit, verdict):
    assert trace(f'RUN sed {edit} {NGINX}\nCMD ["nginx"]').verdict == verdict


def test_a_later_edit_may_take_away_what_one_before_put_in():
    steps = f"RUN sed -i '1i daemon off;' {NGINX}\nRUN sed -i 's/off/on/' {NGINX}\nCMD [\"nginx\"]"
    assert trace(steps).verdict == "unknown"


def test_php_fpm_stays_in_front_as_its_line_was_made_to_say():
    assert trace(f"RUN sed -i 's/;daemonize = yes/daemonize = no/' {FPM}\nCMD [\"php-fpm8.2\"]").verdict == "abrupt"
    edit = r"s/;daemonize\s*=\s*yes/daemonize = no/g"
    assert trace(f'RUN sed -i "{edit}" /etc/php5/fpm/php-fpm.conf\nCMD ["php5-fpm"]').verdict == "abrupt"


@pytest.mark.parametrize(
    "step",
    [
        rf"sed -i 's/^\[supervisord\]$/[supervisord]\nnodaemon=true/' {SUPERVISORD}",
        rf"sed -i 's/^\(\[supervisord\]\)$/\1\nnodaemon=true/' {SUPERVISORD}",
        rf"sed -i 's/^\[supervisord\]/&\nnodaemon=true/' {SUPERVISORD}",
        rf"printf '[supervisord]\nnodaemon=true\n' >> {SUPERVISORD}",
    ],
)
def test_a_file_of_which_only_an_addition_is_known_includes_what_the_package_says(step):
    files = {"start.sh": "#!/bin/sh\nmysqld\n", "app.conf": "[program:app]\ncommand=/start.sh\n"}
    copies = "COPY start.sh /\nCOPY app.conf /etc/supervisor/conf.d/"
    found = trace(f'RUN {step}\n{copies}\nCMD ["supervisord"]', files)
    assert found.verdict == "killed"
    assert [process.argv[0] for process in found.runs[0].processes] == ["supervisord", "/start.sh", "mysqld"]
