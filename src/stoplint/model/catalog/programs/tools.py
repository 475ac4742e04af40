"""Commands that end by themselves, the filters of log pipelines, and keep-alives.

A start script runs the tools before its application; none of them is one.
"""

from __future__ import annotations

from stoplint.model.catalog import getopts
from stoplint.model.catalog.rows import Program, When


def _words(first: str, further: str) -> tuple[str, ...]:
    return tuple(f"{first} {each}" for each in further.split())


IDLE_SOURCE = "tested: coreutils 9.1 sleep and tail as PID 1 (no handler)"
COREUTILS = (
    "arch b2sum base32 base64 basename cat chcon chgrp chmod chown cksum comm cp csplit cut date dd df dir dirname du echo "
    "expand expr factor false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo "
    "mknod mktemp mv nl nproc numfmt od paste pathchk pr printenv printf ptx pwd readlink realpath rm rmdir "
    "sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sort split stat stty sum sync tac test tail touch "
    "tr true truncate tsort tty uname unexpand uniq unlink users vdir wc who whoami hostname ["
)
TEXT = (
    "sed awk gawk mawk nawk grep egrep fgrep zgrep jq yq xmlstarlet envsubst gettext tpl mustache gomplate confd j2 "
    "jinja2 patch diff cmp iconv dos2unix unix2dos file strings xxd hexdump column rev bc dc ed ex m4"
)
FILES = (
    "locate which whereis tar gzip gunzip zcat bzip2 bunzip2 bzcat xz unxz xzcat zip unzip zstd unzstd zstdcat 7z rsync cpio xar mkbom lsbom "
    "chattr lsattr "
    "setfacl getfacl setcap getcap mount umount mountpoint swapon swapoff blkid lsblk mkfs fsck sysctl "
    "exportfs showmount nfsstat rpcinfo lsb_release update-alternatives alternatives systemd-tmpfiles systemd-sysusers "
    "modprobe lsmod insmod ldconfig ldd readelf objdump strip cpuid lscpu free uptime vmstat ps pgrep pidof "
    "kill killall pkill fuser lsof clear reset tput rename fusermount fusermount3 figlet"
)
ACCOUNTS = (
    "useradd adduser usermod userdel deluser groupadd addgroup groupmod groupdel delgroup passwd chpasswd chage "
    "chsh getent newusers gpasswd visudo vipw pwconv locale locale-gen localedef "
    "update-locale dpkg-reconfigure"
)
NETWORK = (
    "wget host dig nslookup ping ping6 traceroute ip ifconfig route arp netstat ss iptables ip6tables "
    "wg wg-quick iptables-restore iptables-save iptables-legacy nft ethtool brctl tc ssh-keygen ssh-keyscan ssh-add scp sftp ftp "
    "openssl mkcert keytool certtool certbot update-ca-certificates update-ca-trust c_rehash gpg gpg2 "
    "getaddrinfo resolvconf ipset doveadm doveconf maildirmake.dovecot opendkim-genkey opendkim-testkey"
)
PACKAGES = (
    "apt apt-get apt-key apt-cache aptitude dpkg dpkg-deb dpkg-query apk yum dnf microdnf tdnf zypper rpm pacman "
    "pip pip3 pip2 easy_install gem cpan cpanm pecl pear docker-php-ext-install docker-php-ext-configure "
    "docker-php-ext-enable composer brew snap git svn hg gcc g++ cc ld ar rustc rustup javac jar mvnd "
    "helm kubectl skopeo terraform ansible-playbook aws gcloud gsutil az s3cmd mc docker docker-compose"
)
PYTHON_TOOLS = (
    "alembic yoyo coverage black ruff flake8 mypy pylint isort virtualenv venv ensurepip compileall "
    "twine build pre-commit pip-compile pip-sync json.tool zipfile timeit cookiecutter "
    "aerich pyclean pybabel whitenoise"
)
DJANGO = (
    "migrate makemigrations collectstatic check createsuperuser createcachetable loaddata dumpdata flush shell test "
    "compilemessages makemessages clearsessions compress showmigrations sqlmigrate inspectdb changepassword "
    "wait_for_db wait_for_database createsu seed diffsettings sendtestemail update_index rebuild_index "
    "create_superuser initadmin init_db setup syncdb ensure_superuser"
)
RAILS = (
    "db:create db:migrate db:setup db:seed db:prepare db:reset db:drop db:schema:load db:rollback db:version "
    "db:environment:set db:migrate:status assets:precompile assets:clobber assets:clean runner r generate g "
    "tmp:clear tmp:pids:clear log:clear routes secret stats webpacker:compile credentials:edit active_storage:install"
)
ARTISAN = (
    "migrate migrate:fresh migrate:refresh migrate:status migrate:install db:seed config:cache config:clear "
    "cache:clear cache:forget route:cache route:clear view:cache view:clear event:cache event:clear optimize "
    "optimize:clear key:generate storage:link package:discover passport:keys passport:install vendor:publish "
    "jwt:secret down up queue:restart horizon:publish horizon:terminate telescope:publish about list env make:model"
)
SYMFONY = (
    "cache:clear cache:warmup doctrine:migrations:migrate doctrine:database:create doctrine:schema:update "
    "doctrine:fixtures:load assets:install lexik:jwt:generate-keypair debug:router secrets:decrypt-to-local"
)
DATABASE = (
    "psql pg_isready pg_dump pg_dumpall pg_restore pg_basebackup pg_upgrade pg_resetwal createdb createuser "
    "dropdb initdb pg_createcluster pg_lsclusters vacuumdb mysql mysqladmin mysqldump mysql_install_db "
    "mysql_upgrade mysql_tzinfo_to_sql mysqlcheck mysqlimport mysqlshow mariadb mariadb-admin mariadb-dump "
    "mariadb-install-db mariadb-upgrade mariadb-tzinfo-to-sql mariadb-check mongo mongosh mongodump "
    "mongorestore mongoimport redis-cli valkey-cli rabbitmqctl rabbitmq-plugins rabbitmq-diagnostics etcdctl "
    "sqlite3 cqlsh nodetool influx clickhouse-client clickhouse-extract-from-config sqlcmd sqlplus liquibase flyway migrate goose dbmate "
    "sql-migrate tern atlas kafka-topics.sh kafka-configs.sh kafka-topics kafka-storage.sh kafka-storage zkCli.sh "
    "elasticsearch-keystore elasticsearch-plugin elasticsearch-certutil opensearch-plugin rabbitmqadmin "
    "supervisorctl sv s6-svc s6-svstat s6-rc s6-rc-init update-service postconf postmap postalias newaliases "
    "htpasswd rndc unbound-control unbound-checkconf unbound-anchor named-checkconf named-checkzone a2enmod "
    "a2dismod a2ensite a2dissite a2enconf a2disconf phpenmod phpdismod gitlab-ctl"
)

