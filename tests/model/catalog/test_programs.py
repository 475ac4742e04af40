"""Which program a command line starts, and what it does with signals."""

from __future__ import annotations

import shlex
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.facts import action_of
from stoplint.model.catalog.configs import Surroundings
from stoplint.model.catalog.programs import find, rows
from stoplint.model.catalog.short_lived import into_background, is_helper, is_tool, prepares

# command line → name, kind, daemonizes, what TERM does
FOUND = """
nginx | nginx | server | True | fast
/usr/sbin/nginx -g 'daemon off;' | nginx | server | False | fast
nginx -g 'pid /tmp/x; daemon off ;' | nginx | server | False | fast
nginx -g 'daemon on;' | nginx | server | True | fast
nginx-debug -g 'daemon off;' | nginx-debug | server | False | fast
openresty -g 'daemon off;' | openresty | server | False | fast
nginx -c /unknown.conf | nginx | server | None | fast
nginx -c /etc/nginx/nginx.conf | nginx | server | True | fast
nginx -c /etc/nginx/nginx.conf -g 'daemon off;' | nginx | server | False | fast
pdns_server --disable-syslog | pdns_server | server | False | default
pdns_server --daemon | pdns_server | server | True | default
pdns_server --version | pdns_server | tool | False | default
privoxy --no-daemon /etc/privoxy/config | privoxy | server | False | clean
privoxy /etc/privoxy/config | privoxy | server | True | clean
doveadm pw -s SSHA512 | doveadm | tool | False | default
storescp -od /data 104 | storescp | server | False | default
dcmqrscp -c dcmqrscp.cfg | dcmqrscp | server | False | default
udevadm trigger --action=add | udevadm trigger | tool | False | default
/lib/systemd/systemd-udevd --daemon | systemd-udevd | server | True | clean
udevd | udevd | server | False | clean
redis_exporter -x | redis_exporter | server | False | clean
nginx -t | nginx | tool | False | fast
nginx -qt | nginx | tool | False | fast
nginx -tqc /etc/nginx/nginx.conf | nginx | tool | False | fast
nginx -qg 'daemon off;' | nginx | server | False | fast
nginx -p t | nginx | server | True | fast
nginx -s reload | nginx | tool | False | fast
unitd --no-daemon --control x | unitd | server | False | fast
unitd | unitd | server | True | fast
httpd | httpd | server | True | fast
httpd -DFOREGROUND | httpd | server | False | fast
httpd -D FOREGROUND -f x | httpd | server | False | fast
apache2 -DFOREGROUND | apache2 | server | False | fast
apache2 -k start | apache2 | server | True | fast
httpd -t | httpd | tool | False | fast
apache2 -tS | apache2 | tool | False | fast
apache2 -Xf conf/t | apache2 | server | False | fast
httpd-foreground | httpd-foreground | server | False | fast
apache2-foreground | apache2-foreground | server | False | fast
apachectl -D FOREGROUND | apachectl | server | False | default
/usr/sbin/apache2ctl -DFOREGROUND | apache2ctl | server | False | default
apache2ctl start | apache2ctl | server | True | default
apachectl configtest | apachectl | tool | False | default
busybox httpd -f -p 80 | httpd | server | False | default
busybox httpd -p 80 -h /www | httpd | server | True | default
lighttpd -D -f /etc/lighttpd.conf | lighttpd | server | False | fast
lighttpd -f x | lighttpd | server | True | fast
haproxy -W -db -f /x.cfg | haproxy | server | False | fast
haproxy -Ws -db | haproxy | server | False | fast
haproxy -db -f /x.cfg | haproxy | server | False | default
haproxy -D | haproxy | server | True | default
haproxy -c -f x | haproxy | tool | False | default
envoy -c /etc/envoy.yaml | envoy | server | False | fast
traefik --api | traefik | server | False | graceful
caddy run --config /etc/caddy | caddy | server | False | graceful
caddy start | caddy start | server | True | default
caddy validate --config x | caddy validate | tool | False | default
varnishd -F -a :80 | varnishd | server | False | fast
varnishd -a :80 | varnishd | server | True | fast
squid -N | squid | server | False | graceful
squid --foreground | squid | server | False | graceful
squid -NYCd 1 | squid | server | False | graceful
squid | squid | server | True | graceful
squid -sYC | squid | server | True | graceful
squid -CNd1 | squid | server | False | graceful
squid -z | squid | tool | False | graceful
stunnel | stunnel | server | True | fast
cloudflared tunnel run | cloudflared | server | False | graceful
nutcracker -c x | nutcracker | server | False | default
nutcracker -d | nutcracker | server | True | default
php-fpm8.2 | php-fpm8.2 | server | True | fast
php-fpm8.2 -F | php-fpm8.2 | server | False | fast
/usr/sbin/php-fpm7.4 --nodaemonize | php-fpm7.4 | server | False | fast
php-fpm82 -F -R | php-fpm82 | server | False | fast
php-fpm | php-fpm | server | None | fast
php-fpm8.2 -RF | php-fpm8.2 | server | False | fast
php-fpm8.2 -nt | php-fpm8.2 | tool | False | fast
php-fpm8.2 -FyD | php-fpm8.2 | server | False | fast
php-fpm -D | php-fpm | server | True | fast
php-fpm -t | php-fpm | tool | False | fast
php -S 0.0.0.0:80 -t public | php | server | False | default
php8.2 -S 0.0.0.0:80 | php8.2 | server | False | default
php artisan serve --host 0.0.0.0 | artisan serve | server | False | default
php artisan migrate --force | artisan migrate | tool | False | default
php artisan queue:work | php | runtime | False | default
php worker.php | php | runtime | False | default
php bin/console cache:clear | console cache:clear | tool | False | default
php -d memory_limit=-1 artisan migrate | artisan migrate | tool | False | default
uwsgi --http :80 -w app | uwsgi | server | False | fast
uwsgi --master --http :80 | uwsgi | server | False | reload
uwsgi -M -p 4 | uwsgi | server | False | reload
uwsgi --master --die-on-term | uwsgi | server | False | fast
uwsgi --master=true --die-on-term=true | uwsgi | server | False | fast
uwsgi --master=false --http :80 | uwsgi | server | False | fast
uwsgi --emperor /etc/vassals | uwsgi | server | False | reload
uwsgi --daemonize /var/log/u.log | uwsgi | server | True | fast
uwsgi --master --hook-master-start 'unix_signal:15 gracefully_kill_them_all' | uwsgi | server | False | graceful
gunicorn app:app -b :80 | gunicorn | server | False | graceful
gunicorn -D app:app | gunicorn | server | True | graceful
gunicorn --daemon app:app | gunicorn | server | True | graceful
python -m gunicorn app:app | gunicorn | server | False | graceful
python -m gunicorn.app.wsgiapp app:app | gunicorn | server | False | graceful
/venv/bin/python /venv/bin/gunicorn app:app | gunicorn | server | False | graceful
gunicorn --check-config app | gunicorn | tool | False | graceful
uvicorn app:app | uvicorn | server | False | graceful
python -m uvicorn app:app --workers 2 | uvicorn | server | False | graceful
python3.11 -u -m uvicorn app:app | uvicorn | server | False | graceful
python -um uvicorn app:app | uvicorn | server | False | graceful
fastapi run app.py | fastapi run | server | False | graceful
hypercorn app:app | hypercorn | server | False | graceful
granian --interface asgi app:app | granian | server | False | graceful
daphne app.asgi:application | daphne | server | False | fast
waitress-serve app:app | waitress-serve | server | False | default
python -m waitress app:app | waitress-serve | server | False | default
flask run | flask run | server | False | default
flask --app x run --host 0.0.0.0 | flask run | server | False | default
flask --debug run | flask run | server | False | fast
python -m flask run | flask run | server | False | default
flask db upgrade | flask db | tool | False | default
flask --app x db upgrade | flask db | tool | False | default
python manage.py runserver 0.0.0.0:80 | manage.py runserver | server | False | fast
python manage.py runserver --noreload | manage.py runserver | server | False | default
./manage.py runserver | manage.py runserver | server | False | fast
python3 /opt/ComfyUI/main.py --listen | main.py | server | False | default
python3.14t /opt/ComfyUI/main.py --listen | main.py | server | False | default
django-admin runserver | django-admin runserver | server | False | fast
python /app/manage.py migrate --noinput | manage.py migrate | tool | False | default
python manage.py collectstatic | manage.py collectstatic | tool | False | default
python manage.py qcluster | python | runtime | False | default
python -m http.server 80 | http.server | server | False | default
python3 app.py | python3 | runtime | False | default
python3.12 -c 'import x' | python3.12 | runtime | False | default
python -m mypackage | python | runtime | False | default
sanic app.app | sanic | server | False | graceful
celery -A proj worker -l info | celery worker | server | False | graceful
celery worker -A proj | celery worker | server | False | graceful
celery --app=proj worker | celery worker | server | False | graceful
python -m celery -A proj worker | celery worker | server | False | graceful
celery -A proj worker --detach | celery worker | server | True | graceful
celery -A proj beat | celery beat | server | False | clean
celery multi start w1 -A proj | celery multi | server | True | default
celery -A proj inspect ping | celery inspect | tool | False | default
rq worker high low | rq worker | server | False | graceful
dramatiq app | dramatiq | server | False | graceful
puma -C config/puma.rb | puma | server | False | graceful
rails server -b 0.0.0.0 | rails server | server | False | graceful
bin/rails s | rails s | server | False | graceful
ruby bin/rails server | rails server | server | False | graceful
rails server -d | rails server | server | True | graceful
rails db:migrate | rails db:migrate | tool | False | default
rake db:migrate | rake db:migrate | tool | False | default
rackup -s puma | rackup | server | False | graceful
unicorn -c x.rb | unicorn | server | False | fast
unicorn -D | unicorn | server | True | fast
thin start | thin | server | False | graceful
sidekiq -C config/sidekiq.yml | sidekiq | server | False | graceful
ruby app.rb | ruby | runtime | False | clean
catalina.sh run | catalina.sh run | server | False | clean
/usr/local/tomcat/bin/catalina.sh start | catalina.sh start | server | True | default
catalina.sh stop | catalina.sh | tool | False | default
kc.sh start --optimized | kc.sh start | server | False | clean
kc.sh build | kc.sh build | tool | False | default
kc.sh --help | kc.sh | tool | False | default
jenkins.sh | jenkins.sh | server | False | clean
logstash -f /x | logstash | server | False | graceful
elasticsearch | elasticsearch | server | False | clean
elasticsearch -d | elasticsearch | server | True | clean
kafka-server-start.sh config/server.properties | kafka-server-start.sh | server | False | clean
kafka-server-start.sh -daemon x | kafka-server-start.sh | server | True | clean
zkServer.sh start-foreground | zkServer.sh start-foreground | server | False | clean
zkServer.sh start | zkServer.sh start | server | True | default
zkServer.sh status | zkServer.sh | tool | False | default
cassandra -f | cassandra | server | False | clean
cassandra | cassandra | server | True | clean
solr-foreground | solr-foreground | server | False | clean
solr start | solr start | server | True | clean
solr start -f | solr start | server | False | clean
java -jar app.jar | java | runtime | False | clean
java -Xrs -jar app.jar | java | runtime | False | default
/usr/lib/jvm/x/bin/java -version | java | tool | False | clean
postgres | postgres | server | False | waits
/usr/lib/postgresql/15/bin/postgres -D /data | postgres | server | False | waits
pg_ctl -D /data start | pg_ctl start | server | True | default
pg_ctl stop | pg_ctl | tool | False | default
pgbouncer /etc/pgbouncer.ini | pgbouncer | server | False | waits
pgbouncer -d x | pgbouncer | server | True | waits
pgpool -n | pgpool | server | False | waits
pgpool | pgpool | server | True | waits
mysqld | mysqld | server | False | clean
mysqld --daemonize | mysqld | server | True | clean
mysqld --initialize | mysqld | tool | False | clean
mariadbd --user=mysql | mariadbd | server | False | clean
mongod --bind_ip_all | mongod | server | False | clean
mongod --fork --logpath x | mongod | server | True | clean
redis-server | redis-server | server | False | clean
redis-server --daemonize yes | redis-server | server | True | clean
redis-server /unknown.conf | redis-server | server | None | clean
redis-server /unknown.conf --daemonize no | redis-server | server | False | clean
valkey-server --port 1 | valkey-server | server | False | clean
memcached -m 64 | memcached | server | False | fast
memcached -vvd | memcached | server | True | fast
memcached -u d -l d | memcached | server | False | fast
memcached -d | memcached | server | True | fast
rabbitmq-server | rabbitmq-server | server | False | clean
rabbitmq-server -detached | rabbitmq-server | server | True | clean
etcd --name x | etcd | server | False | clean
consul agent -client 0.0.0.0 | consul agent | server | False | graceful
consul agent -server -bootstrap-expect=1 | consul agent | server | False | clean
consul agent -server=false | consul agent | server | False | graceful
consul agent -dev | consul agent | server | False | clean
consul kv get x | consul kv | tool | False | default
vault server -dev | vault server | server | False | clean
vault kv get x | vault | tool | False | default
nomad agent -dev | nomad agent | server | False | fast
nats-server -js | nats-server | server | False | fast
mosquitto -c x | mosquitto | server | False | clean
mosquitto -d | mosquitto | server | True | clean
couchdb | couchdb | server | False | clean
fluentd -c x | fluentd | server | False | graceful
fluent-bit -c x | fluent-bit | server | False | graceful
vector -c x | vector | server | False | graceful
vector validate x | vector validate | tool | False | default
otelcol --config x | otelcol | server | False | graceful
prometheus --config.file=x | prometheus | server | False | clean
grafana server | grafana | server | False | clean
telegraf --config x | telegraf | server | False | clean
minio server /data | minio server | server | False | clean
coredns -conf x | coredns | server | False | clean
named -g | named | server | False | clean
named -u bind | named | server | True | clean
unbound -d | unbound | server | False | clean
unbound | unbound | server | True | clean
dnsmasq -k | dnsmasq | server | False | clean
dnsmasq --keep-in-foreground | dnsmasq | server | False | clean
dnsmasq | dnsmasq | server | True | clean
postfix start | postfix start | server | True | fast
postfix start-fg | postfix start-fg | server | False | fast
postfix -c /etc/p start | postfix start | server | True | fast
postfix reload | postfix | tool | False | default
dovecot -F | dovecot | server | False | clean
dovecot | dovecot | server | True | clean
exim -bd -q15m | exim | server | True | clean
exim -bdf -q15m | exim | server | False | clean
cron -lf | cron | server | False | default
cron -L15 | cron | server | True | default
cron -f | cron | server | False | default
cron | cron | server | True | default
busybox crond -f | crond | server | False | default
crond -f -l 2 | crond | server | False | default
crond -n | crond | server | False | clean
crond -f | crond | server | False | clean
crond -L /dev/stdout -f | crond | server | False | default
busybox crond -L f | crond | server | True | default
crond | crond | server | True | clean
/usr/sbin/sshd -eD | sshd | server | False | clean
/usr/sbin/sshd -oD | sshd | server | True | clean
/usr/sbin/sshd -D | sshd | server | False | clean
/usr/sbin/sshd -D -e | sshd | server | False | clean
sshd | sshd | server | True | clean
rsyslogd -n | rsyslogd | server | False | clean
rsyslogd | rsyslogd | server | True | clean
vsftpd | vsftpd | server | False | default
proftpd -n | proftpd | server | False | clean
openvpn --config x | openvpn | server | False | clean
openvpn --daemon | openvpn | server | True | clean
service nginx start | service | server | True | graceful
service nginx status | service | tool | False | default
/etc/init.d/nginx start | service | server | True | graceful
/etc/init.d/nginx status | service | tool | False | default
consul-template -template a:b | consul-template | server | False | ignored
tail -f /dev/null | tail | idle | False | default
tail -F /var/log/x | tail | idle | False | default
tail --follow=name x | tail | idle | False | default
/tmp/mongod-8.0.12 --fork | mongod | server | True | clean
mongod-8.0 --dbpath x | mongod | server | False | clean
mongod --dbpath x --repair | mongod | tool | False | clean
mongo-4.0.28 | mongo | tool | False | default
mongod-$MONGO_VER --fork | mongod | server | True | clean
redis-server-7.2 | redis-server | server | False | clean
ruby3.1 a.rb | ruby | runtime | False | clean
tail -qFn 10000 x y | tail | idle | False | default
tail -fn0 x | tail | idle | False | default
tail -0f x | tail | idle | False | default
tail -n f x | tail | tool | False | default
tail -nf x | tail | tool | False | default
tail -c+1 -F x | tail | idle | False | default
crond -fl 8 | crond | server | False | default
crond -sn | crond | server | False | clean
crond -sm off | crond | server | True | clean
crond -snm off | crond | server | False | clean
hdfs --daemon start namenode | hdfs | server | True | graceful
yarn --daemon start nodemanager | yarn | server | True | graceful
mapred --config /c --daemon start historyserver | mapred | server | True | graceful
start-yarn.sh | start-yarn.sh | server | True | graceful
dolphinscheduler-daemon.sh start master-server | dolphinscheduler-daemon.sh start | server | True | default
winbindd -nF | winbindd | server | False | clean
winbindd -DS | winbindd | server | True | clean
nmbd -HF | nmbd | server | True | clean
samba -iM single | samba | server | False | clean
irb | irb | runtime | False | clean
irb -v | irb | tool | False | clean
ghci | ghci | runtime | False | clean
ghci -e 1 | ghci | tool | False | clean
react-scripts start | react-scripts start | server | False | default
craco build | craco build | tool | False | default
syslog-ng -LF | syslog-ng | server | True | clean
syslog-ng -SF | syslog-ng | server | False | clean
syslog-ng -Fed | syslog-ng | server | False | clean
syslog-ng -edf /f | syslog-ng | server | True | clean
dnsmasq -dk | dnsmasq | server | False | clean
dnsmasq -RC /d | dnsmasq | server | True | clean
dnsmasq -kC /d | dnsmasq | server | False | clean
busybox httpd -fvp 80 | httpd | server | False | default
busybox httpd -vv -f | httpd | server | False | default
busybox httpd -vh /f | httpd | server | True | default
nc -zvw1 a 80 | nc | tool | False | default
sleep infinity | sleep | idle | False | default
sleep 5 | sleep | idle | False | default
supervisord -n | supervisord | supervisor | False | graceful
supervisord | supervisord | supervisor | None | graceful
python -m supervisor.supervisord -n | supervisord | supervisor | False | graceful
s6-svscan /etc/s6 | s6-svscan | supervisor | False | graceful
/init | /init | supervisor | False | graceful
runsvdir -P /etc/service | runsvdir | supervisor | False | abort
runsv x | runsv | supervisor | False | graceful
/sbin/my_init | my_init | supervisor | False | graceful
/lib/systemd/systemd | systemd | supervisor | False | reload
pm2 start app.js | pm2 start | supervisor | True | graceful
pm2 start app.js --no-daemon | pm2 start | supervisor | False | graceful
pm2-runtime app.js | pm2-runtime | supervisor | False | graceful
pm2 logs | pm2 logs | idle | False | default
forever start a.js | forever start | supervisor | True | default
forever a.js | forever | supervisor | False | default
foreman start | foreman start | supervisor | False | graceful
forego start -r | forego start | supervisor | False | graceful
turnserver -c x | turnserver | server | False | clean
turnserver -o | turnserver | server | True | clean
supercronic /etc/crontab | supercronic | server | False | graceful
supercronic -test /etc/crontab | supercronic | tool | False | graceful
honcho -f Procfile start | honcho start | supervisor | False | graceful
nf start | nf start | supervisor | False | default
circusd circus.ini | circusd | supervisor | False | graceful
node server.js | node | runtime | False | default
nodejs server.js | nodejs | runtime | False | default
node --check x.js | node | tool | False | default
node /usr/local/bin/pm2-runtime app.js | pm2-runtime | supervisor | False | graceful
deno run -A a.ts | deno | runtime | False | abort
bun a.ts | bun | runtime | False | default
perl a.pl | perl | runtime | False | default
dotnet App.dll | dotnet | runtime | False | default
dotnet build | dotnet build | tool | False | default
erl -noshell | erl | runtime | False | clean
mix phx.server | mix phx.server | runtime | False | clean
/pause | pause | idle | False | clean
prosodyctl start | prosodyctl start | server | True | graceful
prosodyctl check | prosodyctl | tool | False | default
/opt/sonarqube/bin/linux-x86-64/sonar.sh start | sonar.sh start | server | True | graceful
apt-cacher-ng -c /etc/apt-cacher-ng | apt-cacher-ng | server | True | clean
apt-cacher-ng -c /etc/apt-cacher-ng ForeGround=1 | apt-cacher-ng | server | False | clean
transmission-daemon -f | transmission-daemon | server | False | clean
deluged -d | deluged | server | False | clean
xl2tpd -D -c /etc/x | xl2tpd | server | False | clean
slapd -h ldap:/// -u openldap | slapd | server | True | graceful
slapd -h ldap:/// -d 0 | slapd | server | False | graceful
slapd -d256 | slapd | server | False | graceful
slapd -4d stats | slapd | server | False | graceful
ipsec start --nofork | ipsec start | server | False | clean
ipsec start | ipsec start | server | True | clean
ipsec status | ipsec | tool | False | default
znc | znc | server | True | clean
dbus-daemon --system | dbus-daemon | server | True | clean
dbus-daemon --system --nofork | dbus-daemon | server | False | clean
dbus-daemon --config-file=/usr/share/dbus-1/system.conf --print-address | dbus-daemon | server | True | clean
dbus-daemon --config-file=/usr/share/dbus-1/session.conf | dbus-daemon | server | False | clean
dbus-daemon --session --fork | dbus-daemon | server | True | clean
dbus-daemon --config-file=/unknown.conf | dbus-daemon | server | None | clean
dbus-daemon --config-file /unknown.conf --nofork | dbus-daemon | server | False | clean
squid -d1N | squid | server | True | graceful
squid -Nd1 | squid | server | False | graceful
squid -NYCd 1 | squid | server | False | graceful
memcached -Ad -m 64 | memcached | server | True | fast
memcached -ALd | memcached | server | True | fast
memcached -b d | memcached | server | False | fast
dbus-daemon --session --nofork | dbus-daemon | server | False | clean
Xvfb :99 -screen 0 1024x768x24 | Xvfb | server | False | clean
x11vnc -display :99 -forever | x11vnc | server | False | clean
x11vnc -display :99 -bg | x11vnc | server | True | clean
syslog-ng -F | syslog-ng | server | False | clean
node ./build | node | runtime | False | default
node node_modules/.bin/prisma migrate | prisma migrate | tool | False | default
python -m build | build | tool | False | default
"""
CASES = [tuple(part.strip() for part in line.split(" | ")) for line in FOUND.strip().splitlines()]


