"""Base images of databases, caches and queues."""

from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.images import starts
from stoplint.model.catalog.images.systems import PATH
from stoplint.model.catalog.rows import Base

_HISTORY = "docker-library/official-images@37079fb:library"
_ENTRYPOINT = ("docker-entrypoint.sh",)
_BASH = "/usr/bin/env bash"
_POSTGRES_SCRIPT = scripts.options_to("postgres", shebang=_BASH)
_POSTGRES_ENV = (("LANG", "en_US.utf8"), ("PGDATA", "/var/lib/postgresql/data"))
_POSTGRES_NAMES = ("GOSU_VERSION", "PG_MAJOR", "PG_VERSION", "PG_SHA256", "PATH", "DOCKER_PG_LLVM_DEPS")
_MYSQL_NAMES = ("GOSU_VERSION", "MYSQL_MAJOR", "MYSQL_VERSION", "MYSQL_SHELL_VERSION")
_MARIADB = "MariaDB/mariadb-docker@1b6429b"
_MONGO_NAMES = ("GOSU_VERSION", "JSYAML_VERSION", "MONGO_PACKAGE", "MONGO_REPO", "MONGO_MAJOR", "MONGO_VERSION", "HOME",
                "GLIBC_TUNABLES")  # fmt: skip
# the script moved in May 2017
_FIRST_POSTGRES = "<9.2|9.2.0-9.2.19|9.3.0-9.3.15|9.4.0-9.4.10|9.4-beta*|9.4-rc*|9.5.0-9.5.5|9.5-alpha*|9.5-beta*|9.5-rc*|9.6.0-9.6.1|9.6-beta*|9.6-rc*"
# the last tags of each version before the STOPSIGNAL, and the previews
_SMART_POSTGRES = (
    "<9.5|9.5.0-9.5.22|9.6.0-9.6.18|10.0-10.13|11.0-11.8|12.0-12.3|1*-beta*|1*-rc*",
    "<13|13-beta*|13-rc*",
)
_INFLUX = "influxdata/influxdata-docker@d457cb9"