ROWS: tuple[Program, ...] = (
    Program(
        names=("tail",),
        kind="idle",
        signals=(),
        source=IDLE_SOURCE,
        when=When(flags=("-f", "-F", "--follow", "--follow=")),
        getopt=getopts.TAIL,
        note="what it watches is another process, which never gets the signal",
    ),
    Program(names=("sleep",), kind="idle", signals=(), source=IDLE_SOURCE, lasts="operands"),
    Program(names=("usleep",), kind="tool", signals=(), source="usleep(1), BusyBox 1.35"),
    Program(
        names=(
            "tee",
            "logger",
            "multilog",
            "svlogd",
            "s6-log",
            "ts",
            "rotatelogs",
            "cronolog",
            "systemd-cat",
            "logsave",
        ),
        kind="helper",
        signals=(),
        source="tee(1) (POSIX), logger(1), multilog(8), svlogd(8), s6-log, ts(1) (moreutils): read their input to its end",
    ),
    Program(
        names=("pino-pretty", "bunyan", "pino", "lnav", "humanlog", "jl"),
        kind="helper",
        signals=(),
        source="https://github.com/pinojs/pino-pretty: reads a log from its input",
    ),
    Program(
        names=tuple(COREUTILS.split()),
        kind="tool",
        signals=(),
        source="https://www.gnu.org/software/coreutils/manual/ (Debian coreutils 9.1)",
    ),
    Program(
        names=tuple(TEXT.split()),
        kind="tool",
        signals=(),
        source="their manual pages in Debian 12: filters, templates, comparisons",
    ),
    Program(
        names=tuple(FILES.split()), kind="tool", signals=(), source="their manual pages in Debian 12 (section 1 and 8)"
    ),
    Program(
        names=("find",),
        kind="tool",
        signals=(),
        source="find(1), findutils 4.9",
        when=When(without=("-exec", "-execdir", "-ok", "-okdir")),
    ),
    # what is done to each file that is found is an errand
    Program(names=("find",), kind="tool", signals=(), source="find(1), findutils 4.9", when=When(flags=("{}",))),
    Program(
        names=tuple(ACCOUNTS.split()),
        kind="tool",
        signals=(),
        source="their manual pages in Debian 12 (passwd, adduser, locales)",
    ),
    Program(names=("curl",), kind="tool", signals=(), source="curl(1)"),
    # a listener is no tool
    Program(
        names=("nc", "ncat", "netcat", "nc.openbsd", "nc.traditional"),
        kind="tool",
        when=When(flags=("-z", "-w", "-q")),
        getopt=getopts.NC,
        signals=(),
        source="nc(1): -z scans and ends, -w ends after a timeout",
    ),
    Program(names=tuple(NETWORK.split()), kind="tool", signals=(), source="their manual pages in Debian 12"),
    Program(names=tuple(PACKAGES.split()), kind="tool", signals=(), source="their manual pages"),
    Program(
        names=("clickhouse extract-from-config", "clickhouse client", "clickhouse local", "clickhouse-local"),
        kind="tool",
        signals=(),
        source="https://clickhouse.com/docs/operations/utilities",
    ),
    Program(
        names=tuple(DATABASE.split()),
        kind="tool",
        signals=(),
        source="their manual pages: clients and control programs of the servers of these tables",
    ),
    Program(
        names=tuple(PYTHON_TOOLS.split()), kind="tool", signals=(), source="their documentation on https://pypi.org"
    ),
    Program(
        names=_words("setup.py", "develop install build build_ext bdist_wheel bdist sdist egg_info test clean check"),
        kind="tool",
        signals=(),
        source="https://setuptools.pypa.io/en/latest/userguide/commands.html",
    ),
    Program(
        names=(*_words("manage.py", DJANGO), *_words("django-admin", DJANGO)),
        kind="tool",
        signals=(),
        source="https://docs.djangoproject.com/en/5.2/ref/django-admin/",
    ),
    Program(
        names=(*_words("rails", RAILS), *_words("rake", RAILS), "rake", "thor", "whenever", "bootsnap"),
        kind="tool",
        signals=(),
        source="https://guides.rubyonrails.org/command_line.html",
    ),
    Program(
        names=(*_words("bundle", "install check config update clean package cache lock info show"), "bundler"),
        kind="tool",
        signals=(),
        source="https://bundler.io/man/bundle.1.html",
    ),
    Program(
        names=_words("artisan", ARTISAN),
        kind="tool",
        signals=(),
        source="https://laravel.com/docs/12.x/artisan; `php artisan list`",
    ),
    Program(
        names=_words("console", SYMFONY),
        kind="tool",
        signals=(),
        source="https://symfony.com/doc/current/console.html; `bin/console list`",
    ),
    Program(
        names=(
            *_words("dotCover.sh", "send merge report delete list zip version help"),
            *_words("dotCover", "send merge report delete list zip version help"),
        ),
        kind="tool",
        signals=(),
        source="https://www.jetbrains.com/help/dotcover/2019.2/dotCover__Console_Runner_Commands.html (cover stays with its target)",
    ),
    Program(
        names=_words("udevadm", "info trigger settle control hwdb test test-builtin wait lock verify"),
        kind="tool",
        signals=(),
        source="udevadm(8) 252: all but monitor end",
    ),
    Program(
        names=_words("temporal", "activity batch config env operator schedule task-queue workflow"),
        kind="tool",
        signals=(),
        source="https://docs.temporal.io/cli (temporal server is not meant)",
    ),
    Program(
        names=("drush", "wp", "occ", "phinx", "composer.phar", "phpize"),
        kind="tool",
        signals=(),
        source="https://www.drush.org; https://developer.wordpress.org/cli/commands/ (wp server is not meant)",
    ),
    Program(
        names=(
            *_words("npm", "ci install i add rebuild prune cache config set audit version link uninstall update"),
            *_words("yarn", "install add cache config set global remove upgrade version"),
            *_words("pnpm", "install i add fetch prune store config remove update rebuild deploy"),
            "npm run build",
            "npm run-script build",
            "yarn build",
            "yarn run build",
            "pnpm build",
            "pnpm run build",
            "npm run migrate",
            "yarn migrate",
            "pnpm migrate",
            "npm run db:migrate",
            "yarn db:migrate",
            "npm run seed",
            "corepack",
            "node-gyp",
            "tsc",
            "webpack build",
            "npm run migration:run",
            "yarn migration:run",
        ),
        kind="tool",
        signals=(),
        source="https://docs.npmjs.com/cli/v11/commands; https://classic.yarnpkg.com/en/docs/cli/; https://pnpm.io/cli/install",
    ),
    Program(
        names=(
            "prisma migrate",
            "prisma db",
            "prisma generate",
            "prisma validate",
            "sequelize",
            "sequelize-cli",
            "knex",
            "typeorm",
            "typeorm-ts-node-commonjs",
            "drizzle-kit",
            "node-pg-migrate",
            "db-migrate",
            "mikro-orm",
            "next build",
            "vite build",
            "nuxt build",
            "ng build",
            "remix build",
            "astro build",
            "eslint",
            "strapi build",
            "medusa migrations",
            "nest build",
            "rimraf",
            "mkdirp",
            "wait-on",
            "wait-port",
        ),
        kind="tool",
        signals=(),
        source="https://www.prisma.io/docs/orm/reference/prisma-cli-reference and their documentation on https://www.npmjs.com",
    ),
    Program(
        names=(
            *_words("airflow", "db info version users connections variables pools dags tasks config"),
            *_words("superset", "db fab init load_examples"),
            *_words("poetry", "install lock export build check config add update env"),
            *_words("pipenv", "install sync lock check"),
            *_words("conda", "env install update create config clean list info init remove"),
            *_words("mamba", "env install update create config clean list info init remove"),
            *_words("micromamba", "env install update create config clean list info remove"),
            *_words("uv", "sync pip lock venv add cache python"),
            *_words("go", "build install mod get vet generate version env fmt"),
            *_words("cargo", "build install fetch check fmt clippy"),
            *_words("mix", "ecto.migrate ecto.create ecto.setup deps.get compile phx.digest release test"),
            *_words("hasura", "migrate metadata"),
        ),
        kind="tool",
        signals=(),
        source="the commands' own documentation",
    ),
    Program(
        names=("bashio::*",),
        kind="tool",
        signals=(),
        source="hassio-addons/bashio@9762129:lib/*.sh (functions of Home Assistant's bashio: they ask its API, log, write files)",
    ),
    Program(
        names=(
            "python-config",
            "python3-config",
            "crontab",
            "at",
            "logrotate",
            "run-parts",
            "anacron",
            "dbus-uuidgen",
            "tzselect",
            "timedatectl",
            "seq",
            "xxhsum",
            "uuidgen",
            "mcookie",
            "pwgen",
            "getconf",
            "getopt",
        ),
        kind="tool",
        signals=(),
        source="their manual pages in Debian 12",
    ),
)