@pytest.mark.parametrize(("line", "name", "kind", "daemonizes", "term"), CASES, ids=[case[0] for case in CASES])
def test_a_command_line_is_known_for_what_it_starts(
    line: str, name: str, kind: str, daemonizes: str, term: str
) -> None:
    known = find(shlex.split(line))
    assert known is not None
    assert (known.name, known.kind, str(known.daemonizes), action_of(known, "SIGTERM")) == (
        name,
        kind,
        daemonizes,
        term,
    )


@pytest.mark.parametrize(
    "line",
    [
        "",
        "myapp",
        "./app --nginx",
        "$APP",
        "$X agent",
        "bash -c nginx",
        "celery -A x $CMD",
        "vendor/nginx-exporter",
        "nc -l 80",
        "sh",
        "npm start",
        "consul $X",
        "/opt/init",
        "curlew",
        "react-scripts test",
        "dotCover.sh cover",
    ],
)
def test_what_no_row_names_is_not_known(line: str) -> None:
    assert find(shlex.split(line)) is None


TOOLS = """
sed -i s/a/b/ x; grep -q x y; envsubst; chown -R a b; curl -f x; wget x; mkdir -p x; cp a b; rm -rf x; ls; test -f x; [ -f x ];
python manage.py migrate; python manage.py check; rake db:migrate; bin/rails db:prepare; npx prisma migrate deploy;
alembic upgrade head; python -m alembic upgrade head; flask db upgrade; php artisan config:cache; composer install; npm ci;
npm install; npm run build; yarn install --frozen-lockfile; bundle install; nc -z db 5432; pg_isready -h db; mysqladmin ping;
openssl req -x509; update-ca-certificates; ssh-keygen -A; nginx -t; anything --version; anything --help; apt-get update;
apk add x; git clone x; bundle exec rake db:migrate; sudo -u app npm ci; gosu app python manage.py migrate; busybox sed x;
poetry run alembic upgrade head; su-exec app mkdir x; timeout 5 curl x; redis-cli ping; psql -c x; mysql -e x; cat x; tail x;
dotnet ef database update; go build ./...; date; kill -TERM 1; find . -name x; locale-gen; java -version; tee x;
mkcert -install; skopeo copy a b; aws s3 cp a b; aws s3 sync a b; dotCover.sh send --Instance=1; mongod --upgrade; ldapadd -x -f x;
slapd -Tadd -l x; slapd -VV; mocha; npx jest --watch=false; jest -w 4; cdk deploy; make test; make run-migrations;
mvn package spring-boot:build-image; gradle build :app:jar; dockerize -wait tcp://db:5432 -timeout 5s; wait-for-it.sh a:1 -t 30;
python3 -m synapse.app.homeserver --config-path x --generate-config --report-stats no; app --generate-keys; jupyter lab --generate-config;
gunicorn --check-config app:app; gunicorn --print-config app:app; tor --verify-config; su-exec app tor --dump-config short;
mysqld --validate-config; zabbix_server --test-config; node app.js --init-config; python -m bridge --generate-registration; app --help-all;
app help; app -h; python3 manage.py help; node cli.js -h; usage; show_help; /app/print-usage; gosu app app -h
"""


