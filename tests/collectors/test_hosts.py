"""Hosts and tools are known by what they leave in a site and around it."""

import pytest

from tests.conftest import CORE
from tests.trees import drupal, installs, wordpress

WORDPRESS = {f"top/web/wp/{name}": text for name, text in CORE.items()} | {
    "top/web/index.php": "<?php require __DIR__ . '/wp/wp-blog-header.php';"
}
DRUPAL = {
    "top/web/core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }",
    "top/web/sites/default/settings.php": "<?php $settings['hash_salt'] = 'x';",
}

OF_ANY = [
    (".amazeeio.yml", "amazeeio"),
    ("app.yaml", "app-engine"),
    (".bp-config/options.json", "cloud-foundry"),
    (".cfignore", "cloud-foundry"),
    (".cpanel.yml", "cpanel"),
    (".ddev/config.yaml", "ddev"),
    (".devcontainer/devcontainer.json", "devcontainer"),
    ("docker-compose.yml", "docker"),
    ("docker-compose.yaml", "docker"),
    ("compose.yml", "docker"),
    ("compose.yaml", "docker"),
    ("Dockerfile", "docker"),
    (".docker/php/Dockerfile", "docker"),
    (".docksal/docksal.env", "docksal"),
    (".ebextensions/php.config", "elastic-beanstalk"),
    (".gitpod.yml", "gitpod"),
    ("Procfile", "heroku"),
    (".lagoon.yml", "lagoon"),
    ("lagoon.yml", "lagoon"),
    (".lando.yml", "lando"),
    (".lando.base.yml", "lando"),
    (".lando.dist.yml", "lando"),
    (".lando.upstream.yml", "lando"),
    ("pantheon.yml", "pantheon"),
    ("pantheon.upstream.yml", "pantheon"),
    (".platform.app.yaml", "platformsh"),
    (".platform/applications.yaml", "platformsh"),
    (".platform/routes.yaml", "platformsh"),
    (".platform/services.yaml", "platformsh"),
    (".skpr/config.yml", "skpr"),
    (".tugboat/config.yml", "tugboat"),
    (".upsun/config.yaml", "upsun"),
    ("Vagrantfile", "vagrant"),
    (".wodby.yml", "wodby"),
    ("wodby.yml", "wodby"),
]
OF_WORDPRESS = [
    (".fw-config.php", "flywheel"),
    ("local-site.json", "local"),
    ("local-xdebuginfo.php", "local"),
    ("conf/php/php.ini.hbs", "local"),
    ("conf/nginx/nginx.conf.hbs", "local"),
    ("wp-config-pantheon.php", "pantheon"),
    ("trellis/ansible.cfg", "trellis"),
    ("trellis/group_vars/all/main.yml", "trellis"),
    ("LocalValetDriver.php", "valet"),
    ("provision/default.yml", "vccw"),
    ("vip-config/vip-config.php", "vip"),
    ("client-mu-plugins/loader.php", "vip"),
    ("provision/vvv-init.sh", "vvv"),
    ("provision/vvv-nginx.conf", "vvv"),
    ("vvv-init.sh", "vvv"),
    ("vvv-nginx.conf", "vvv"),
    (".wp-env.json", "wp-env"),
    ("_wpeprivate/config.json", "wpengine"),
]
OF_DRUPAL = [
    ("acquia-utils/logview.php", "acquia"),
    ("acquia-pipelines.yml", "acquia"),
    ("acquia-pipelines.yaml", "acquia"),
    (".acquia-cli.yml", "acquia"),
    ("blt/blt.yml", "acquia"),
    ("hooks/common/post-code-deploy/a.sh", "acquia"),
    ("hooks/dev/post-code-deploy/a.sh", "acquia"),
    ("hooks/prod/post-code-deploy/a.sh", "acquia"),
    ("hooks/samples/a.sh", "acquia"),
    ("lagoon/cli.dockerfile", "lagoon"),
    ("sites/default/settings.pantheon.php", "pantheon"),
    ("sites/default/settings.platformsh.php", "platformsh"),
    ("silta/silta.yml", "silta"),
    ("project.make", "drush-make"),
    ("project.make.yml", "drush-make"),
    ("project.make.yaml", "drush-make"),
    ("recipes/shop/recipe.yml", "drupal-recipes"),
    ("recipes/drupal_cms_starter/composer.json", "drupal-cms"),
    ("profiles/drupal_cms_installer/drupal_cms_installer.info.yml", "drupal-cms"),
]
OF_CONTENT = [
    ("mu-plugins/endurance-page-cache.php", "bluehost"),
    ("mu-plugins/endurance-browser-cache.php", "bluehost"),
    ("plugins/bluehost-wordpress-plugin/a.php", "bluehost"),
    ("plugins/dreamhost-panel-login/a.php", "dreamhost"),
    ("mu-plugins/gd-system-plugin.php", "godaddy"),
    ("mu-plugins/gd-system-plugin/a.php", "godaddy"),
    ("mu-plugins/hostinger-auto-updates.php", "hostinger"),
    ("mu-plugins/hostinger-preview-domain.php", "hostinger"),
    ("plugins/hostinger/hostinger.php", "hostinger"),
    ("mu-plugins/kinsta-mu-plugins.php", "kinsta"),
    ("mu-plugins/kinsta-mu-plugins/a.php", "kinsta"),
    ("mu-plugins/nexcess-mapps.php", "nexcess"),
    ("mu-plugins/nexcess-mapps/a.php", "nexcess"),
    ("mu-plugins/pantheon-mu-plugin/pantheon.php", "pantheon"),
    ("mu-plugins/pantheon.php", "pantheon"),
    ("mu-plugins/pantheon/pantheon.php", "pantheon"),
    ("plugins/sg-cachepress/sg-cachepress.php", "siteground"),
    ("mu-plugins/spinupwp-debug-log-path.php", "spinupwp"),
    ("mu-plugins/vip-helpers/vip-helpers.php", "vip"),
    ("mu-plugins/wpcomsh-loader.php", "wordpress.com"),
    ("mu-plugins/wpcomsh/wpcomsh.php", "wordpress.com"),
    ("mu-plugins/wpengine-common/plugin.php", "wpengine"),
    ("mu-plugins/wpengine-security-auditor.php", "wpengine"),
    ("mu-plugins/wpe-wp-sign-on-plugin.php", "wpengine"),
    ("mu-plugins/wpe-cache-plugin.php", "wpengine"),
    ("plugins/wpengine-snapshot/a.php", "wpengine"),
]


