"""php and the images that are built on it. What they inherit decides: FROM php:*-apache stops with SIGWINCH, FROM
php:*-fpm with SIGQUIT, whatever the child's CMD is.
"""

from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.images import starts
from stoplint.model.catalog.rows import Base

_PHP = "docker-library/php@445bf414"
_HISTORY = "docker-library/official-images@37079fb:library/php (history)"
_ENTRYPOINT = ("docker-php-entrypoint",)
_PHP_SCRIPT = scripts.options_to("php", "/usr/local/bin/docker-php-entrypoint")
_NAMES = ("PHPIZE_DEPS", "PHP_INI_DIR", "PHP_CFLAGS", "PHP_CPPFLAGS", "PHP_LDFLAGS", "PHP_VERSION", "GPG_KEYS",
          "PHP_URL", "PHP_ASC_URL", "PHP_SHA256", "APACHE_CONFDIR", "APACHE_ENVVARS", "PHP_EXTRA_CONFIGURE_ARGS",
          "PHP_EXTRA_BUILD_DEPS", "PHP_MD5")  # fmt: skip
_PRESTASHOP = "/tmp/docker_run.sh"  # noqa: S108 - where the image has it
# the entrypoint script came in December 2016
_BARE = "<5.6.29|7.0.0-7.0.13|7.1.0RC*|7.1-rc*"


def _on_php(
    image: str,
    source: str,
    path: str,
    shebang: str = "/bin/sh",
    entrypoint: str | None = None,
    more: tuple[tuple[str, str], ...] = (),
    tags: str = "*",
) -> tuple[Base, ...]:
    """Rows for the three variants of an application that php starts: apache, fpm, and fpm on Alpine."""
    script = (scripts.run_arguments(path, shebang), *more)
    start = (entrypoint or path,)
    return (
        Base(image, source, ("*alpine*", tags), "php:fpm-alpine", start, ("php-fpm",), scripts=script),
        Base(image, source, ("*fpm*", tags), "php:fpm", start, ("php-fpm",), scripts=script),
        Base(image, source, (tags,), "php:apache", start, ("apache2-foreground",), scripts=script),
    )