@pytest.mark.parametrize("line", [part.strip() for part in TOOLS.split(";") if part.strip()])
def test_a_tool_ends_by_itself(line: str) -> None:
    assert is_tool(shlex.split(line))


@pytest.mark.parametrize(
    "line",
    ["nginx", "node server.js", "python app.py", "myapp", "tail -f x", "sleep infinity", "wait-for-it.sh a:1 -- app", "npm start",
     "rails server", "php artisan serve", "nc -lk 80", "gosu app redis-server", "bundle exec puma", "", "sudo app --versions",
     "mocha -w", "mocha --watch test", "npx jest --watch=true", "jest --watchAll", "cdk watch", "cdk deploy --watch",
     "make run-server", "make serve-dev", "mvn package spring-boot:run@dev",
     "mvn package org.springframework.boot:spring-boot-maven-plugin:run", "mvn package org.eclipse.jetty:jetty-maven-plugin:11.0.1:run-war",
     "gradle build :app:bootRun", "dockerize -stdout /var/log/x.log", "dockerize -wait tcp://db:1 app",
     "uwsgi --show-config --http :80", "app --config-check-interval 5", "app --generate-config-on-start",
     "app -h 0.0.0.0", "python3 app.py -h 0.0.0.0 -p 80", "helpdesk", "usage-server", "python3 help", "bash help", "usage serve"],
)  # fmt: skip
def test_an_application_is_no_tool(line: str) -> None:
    assert not is_tool(shlex.split(line))


