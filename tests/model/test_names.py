"""Programs are called what people call them."""

from __future__ import annotations

import pytest

from stoplint.model.catalog import programs
from stoplint.model.processes.kinds import Running
from stoplint.model.stop.naming import name_of


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("node dist/index.js", "node dist/index.js"),
        ("node -r ts-node/register dist/index.js", "node dist/index.js"),
        ("node --require dotenv/config --import ./hook.mjs server.js", "node server.js"),
        ("node --enable-source-maps --max-old-space-size=512 server.js --port 80", "node server.js"),
        ("node $NODE_OPTIONS server.js", "node server.js"),
        ("node $MAIN", "node $MAIN"),
        ("node -e code", "node"),
        ("python3 -u app.py", "python3 app.py"),
        ("python3 -m myapp --port 80", "python3 -m myapp"),
        ("python3 -W ignore -m myapp", "python3 -m myapp"),
        ("python3 -c code", "python3"),
        ("python3 -m gunicorn app:app", "gunicorn"),
        ("python -m celery -A proj worker", "celery worker"),
        ("java -Xmx1g -jar /app.jar --server.port=80", "java /app.jar"),
        ("java $JAVA_OPTS -jar app.jar", "java app.jar"),
        ("java -cp /app/lib/* com.example.Main serve", "java com.example.Main"),
        ("java -classpath a:b -Dx=y com.example.Main", "java com.example.Main"),
        ("java -Xrs -cp a com.example.Main", "java com.example.Main"),
        ("php -d memory_limit=1G artisan queue:work", "php artisan"),
        ("php -S 0.0.0.0:80 -t public", "php"),
        ("ruby -r ./boot app.rb", "ruby app.rb"),
        ("/usr/local/bin/my-server --port 80", "my-server"),
        ("busybox httpd -f", "httpd"),
        ("service nginx start", "nginx"),
    ],
)
def test_a_program_is_called_what_people_call_it(line, name):
    argv = tuple(line.split())
    process = Running(1, 0, 1, 1, argv, None, "launch", facts=programs.find(argv))
    assert name_of(process) == name