@pytest.fixture
def hosts(folder):
    def find(files) -> tuple[str, ...]:
        top = folder(files)
        [install] = installs([*wordpress(top), *drupal(top)])
        return install.made_for

    return find


@pytest.mark.parametrize("site", [WORDPRESS, DRUPAL])
def test_a_site_without_such_files_was_made_for_nobody(hosts, site):
    assert hosts(site) == ()


@pytest.mark.parametrize(("sign", "word"), [*OF_ANY, *OF_WORDPRESS])
def test_a_wordpress_shows_for_whom_it_was_made(hosts, sign, word):
    assert hosts({**WORDPRESS, f"top/{sign}": ""}) == (word,)


@pytest.mark.parametrize(("sign", "word"), [*OF_ANY, *OF_DRUPAL])
def test_a_drupal_shows_for_whom_it_was_made(hosts, sign, word):
    assert hosts({**DRUPAL, f"top/web/{sign}": ""}) == (word,)


@pytest.mark.parametrize(("sign", "word"), OF_CONTENT)
def test_what_a_host_lays_into_a_wordpress_shows_it(hosts, sign, word):
    assert hosts({**WORDPRESS, f"top/web/wp/wp-content/{sign}": "<?php"}) == (word,)


@pytest.mark.parametrize("place", ["", "top/", "top/web/", "top/web/wp/"])
def test_the_files_of_a_host_may_lie_around_a_wordpress(hosts, place):
    assert hosts({**WORDPRESS, f"{place}pantheon.yml": ""}) == ("pantheon",)


@pytest.mark.parametrize("place", ["", "top/", "top/web/"])
def test_the_files_of_a_host_may_lie_around_a_drupal(hosts, place):
    assert hosts({**DRUPAL, f"{place}pantheon.yml": ""}) == ("pantheon",)


@pytest.mark.parametrize(
    "place", ["top/web/wp/wp-content/plugins/x/", "top/docs/", "top/web/wp/wp-includes/"]
)
def test_the_files_of_a_host_elsewhere_show_nothing(hosts, place):
    assert hosts({**WORDPRESS, f"{place}Dockerfile": ""}) == ()


def test_a_site_factory_is_acquias_as_well(hosts):
    assert hosts({**DRUPAL, "top/factory-hooks/README.md": ""}) == ("acquia", "acquia-site-factory")


def test_a_site_may_be_made_for_several(hosts):
    files = {"top/.lando.yml": "", "top/pantheon.yml": "", "top/web/wp-config-pantheon.php": "<?php"}
    assert hosts({**WORDPRESS, **files}) == ("lando", "pantheon")


def test_a_link_to_what_lies_elsewhere_shows_it_too(folder):
    top = folder(DRUPAL)
    (top / "top/web/sites/default/settings.pantheon.php").symlink_to("/etc/settings.pantheon.php")
    assert installs(drupal(top))[0].made_for == ("pantheon",)