@pytest.mark.parametrize(
    "line", ["tee x", "logger -t x", "cat", "svlogd /var/log", "multilog t x", "ts", "sed -u x", "awk x", "grep -v x"]
)
def test_a_log_filter_is_a_helper(line: str) -> None:
    assert is_helper(shlex.split(line))


@pytest.mark.parametrize("line", ["nginx", "node a.js", "myapp", "curl x", ""])
def test_what_is_no_filter_is_no_helper(line: str) -> None:
    assert not is_helper(shlex.split(line))


def test_the_version_decides_when_it_is_known() -> None:
    assert action_of(find(["pgbouncer"], versions={"pgbouncer": "1.18.0"}), "TERM") == "fast"
    assert action_of(find(["pgbouncer"], versions={"pgbouncer": "1.23.1"}), "TERM") == "waits"
    assert action_of(find(["turnserver"], versions={"turnserver": "4.5.2"}), "TERM") == "default"
    assert action_of(find(["dotnet", "a.dll"], versions={"dotnet": "8.0"}), "TERM") == "clean"
    assert action_of(find(["caddy", "run"], versions={"caddy": "v1.0.4-alpine"}), "TERM") == "fast"
    unknown = find(["pgbouncer"])
    assert unknown is not None
    assert unknown.assumes == ("pgbouncer >=1.23",)