ROWS: tuple[Base, ...] = (
    # apache: STOPSIGNAL since August 2019, as "WINCH" until November 2019 (httpd's 4faace9: containerd refuses it)
    Base("php", _HISTORY, ("*apache*", _BARE), "tag|debian", cmd=("apache2-foreground",), workdir="/var/www/html",
         scripts=(scripts.APACHE2_FOREGROUND,), env_names=_NAMES),
    Base("php", _HISTORY, ("*apache*", "<7.1|7.1.0-7.1.30|7.2.0-7.2.20|7.3.0-7.3.7|*jessie*|7.4.0alpha*"), "tag|debian", _ENTRYPOINT,
         ("apache2-foreground",), workdir="/var/www/html", scripts=(_PHP_SCRIPT, scripts.APACHE2_FOREGROUND),
         env_names=_NAMES),
    Base("php", f"{_PHP}:8.4/trixie/apache/Dockerfile#L286#L288#L294", ("*apache*",), "tag|debian", _ENTRYPOINT,
         ("apache2-foreground",), "SIGWINCH", workdir="/var/www/html", scripts=(_PHP_SCRIPT, scripts.APACHE2_FOREGROUND),
         env_names=_NAMES),
    # fpm: STOPSIGNAL since April 2019
    Base("php", _HISTORY, ("*fpm*", _BARE), "tag|debian", cmd=("php-fpm",), workdir="/var/www/html", env_names=_NAMES),
    Base("php", _HISTORY, ("*fpm*", "<7.1|7.1.0-7.1.27|7.2.0-7.2.16|7.3.0-7.3.3|*jessie*|*alpine3.4*|*alpine3.6*|*alpine3.7*"), "tag|debian", _ENTRYPOINT,
         ("php-fpm",), workdir="/var/www/html", scripts=(_PHP_SCRIPT,), env_names=_NAMES),
    Base("php", f"{_PHP}:8.4/trixie/fpm/Dockerfile#L227#L275#L278", ("*fpm*",), "tag|debian", _ENTRYPOINT, ("php-fpm",),
         "SIGQUIT", workdir="/var/www/html", scripts=(_PHP_SCRIPT,), env_names=_NAMES),
    Base("php", _HISTORY, (_BARE,), "tag|debian", cmd=("php", "-a"), env_names=_NAMES),
    Base("php", f"{_PHP}:8.4/trixie/cli/Dockerfile#L225#L226", ("*",), "tag|debian", _ENTRYPOINT, ("php", "-a"),
         scripts=(_PHP_SCRIPT,), env_names=_NAMES),
    # wordpress before 5.3 was built on images of php from before the STOPSIGNALs
    Base("wordpress", "docker-library/official-images@37079fb:library/wordpress (history)", ("<4.7", "!cli*"),
         unknown=("entrypoint", "cmd", "stop_signal"), parent="php:cli"),
    Base("wordpress", "docker-library/wordpress@bf223d1c2:cli/php8.3/alpine/Dockerfile#L131#L133", ("cli*",),
         "php:cli-alpine", ("docker-entrypoint.sh",), ("wp", "shell"), user="www-data",
         scripts=(scripts.options_to("wp"),)),
    Base("wordpress", "docker-library/official-images@37079fb:library/wordpress (history)", ("<5.2.3|*php5*|*php7.0*", "*fpm*"),
         "php:fpm", ("docker-entrypoint.sh",), ("php-fpm",), unknown=("stop_signal", "sh")),
    Base("wordpress", "docker-library/official-images@37079fb:library/wordpress (history)", ("<5.2.3|*php5*|*php7.0*",),
         "php:apache", ("docker-entrypoint.sh",), ("apache2-foreground",), unknown=("stop_signal",)),
    *_on_php("wordpress", "docker-library/wordpress@bf223d1c2:latest/php8.3/apache/Dockerfile#L175#L176",
             "/usr/local/bin/docker-entrypoint.sh", "/usr/bin/env bash", entrypoint="docker-entrypoint.sh"),
    Base("nextcloud", "docker-library/official-images@37079fb:library/nextcloud (history)", ("<17",), "php:cli",
         ("/entrypoint.sh",), unknown=("cmd", "stop_signal", "sh")),
    *_on_php("nextcloud", "nextcloud/docker@4de1eed6:33/apache/Dockerfile#L183#L184", "/entrypoint.sh",
              more=(("/cron.sh", "#!/bin/sh\nset -eu\n\nexec busybox crond -f -L /dev/stdout\n"),)),
    *(Base("drupal", "docker-library/drupal@305e3e2:11.4/php8.4/apache-trixie/Dockerfile (inherits all)", tags, parent,
           unknown=unknown)
      for tags, parent, unknown in ((("<7.68|8.0-8.7", "*fpm*"), "php:fpm", ("stop_signal", "sh", "entrypoint")),
                                    (("<7.68|8.0-8.7",), "php:apache", ("stop_signal", "entrypoint")),
                                    (("*alpine*",), "php:fpm-alpine", ()), (("*fpm*",), "php:fpm", ()),
                                    (("*",), "php:apache", ()))),
    Base("joomla", "docker-library/official-images@37079fb:library/joomla (history)", ("<3.9.12|*php5*|*php7.0*|3*php7", "*fpm*"),
         "php:fpm", ("/entrypoint.sh",), ("php-fpm",), unknown=("stop_signal", "sh")),
    Base("joomla", "docker-library/official-images@37079fb:library/joomla (history)", ("<3.9.12|*php5*|*php7.0*|3*php7",),
         "php:apache", ("/entrypoint.sh",), ("apache2-foreground",), unknown=("stop_signal",)),
    *_on_php("joomla", "joomla-docker/docker-joomla@562e0fe:5.4/php8.3/apache/Dockerfile", "/entrypoint.sh", "/bin/bash"),
    *_on_php("matomo", "matomo-org/docker@adb618a:apache/Dockerfile#L100#L101", "/entrypoint.sh"),
    *_on_php("phpmyadmin", "phpmyadmin/docker@030928a:apache/Dockerfile", "/docker-entrypoint.sh", "/bin/bash"),
    *_on_php("phpmyadmin/phpmyadmin", "phpmyadmin/docker@030928a:apache/Dockerfile", "/docker-entrypoint.sh", "/bin/bash"),
    Base("mediawiki", "docker-library/official-images@37079fb:library/mediawiki (history)", ("<1.31",), "php:apache",
         unknown=("stop_signal", "cmd", "sh")),
    *(Base("mediawiki", "wikimedia/mediawiki-docker@618c79d:1.43/apache/Dockerfile", tags, parent, cmd=cmd,
           workdir="/var/www/html")
      for tags, parent, cmd in ((("*alpine*",), "php:fpm-alpine", ("php-fpm",)), (("*fpm*",), "php:fpm", ("php-fpm",)),
                                (("*",), "php:apache", ("apache2-foreground",)))),
    *_on_php("friendica", "friendica/docker@e9e6de15:2024.03/apache/Dockerfile", "/entrypoint.sh"),
    Base("adminer", "docker-library/official-images@37079fb:library/adminer (history)", ("<4.4|4.8.1*",), "php:cli-alpine",
         unknown=("entrypoint", "cmd", "stop_signal", "sh")),
    Base("adminer", "TimWolla/docker-adminer@2d08125:5/fastcgi/Dockerfile", ("*fastcgi*",), "php:fpm-alpine",
         ("entrypoint.sh", "docker-php-entrypoint"), ("php-fpm",), user="adminer",
         scripts=(scripts.run_arguments("/usr/local/bin/entrypoint.sh"),)),
    Base("adminer", "TimWolla/docker-adminer@2d08125:5/Dockerfile", ("*",), "php:cli-alpine",
         ("entrypoint.sh", "docker-php-entrypoint"), ("php", "-S", "[::]:8080", "-t", "/var/www/html"), "SIGINT",
         user="adminer", workdir="/var/www/html", scripts=(scripts.run_arguments("/usr/local/bin/entrypoint.sh"),),
         note="SIGINT because php -S handles only that"),
    Base("composer", "composer/docker@e1056b5:latest/Dockerfile, docker-entrypoint.sh", ("!*bin*",), "php:cli-alpine",
         ("/docker-entrypoint.sh",), ("composer",), workdir="/app", scripts=(scripts.COMPOSER,)),
    Base("dunglas/frankenphp", "dunglas/frankenphp@c564c3f:Dockerfile", ("*",), "tag|debian", ("docker-php-entrypoint",),
         ("--config", "/etc/frankenphp/Caddyfile", "--adapter", "caddyfile"), workdir="/app",
         scripts=(scripts.options_to("frankenphp run", "/usr/local/bin/docker-php-entrypoint"),)),
    *(Base("serversideup/php", f"serversideup/docker-php@6d9a54f:src/variations/{name}/Dockerfile", tags, "tag|debian",
           ("docker-php-serversideup-entrypoint",), ("/init",), "SIGQUIT", user="www-data",
           scripts=(scripts.run_arguments("/usr/local/bin/docker-php-serversideup-entrypoint"),))
      for name, tags in (("fpm-nginx", ("*fpm-nginx*",)), ("fpm-apache", ("*fpm-apache*",)))),
    Base("serversideup/php", "serversideup/docker-php@6d9a54f:src/variations/fpm/Dockerfile", ("*fpm*",), "tag|debian",
         ("docker-php-serversideup-entrypoint",), ("php-fpm",), "SIGQUIT", user="www-data",
         scripts=(scripts.run_arguments("/usr/local/bin/docker-php-serversideup-entrypoint"),)),
    *(Base(name, f"wodby/php@9b55ad9:8/Dockerfile, 8/docker-entrypoint.sh{more}", (">=8",), "php:fpm-alpine", ("/docker-entrypoint.sh",),
           ("sudo", "-E", "php-fpm"), user="wodby", scripts=(scripts.run_arguments("/docker-entrypoint.sh", "/usr/bin/env bash"),))
      for name, more in (("wodby/php", ""), ("wodby/wordpress-php", "; wodby/wordpress-php@9822218:Dockerfile"),
                         ("wodby/drupal-php", "; wodby/drupal-php@0472710:Dockerfile"))),
    Base("uselagoon/php-*-cli*", "uselagoon/lagoon-images@e2a9611:images/php-cli/8.3.Dockerfile#L11", ("*",), "php:fpm-alpine",
         ("/sbin/tini", "--", "/lagoon/entrypoints.sh"), ("/bin/docker-sleep",), "SIGTERM",
         note="resets the SIGQUIT of its fpm base, because its command is not php-fpm"),
    *_on_php("monica", "monicahq/docker@4ca1331:4/apache/Dockerfile, 4/apache/entrypoint.sh", "/usr/local/bin/entrypoint.sh", "/bin/bash"),
    *_on_php("postfixadmin", "postfixadmin/docker@f0eccac:apache/Dockerfile, apache/docker-entrypoint.sh",
             "/usr/local/bin/docker-entrypoint.sh", "/bin/bash", tags=">=3.2.4"),
    *_on_php("yourls", "YOURLS/containers@5060bcb:images/yourls/Dockerfile.template, container-entrypoint.sh",
             "/usr/local/bin/container-entrypoint.sh", "/usr/bin/env bash", entrypoint="container-entrypoint.sh", tags=">=1.9.2"),
    *(Base("prestashop/base", f"PrestaShop/docker@ae19ab5:base/images/{version}-{kind}/Dockerfile, base/config_files/docker_run.sh",
           (version, f"*{kind}*"), f"php:{version}-{kind}", cmd=(_PRESTASHOP,),
           scripts=(scripts.become(server, _PRESTASHOP),))
      for version in ("7.1", "7.2", "7.3", "7.4", "8.0", "8.1", "8.2", "8.3", "8.4", "8.5")
      for kind, server in (("apache", "apache2-foreground"), ("fpm", "php-fpm"))),
    # nginx and php-fpm below supervisord; what is built on php:*-fpm inherits SIGQUIT
    *(Base(name, "TrafeX/docker-php-nginx@47835d7:Dockerfile, config/supervisord.conf (the same programs since 2019)", (">=2",), "alpine",
           cmd=("/usr/bin/supervisord", "-c", "/etc/supervisor/conf.d/supervisord.conf"), user="nobody", workdir="/var/www/html",
           scripts=(starts.TRAFEX,)) for name in ("trafex/php-nginx", "trafex/alpine-nginx-php7")),
    Base("richarvey/nginx-php-fpm", "richarvey/nginx-php-fpm@39a8a77:Dockerfile, scripts/start.sh, conf/supervisord.conf", (">=1.6",),
         "php:fpm-alpine", cmd=("/start.sh",), workdir="/var/www/html",
         scripts=(scripts.become("/usr/bin/supervisord -n -c /etc/supervisord.conf", "/start.sh", "/bin/bash"), starts.RICHARVEY)),
)  # fmt: skip