ROWS: tuple[Base, ...] = (
    # postgres: STOPSIGNAL SIGINT (fast shutdown) since bfc5d81c8f (18 September 2020)
    Base("postgres", f"{_HISTORY}/postgres (history)", (_FIRST_POSTGRES,), "tag|debian", ("/docker-entrypoint.sh",),
         ("postgres",), env=_POSTGRES_ENV,
         scripts=(scripts.options_to("postgres", "/docker-entrypoint.sh", "/bin/bash"),), env_names=_POSTGRES_NAMES,
         note="no STOPSIGNAL: SIGTERM is the smart shutdown, which waits for every client"),
    Base("postgres", f"{_HISTORY}/postgres (history)", _SMART_POSTGRES, "tag|debian", _ENTRYPOINT, ("postgres",), env=_POSTGRES_ENV,
         scripts=(_POSTGRES_SCRIPT,), env_names=_POSTGRES_NAMES,
         note="no STOPSIGNAL: SIGTERM is the smart shutdown, which waits for every client"),
    Base("postgres", "docker-library/postgres@6edb0a8c4d:17/bookworm/Dockerfile#L191#L206#L218", ("*",), "tag|debian",
         _ENTRYPOINT, ("postgres",), "SIGINT", env=_POSTGRES_ENV, scripts=(_POSTGRES_SCRIPT,), env_names=_POSTGRES_NAMES),
    # all of these were still made anew in 2021, on images of postgres that have a STOPSIGNAL
    Base("postgis/postgis", "postgis/docker-postgis@05d285c:16-3.4/Dockerfile (FROM postgres, sets neither); @dabd4d3 (July 2021): "
         "9.6-3.1, 10-3.1, 11-3.1, 12-3.1, 12-master", (">=9.6",),
         "tag|debian", _ENTRYPOINT, ("postgres",), "SIGINT", env=_POSTGRES_ENV, scripts=(_POSTGRES_SCRIPT,),
         env_names=(*_POSTGRES_NAMES, "POSTGIS_MAJOR", "POSTGIS_VERSION")),
    Base("timescale/timescaledb", "timescale/timescaledb-docker@029292c:Dockerfile (FROM postgres on Alpine, sets neither; 2.0 is of December 2020)",
         (">=2", "!*bitnami*", "!*pg9*", "!*pg10*"), "alpine", _ENTRYPOINT, ("postgres",), "SIGINT", env=_POSTGRES_ENV,
         scripts=(_POSTGRES_SCRIPT,), env_names=_POSTGRES_NAMES),
    Base("mdillon/postgis", "postgis/docker-postgis@3c12ba4 (February 2020: the repository becomes postgis/postgis), "
         "11-2.5/Dockerfile (FROM postgres, sets neither)", ("*",), "tag|debian", _ENTRYPOINT, ("postgres",), env=_POSTGRES_ENV,
         scripts=(_POSTGRES_SCRIPT,), env_names=(*_POSTGRES_NAMES, "POSTGIS_MAJOR", "POSTGIS_VERSION"),
         note="no STOPSIGNAL: SIGTERM is the smart shutdown, which waits for every client"),
    # mysql: Oracle Linux is the default since 8.0.27 (October 2021), before it was Debian
    *(Base("mysql", "docker-library/mysql@7f30fdb:8.4/Dockerfile.oracle#L120#L123; docker-library/official-images@37079fb:"
           "library/mysql (history)", tags, parent, entrypoint, ("mysqld",), scripts=(script,), env_names=_MYSQL_NAMES)
      for tags, parent, entrypoint, script in (
          (("5.5.0-5.5.47|5.6.0-5.6.28|5.7.0-5.7.10",), "debian", ("/entrypoint.sh",),
           scripts.options_to("mysqld", "/entrypoint.sh", "/bin/bash")),
          (("*debian*|*bookworm*|*bullseye*|<5.7|5.7.0-5.7.37|8.0.0-8.0.28", "!*oracle*"), "debian", _ENTRYPOINT,
           scripts.options_to("mysqld", shebang="/bin/bash")),
          (("*",), "oraclelinux", _ENTRYPOINT, scripts.options_to("mysqld", shebang="/bin/bash")))),
    Base("mysql/mysql-server", "mysql/mysql-docker@54d0661:mysql-server/8.0/docker-entrypoint.sh", ("*",), "oraclelinux", ("/entrypoint.sh",),
         ("mysqld",), scripts=(scripts.options_to("mysqld", "/entrypoint.sh", "/bin/bash"),)),
    *(Base("mariadb", f"{_MARIADB}:{file}; {_HISTORY}/mariadb (history)", tags, parent, _ENTRYPOINT, (server,), user=user,
           scripts=(scripts.options_to(server, shebang="/bin/bash"),), env_names=("GOSU_VERSION", "MARIADB_VERSION", "LANG"))
      for tags, parent, server, user, file in (
          (("*ubi*",), "registry.access.redhat.com/ubi9/ubi-minimal", "mariadbd", "mysql", "11.8-ubi/Dockerfile#L118#L122"),
          (("<10.6|10.6.0-10.6.4|*bionic*|*jessie*|*xenial*|*trusty*",), "tag|ubuntu", "mysqld", None, "10.6/Dockerfile"),
          (("*",), "tag|ubuntu", "mariadbd", None, "11.8/Dockerfile#L141#L144"))),
    Base("percona/percona-server", "percona/percona-docker@5c65408:percona-server-8.0/Dockerfile, ps-entry.sh", ("*",),
         "registry.access.redhat.com/ubi9/ubi-minimal", ("/docker-entrypoint.sh",), ("mysqld",), user="mysql",
         scripts=(scripts.options_to("mysqld", "/docker-entrypoint.sh", "/bin/bash"),)),
    Base("redis", f"{_HISTORY}/redis (history)", ("2.6-2.8.22|3.0.0-3.0.6",), "tag|debian", ("/entrypoint.sh",),
         ("redis-server",), workdir="/data", scripts=(scripts.run_arguments("/entrypoint.sh", "/bin/bash"),)),
    Base("redis", "redis/docker-library-redis@e5650da9:7.4/debian/Dockerfile#L147#L150", ("*",), "tag|debian", _ENTRYPOINT,
         ("redis-server",), workdir="/data", scripts=(scripts.REDIS,),
         env_names=("GOSU_VERSION", "REDIS_VERSION", "REDIS_DOWNLOAD_URL", "REDIS_DOWNLOAD_SHA")),
    Base("valkey/valkey", "valkey-io/valkey-container@ae6141e:8.0/debian/Dockerfile, docker-entrypoint.sh", ("*",),
         "tag|debian", _ENTRYPOINT, ("valkey-server",), workdir="/data", scripts=(scripts.VALKEY,),
         env_names=("VALKEY_VERSION", "VALKEY_DOWNLOAD_URL", "VALKEY_DOWNLOAD_SHA")),
    Base("memcached", f"{_HISTORY}/memcached (history)", ("1.4.0-1.4.23",), "debian", cmd=("memcached",), user="memcache"),
    Base("memcached", f"{_HISTORY}/memcached (history)", ("1.4.24-1.4.25",), "debian", ("/entrypoint.sh",), ("memcached",),
         user="memcache", scripts=(scripts.options_to("memcached", "/entrypoint.sh"),)),
    Base("memcached", "docker-library/memcached@53ac0ec:1/debian/Dockerfile#L96#L100", ("*",), "tag|debian", _ENTRYPOINT,
         ("memcached",), user="memcache", scripts=(scripts.options_to("memcached"),),
         env_names=("MEMCACHED_VERSION", "MEMCACHED_URL", "MEMCACHED_SHA1")),
    Base("mongo", f"{_HISTORY}/mongo (history)", ("<3.0|3.0.0-3.0.13|3.1|3.2.0-3.2.11|3.2-rc*|3.3|3.4.0-3.4.1|3.4-rc*",), "debian",
         ("/entrypoint.sh",), ("mongod",), scripts=(scripts.options_to("mongod", "/entrypoint.sh", "/bin/bash"),)),
    Base("mongo", f"{_HISTORY}/mongo (history)", ("3.5|3.6.0-rc*|3.6-rc*|rc-jessie",), "debian", _ENTRYPOINT,
         ("mongod", "--bind_ip_all"), scripts=(scripts.options_to("mongod", shebang=_BASH),)),
    Base("mongo", "docker-library/mongo@2c69a57b9:8.0/Dockerfile#L122#L125", ("<4",), "tag|debian", _ENTRYPOINT, ("mongod",),
         scripts=(scripts.options_to("mongod", shebang=_BASH),), env_names=_MONGO_NAMES),
    Base("mongo", "docker-library/mongo@2c69a57b9:8.0/Dockerfile#L122#L125", ("*",), "tag|ubuntu", _ENTRYPOINT, ("mongod",),
         scripts=(scripts.options_to("mongod", shebang=_BASH),), env_names=_MONGO_NAMES),
    Base("rabbitmq", f"{_HISTORY}/rabbitmq (history)", ("<3.6.3",), "debian", ("/docker-entrypoint.sh",),
         ("rabbitmq-server",), scripts=(scripts.run_arguments("/docker-entrypoint.sh", "/bin/bash"),)),
    Base("rabbitmq", "docker-library/rabbitmq@9193c1d:4.1/ubuntu/Dockerfile#L323#L326", ("<3.8",), "tag|debian", _ENTRYPOINT,
         ("rabbitmq-server",), scripts=(scripts.run_arguments(shebang="/bin/bash"),)),
    Base("rabbitmq", "docker-library/rabbitmq@9193c1d:4.1/ubuntu/Dockerfile#L323#L326", ("*",), "tag|ubuntu", _ENTRYPOINT,
         ("rabbitmq-server",), scripts=(scripts.run_arguments(shebang=_BASH),),
         env=(("PATH", "/opt/rabbitmq/sbin:/opt/erlang/bin:/opt/openssl/bin:" + PATH),)),
    Base("couchdb", "apache/couchdb-docker@4c82ee0:3.1.2-ubi/Dockerfile#L90#L97", ("*ubi*",),
         "registry.access.redhat.com/ubi8/ubi-minimal", ("/docker-entrypoint.sh",), ("/opt/couchdb/bin/couchdb",),
         scripts=(scripts.options_to("/opt/couchdb/bin/couchdb", "/docker-entrypoint.sh", "/bin/bash"),)),
    Base("couchdb", "docker-library/official-images@37079fb:library/couchdb (history)", ("<2|*nouveau*",), "tag|debian",
         unknown=("entrypoint", "cmd")),
    Base("couchdb", "apache/couchdb-docker@4c82ee0:3.5.1/Dockerfile#L96#L104", ("*",), "tag|debian",
         ("tini", "--", "/docker-entrypoint.sh"), ("/opt/couchdb/bin/couchdb",),
         scripts=(scripts.options_to("/opt/couchdb/bin/couchdb", "/docker-entrypoint.sh", "/bin/bash"),)),
    # InfluxData's
    Base("influxdb", f"{_INFLUX}:influxdb/3.1-core/Dockerfile#L55#L56", (">=3", "*core*|*enterprise*"), "ubuntu",
         ("/usr/bin/entrypoint.sh",), ("influxdb3", "serve"), user="influxdb3",
         scripts=(scripts.run_arguments("/usr/bin/entrypoint.sh", "/bin/bash"),)),
    Base("influxdb", f"{_INFLUX}:influxdb/1.12/meta/Dockerfile", ("*meta*",), "tag|debian", ("/entrypoint.sh",),
         ("influxd-meta",), scripts=(scripts.options_to("influxd-meta", "/entrypoint.sh", "/bin/bash"),)),
    Base("influxdb", f"{_INFLUX}:influxdb/2.7/Dockerfile#L104#L105; influxdb/1.8/Dockerfile#L34#L35", ("*",), "tag|debian",
         ("/entrypoint.sh",), ("influxd",), scripts=(scripts.options_to("influxd", "/entrypoint.sh", "/bin/bash"),)),
    *(Base("telegraf", f"{_INFLUX}:telegraf/{file}", tags, parent, entrypoint, ("telegraf",),
           scripts=(scripts.options_to("telegraf", "/entrypoint.sh", "/bin/bash"),))
      for tags, parent, entrypoint, file in (
          (("<1.39",), "tag|debian", ("/entrypoint.sh",), "1.38/Dockerfile#L34#L35"),
          (("*alpine*",), "alpine", ("/sbin/tini", "--", "/entrypoint.sh"), "1.39/alpine/Dockerfile#L45#L46"),
          (("*",), "tag|debian", ("/usr/bin/tini", "--", "/entrypoint.sh"), "1.39/Dockerfile#L34#L35"))),
    *(Base(image, f"{_INFLUX}:{file}", ("*",), "tag|debian", ("/entrypoint.sh",), (program,),
           scripts=(scripts.options_to(program, "/entrypoint.sh", "/bin/bash"),))
      for image, program, file in (("chronograf", "chronograf", "chronograf/1.10/Dockerfile#L41#L42"),
                                   ("kapacitor", "kapacitord", "kapacitor/1.7/Dockerfile#L35#L36"))),
    *(Base(name, "ClickHouse/docker-library@0dda4ee:server/24.8.14.39/Dockerfile.ubuntu; entrypoint.sh", ("*",), "tag|ubuntu",
           ("/entrypoint.sh",), scripts=(scripts.CLICKHOUSE,))
      for name in ("clickhouse/clickhouse-server", "clickhouse", "yandex/clickhouse-server")),
    Base("rethinkdb", "rethinkdb/rethinkdb-dockerfiles@48876a6:bookworm/2.4.4/Dockerfile", ("*",), "tag|debian",
         cmd=("rethinkdb", "--bind", "all"), workdir="/data"),
    Base("emqx", "emqx/emqx-docker@5fa7e9e:4.4/Dockerfile", ("<5",), "debian", ("/usr/bin/docker-entrypoint.sh",),
         ("emqx", "foreground"), user="emqx", scripts=(scripts.run_arguments("/usr/bin/docker-entrypoint.sh", _BASH),)),
    Base("emqx", "emqx/emqx-docker@cddc2e9:5.8/Dockerfile", ("*",), "debian", ("/usr/bin/docker-entrypoint.sh",),
         ("/opt/emqx/bin/emqx", "foreground"), user="emqx", workdir="/opt/emqx",
         scripts=(scripts.run_arguments("/usr/bin/docker-entrypoint.sh", _BASH),)),
    Base("eclipse-mosquitto", "eclipse-mosquitto/mosquitto@acccd22:docker/2.0-openssl/Dockerfile", ("*",), "alpine",
         ("/docker-entrypoint.sh",), ("/usr/sbin/mosquitto", "-c", "/mosquitto/config/mosquitto.conf"),
         scripts=(scripts.run_arguments("/docker-entrypoint.sh", "/bin/ash"),)),
    Base("nats", f"{_HISTORY}/nats (history)", ("<2.1", "!*alpine*"), unknown=("entrypoint", "cmd"), sh="none"),
    Base("nats", f"{_HISTORY}/nats (history)", ("2.1.0-2.1.6|*alpine3.10", "*alpine*"), "alpine", cmd=("nats-server",)),
    Base("nats", "nats-io/nats-docker@0066146:2.10.x/alpine3.21/Dockerfile", ("*alpine*",), "alpine", _ENTRYPOINT,
         ("nats-server", "--config", "/etc/nats/nats-server.conf"), scripts=(scripts.options_to("nats-server"),)),
    Base("nats", f"{_HISTORY}/nats (history); nats-io/nats-docker@aa0caa5:2.14.x/scratch/Dockerfile", ("*",), "scratch",
         ("/nats-server",), ("--config", "nats-server.conf")),
    Base("minio/minio", "minio/minio@7aac2a2:Dockerfile.release, dockerscripts/docker-entrypoint.sh", ("*",),
         "registry.access.redhat.com/ubi9/ubi-micro", ("/usr/bin/docker-entrypoint.sh",), ("minio",),
         scripts=(scripts.MINIO,)),
    *(Base(f"{place}/{name}", "redis-stack/redis-stack@ac97947:envs/dockers/dockerfile.tmpl, etc/scripts/entrypoint.sh", ("*",), "ubuntu",
           cmd=("/entrypoint.sh",), scripts=(starts.REDIS_STACK,))
      for place in ("redis",) for name in ("redis-stack", "redis-stack-server")),
    *(Base(name, "arangodb/arangodb-docker@c507e87:alpine/3.12.0/Dockerfile, docker-entrypoint.sh", (">=3.4",), "alpine", ("/entrypoint.sh",),
           ("arangod",), scripts=(scripts.options_to("arangod", "/entrypoint.sh"),)) for name in ("arangodb", "arangodb/arangodb")),
    *(Base(name, f"crate/docker-crate@{commit}", tags, parent, ("/docker-entrypoint.sh",), ("crate",),
           workdir="/data", scripts=(scripts.options_to("crate", "/docker-entrypoint.sh"),))
      for name in ("crate", "crate/crate")
      for commit, tags, parent in (("44147de:Dockerfile, docker-entrypoint.sh", (">=5",), "almalinux"),
                                   ("b1289dd:Dockerfile, docker-entrypoint.sh", ("3.2-4",), "centos"),
                                   ("a6a001b:Dockerfile_3.1.j2, docker-entrypoint_3.1.sh", ("1-3.1",), "alpine"))),
    # runsvdir becomes PID 1, which keeps what the image brings: that is not said here
    *(Base(name, "couchbase/docker@96cacbb:community/couchbase-server/8.0.2/Dockerfile, scripts/entrypoint.sh", ("!*edge*",), "ubuntu",
           unknown=("entrypoint", "cmd")) for name in ("couchbase", "couchbase/server")),
    Base("nats-streaming", "nats-io/nats-streaming-docker@b58b595:0.25.6/alpine3.18/Dockerfile, docker-entrypoint.sh", ("*alpine*", ">=0.17"),
         "alpine", _ENTRYPOINT, ("nats-streaming-server", "-m", "8222"), scripts=(scripts.default_to("nats-streaming-server"),)),
    Base("nats-streaming", "nats-io/nats-streaming-docker@b58b595:0.25.6/scratch/Dockerfile", ("!*alpine*",), "scratch",
         ("/nats-streaming-server",), ("-m", "8222")),
    *(Base(name, "emqx/emqx@df341e0:deploy/docker/Dockerfile, docker-entrypoint.sh", (">=5", "!*alpine*"), "debian", ("/usr/bin/docker-entrypoint.sh",),
           ("/opt/emqx/bin/emqx", "foreground"), user="emqx", workdir="/opt/emqx",
           scripts=(scripts.run_arguments("/usr/bin/docker-entrypoint.sh", _BASH),)) for name in ("emqx/emqx", "emqx/emqx-enterprise")),
    Base("percona", "percona/percona-docker@5c65408:percona-server-8.0/Dockerfile-dockerhub, ps-entry.sh", ("8-8.9|ps-8*", "!psmdb*"),
         "registry.access.redhat.com/ubi9/ubi-minimal", ("/docker-entrypoint.sh",), ("mysqld",), user="mysql",
         scripts=(scripts.options_to("mysqld", "/docker-entrypoint.sh", "/bin/bash"),)),
    Base("dgraph/dgraph", "dgraph-io/dgraph@2b6d632:contrib/Dockerfile", (">=1", "!*standalone*"), "ubuntu", cmd=("dgraph",), workdir="/dgraph"),
)  # fmt: skip