def test_the_reasons_point_to_words_of_the_whole_line() -> None:
    known = find(["/venv/bin/python", "-m", "gunicorn", "-D", "app"])
    assert known is not None
    assert [(reason.text, reason.word) for reason in known.reasons] == [("-D", 3)]
    assert known.at == 2


def test_seconds_on_the_command_line_are_the_grace_period() -> None:
    assert find(["gunicorn", "--graceful-timeout", "90", "app"]).grace == 90  # type: ignore[union-attr]
    assert find(["sidekiq", "-t", "8"]).grace == 8  # type: ignore[union-attr]
    assert find(["fluent-bit", "--grace=7"]).grace == 7  # type: ignore[union-attr]


WORDS = sorted({word for row in rows() for name in row.names for word in name.split(" ")})
FLAGS = sorted(
    {flag for row in rows() for flag in (*row.foreground, *row.daemon_flags, *row.tool_flags, *row.with_value)}
)


@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(FLAGS), st.text(max_size=8)), max_size=6), st.booleans()
)
def test_no_command_line_is_too_strange(argv: list[str], busybox: bool) -> None:
    known = find(argv, Surroundings(lambda _: None, lambda _: ()), busybox=busybox)
    if known is not None:
        assert 0 <= known.at < len(argv)
        assert all(reason.word is None or 0 <= reason.word < len(argv) for reason in known.reasons)
    is_tool(argv)
    is_helper(argv)


