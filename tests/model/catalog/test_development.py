"""Which command lines only somebody runs who develops."""

from __future__ import annotations

import pytest

from stoplint.model.catalog import development
from stoplint.model.catalog.development import ROWS, is_for_development
from stoplint.model.catalog.short_lived import is_job_script

DEVELOPS = """
vite
vite --host 0.0.0.0 --port 3000
vite dev
node node_modules/.bin/vite
node node_modules/vite/bin/vite.js --host
webpack serve --mode development
webpack --config webpack.dev.js --watch
webpack-dev-server
nodemon app.js
tsx watch src/index.ts
node --watch app.js
node --require ./trace.js --watch app.js
node --watch-path src app.js
bun --watch run server.ts
bun run --hot server.ts
deno run -A --watch main.ts
deno --watch=src main.ts
react-scripts start
node_modules/.bin/ng serve --host 0.0.0.0
vue-cli-service serve
next dev -p 3000
nuxt dev
storybook dev -p 6006
gatsby develop
live-server public
nest start --watch
air -c .air.toml
cargo watch -x run
watchexec -r make
mvn compile quarkus:dev
mvn io.quarkus:quarkus-maven-plugin:3.9.0:dev
gradle :app:quarkusDev
uvicorn app:app --reload
python -m uvicorn app:app --reload
gunicorn --reload app:app
flask run --debug
ckan -c ckan.ini run
flask --app hello run --debug
python3 -m flask run --debug
dotnet watch run
ts-node-dev --respawn src/index.ts
tsc --watch
tailwindcss -i css/app.css -o public/app.css --watch
tsc-watch --onSuccess "node ."
astro dev --host
browser-sync start --server
gulp watch
modd
CompileDaemon -command=./app
entr -r make run
watchmedo auto-restart -d . -- app
hypercorn --reload app:app
fastapi dev app.py
"""
SERVES = """
vite preview
vite build
node node_modules/.bin/vite preview --port 80
webpack --mode production
tsx src/index.ts
node app.js
node app.js --watch
node --require ./trace.js app.js --watch
bun run server.ts --watch
bun server.ts --hot
deno run -A main.ts --watch
deno main.ts --watch
react-scripts build
ng build
next start
nuxt start
node .output/server/index.mjs
nest start
cargo run
uvicorn app:app
gunicorn app:app
flask run
flask run --host 0.0.0.0
python manage.py runserver 0.0.0.0:8000
rails server
bundle exec rails server
php -S 0.0.0.0:80
php artisan serve
mvn spring-boot:run
dotnet run
npm run dev
sh -c vite
server --watch
"""


@pytest.mark.parametrize("line", DEVELOPS.strip().splitlines())
def test_what_only_somebody_runs_who_develops(line):
    assert is_for_development(line.split())


@pytest.mark.parametrize("line", SERVES.strip().splitlines())
def test_what_people_run_for_others(line):
    assert not is_for_development(line.split())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join((row.names[0], *row.flags)))
def test_without_its_row_a_line_would_be_one_that_people_run_for_others(row, monkeypatch):
    monkeypatch.setattr(development, "ROWS", tuple(each for each in ROWS if each is not row))
    development._index.cache_clear()
    missed = [line for line in DEVELOPS.strip().splitlines() if not is_for_development(line.split())]
    monkeypatch.undo()
    development._index.cache_clear()
    assert missed


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.names[0])
def test_a_row_names_its_source(row):
    assert len(row.source) > 10


@pytest.mark.parametrize(
    ("command", "job"),
    [
        ("docker/build-images.sh main", True),
        ("./run-integration-tests-in-container.sh", True),
        ("/ci.sh", True),
        ("python3 run_tests.py", True),
        ("/build-and-run.sh", False),
        ("python3 /opt/Tests/CheckTls.py --force", True),
        ("/opt/api-tests/Run.py", True),
        ("/opt/tests/mock_server.py", False),
        ("/opt/latest/check.py", False),
        ("/test-server.sh", False),
        ("/run.sh", False),
        ("/run-server.sh", False),
        ("python3 test.py", False),
        ("build", False),
        ("/start.sh", False),
    ],
)
def test_a_script_that_builds_or_tests_is_a_job_of_a_developer_by_its_name(command, job):
    assert is_job_script(command.split()) is job