@given(st.sampled_from(WORDS), st.text(max_size=200))
def test_no_configuration_is_too_strange(word: str, text: str) -> None:
    for argv in ([word, "-c", "/x"], [word, "-f", "/x"], [word, "/x.ini"], [word, "agent", "-config-file=/x"]):
        find(argv, Surroundings(lambda _: text, lambda _: ("a.conf", "a.ini", "b.json"), {"CONSUL_LOCAL_CONFIG": text}))


def test_a_pattern_matches_no_more_than_it_says() -> None:
    for row in rows():
        for name in row.names:
            assert "*" not in name.rstrip("*")
            assert not fnmatchcase("myapp", name)


@pytest.mark.parametrize(
    ("line", "around", "name"),
    [
        ("/opt/geo/bin/startup.sh", {}, None),
        ("/opt/tomcat/bin/startup.sh", {}, "startup.sh"),
        ("./startup.sh", {"cwd": "/opt/apache-tomcat-9/bin"}, "startup.sh"),
        ("bin/startup.sh", {"env": {"CATALINA_HOME": "/x"}, "cwd": "/x"}, "startup.sh"),
        ("/x/bin/startup.sh", {"env": {"CATALINA_HOME": "/x/"}}, "startup.sh"),
        ("/geo/bin/startup.sh", {"env": {"CATALINA_HOME": "/x"}, "base": "tomcat:9"}, None),
        ("startup.sh", {"env": {"PATH": "/usr/local/tomcat/bin:/usr/bin"}, "base": "tomcat:9"}, "startup.sh"),
        ("startup.sh", {"env": {"PATH": "/x/bin:/bin", "CATALINA_HOME": "/x"}}, "startup.sh"),
        ("startup.sh", {"env": {"PATH": "/usr/bin:/bin", "CATALINA_HOME": "/x"}}, None),
        ("startup.sh", {}, None),
        ("/sbin/init", {}, None),
        ("/sbin/init", {"base": "debian:12"}, None),
        ("/sbin/init", {"packages": frozenset({"systemd-sysv"})}, "/sbin/init"),
        ("/usr/sbin/init", {"base": "quay.io/centos/centos:stream9"}, "/usr/sbin/init"),
        ("/lib/systemd/systemd", {}, "systemd"),
    ],
)
def test_a_name_that_several_programs_have_is_known_by_what_stands_around(
    line: str, around: dict[str, object], name: str | None
) -> None:
    known = find((line,), Surroundings(**around))  # type: ignore[arg-type]
    assert (known and known.row.names[0]) == (name if name != "/usr/sbin/init" else "/sbin/init")


def test_kc_sh_alone_is_no_tool_for_it_once_started_the_server() -> None:
    assert find(("/opt/keycloak/bin/kc.sh",)) is None
    assert find(("/opt/keycloak/bin/kc.sh", "--http-port=8080")) is None


def test_a_build_of_one_s_own_may_be_another_program() -> None:
    fork = {"runit": "https://example.com/fork/runit"}
    assert find(("runsvdir", "/etc/service"), Surroundings(clones=fork)).doubt  # type: ignore[union-attr]
    installed = Surroundings(clones=fork, packages=frozenset({"runit"}))
    assert not find(("runsvdir", "/etc/service"), installed).doubt  # type: ignore[union-attr]


def test_a_file_that_is_not_known_may_say_better_of_a_signal() -> None:
    known = find(("uwsgi", "--master", "--ini", "/unknown.ini"))
    assert known is not None
    assert set(known.puzzles) == {"TERM"}
    said = find(("uwsgi", "--master", "--die-on-term", "--ini", "/unknown.ini"))
    assert said is not None
    assert "TERM" not in said.puzzles
    packaged = find(("haproxy", "-f", "/etc/haproxy/haproxy.cfg"))
    assert packaged is not None
    assert not packaged.puzzles


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("app --daemon", "--daemon"),
        ("app -x --daemonize yes", "--daemonize"),
        ("app --detach --port 1", "--detach"),
        ("app -bg", "-bg"),
        ("app --daemon=true", "--daemon=true"),
        ("app --daemon=false", ""),
        ("app --daemonize no", ""),
        ("app --no-daemon", ""),
        ("app daemon", ""),
        ("python app.py --daemon", "--daemon"),
        ("python -m app --daemon=no", ""),
        ("node --inspect app.js --detach", "--detach"),
        ("php bin/console --daemon", "--daemon"),
        ("php artisan queue:work --daemon", ""),
    ],
)
def test_a_word_that_asks_for_the_background(line: str, word: str) -> None:
    assert into_background(line.split()) == word


@pytest.mark.parametrize(
    ("line", "ends"),
    [("app status", True), ("app version", True), ("app -V", True), ("app start", False), ("app stop now", False),
     ("bash stop", False)],
)  # fmt: skip
def test_a_program_that_is_not_known_ends_where_it_is_asked_for_no_more(line: str, ends: bool) -> None:
    assert is_tool(line.split()) is ends


@pytest.mark.parametrize(
    ("line", "yes"),
    [
        ("python3 /usr/bin/layers_configure.py test.yaml", True),
        ("/opt/install.sh", True),
        ("db-migrate up", True),
        ("python manage.py setup_db --force", True),
        ("app import:users", True),
        ("lua /src/make_endpoint.lua test.yaml", True),
        ("make_config", True),
        # one word may be anything's name
        ("import", False),
        ("app create", False),
        # it does more than that
        ("configure-and-run.sh", False),
        ("app migrate-server", False),
        ("setup-server.sh", False),
        ("app serve", False),
        ("server --setup", False),
    ],
)
def test_a_name_may_say_that_a_program_prepares_something(line, yes):
    assert prepares(line.split()) is yes
