"""The hosts and tools that a site was made for, by the files that they leave."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from audit.collectors.places import below
from audit.sources.tree import Listing

_Signs = Mapping[str, tuple[str, ...]]  # host or tool -> files and folders, one of which shows it

# Looked for at the top of the tree, in the docroot, in the folder of the core and in the one above.
_OF_ANY: _Signs = {
    "amazeeio": (".amazeeio.yml",),
    "app-engine": ("app.yaml",),
    "cloud-foundry": (".bp-config", ".cfignore"),
    "cpanel": (".cpanel.yml",),
    "ddev": (".ddev",),
    "devcontainer": (".devcontainer",),
    "docker": (
        "docker-compose.yml",
        "docker-compose.yaml",
        "compose.yml",
        "compose.yaml",
        "Dockerfile",
        ".docker",
    ),
    "docksal": (".docksal",),
    "elastic-beanstalk": (".ebextensions",),
    "gitpod": (".gitpod.yml",),
    "heroku": ("Procfile",),
    "lagoon": (".lagoon.yml", "lagoon.yml"),
    "lando": (".lando.yml", ".lando.base.yml", ".lando.dist.yml", ".lando.upstream.yml"),
    "pantheon": ("pantheon.yml", "pantheon.upstream.yml"),
    "platformsh": (
        ".platform.app.yaml",
        ".platform/applications.yaml",
        ".platform/routes.yaml",
        ".platform/services.yaml",
    ),
    "skpr": (".skpr",),
    "tugboat": (".tugboat",),
    "upsun": (".upsun",),
    "vagrant": ("Vagrantfile",),
    "wodby": (".wodby.yml", "wodby.yml"),
}
_OF_WORDPRESS: _Signs = {
    "flywheel": (".fw-config.php",),
    "local": ("local-site.json", "local-xdebuginfo.php", "conf/php/php.ini.hbs", "conf/nginx/nginx.conf.hbs"),
    "pantheon": ("wp-config-pantheon.php",),
    "trellis": ("trellis/ansible.cfg", "trellis/group_vars"),
    "valet": ("LocalValetDriver.php",),
    "vccw": ("provision/default.yml",),
    "vip": ("vip-config/vip-config.php", "client-mu-plugins"),
    "vvv": ("provision/vvv-init.sh", "provision/vvv-nginx.conf", "vvv-init.sh", "vvv-nginx.conf"),
    "wp-env": (".wp-env.json",),
    "wpengine": ("_wpeprivate",),
}
_OF_DRUPAL: _Signs = {
    "acquia": (
        "acquia-utils",
        "acquia-pipelines.yml",
        "acquia-pipelines.yaml",
        ".acquia-cli.yml",
        "blt",
        "hooks/common",
        "hooks/dev",
        "hooks/prod",
        "hooks/samples",
        "factory-hooks",
    ),
    "acquia-site-factory": ("factory-hooks",),
    "drupal-cms": ("recipes/drupal_cms_starter", "profiles/drupal_cms_installer"),
    "lagoon": ("lagoon",),
    "pantheon": ("sites/default/settings.pantheon.php",),
    "platformsh": ("sites/default/settings.platformsh.php",),
    "silta": ("silta",),
}
_MAKE_FILES = (".make", ".make.yml", ".make.yaml")

# Looked for in the folder of the must-use plugins: what these hosts lay into every site.
_MUST_USE: _Signs = {
    "bluehost": ("endurance-page-cache.php", "endurance-browser-cache.php"),
    "godaddy": ("gd-system-plugin.php", "gd-system-plugin"),
    "hostinger": ("hostinger-auto-updates.php", "hostinger-preview-domain.php"),
    "kinsta": ("kinsta-mu-plugins.php", "kinsta-mu-plugins"),
    "nexcess": ("nexcess-mapps.php", "nexcess-mapps"),
    "pantheon": ("pantheon-mu-plugin", "pantheon.php", "pantheon"),
    "spinupwp": ("spinupwp-debug-log-path.php",),
    "vip": ("vip-helpers",),
    "wordpress.com": ("wpcomsh-loader.php", "wpcomsh"),
    "wpengine": (
        "wpengine-common",
        "wpengine-security-auditor.php",
        "wpe-wp-sign-on-plugin.php",
        "wpe-cache-plugin.php",
    ),
}

# Looked for in the folder of the plugins: what only these hosts' own sites can use.
_PLUGINS: _Signs = {
    "bluehost": ("bluehost-wordpress-plugin",),
    "dreamhost": ("dreamhost-panel-login",),
    "hostinger": ("hostinger",),
    "siteground": ("sg-cachepress",),
    "wpengine": ("wpengine-snapshot",),
}


def of_wordpress(listing: Listing, root: str, docroot: str, plugins: str, mu_plugins: str) -> tuple[str, ...]:
    """Return the hosts and tools whose files lie in or around a WordPress, in the order of the alphabet."""
    around = {"", docroot, root, posixpath.dirname(docroot)}
    found = {
        *_found(listing, around, _OF_ANY, _OF_WORDPRESS),
        *_found(listing, (mu_plugins,), _MUST_USE),
        *_found(listing, (plugins,), _PLUGINS),
    }
    return tuple(sorted(found))


def of_drupal(listing: Listing, root: str, project: str) -> tuple[str, ...]:
    """Return the hosts and tools of a Drupal, as above; project is the folder of its composer.json."""
    around = {"", root, posixpath.dirname(root), project}
    found = set(_found(listing, around, _OF_ANY, _OF_DRUPAL))
    if any(name.endswith(_MAKE_FILES) for folder in around for name in listing.folder(folder)):
        found.add("drush-make")
    for folder in around:
        recipes = below(folder, "recipes")
        if any(listing.is_file(f"{recipes}/{name}/recipe.yml") for name in listing.folder(recipes)):
            found.add("drupal-recipes")
    return tuple(sorted(found))


def around(listing: Listing, folders: Iterable[str]) -> set[str]:
    """Return the hosts and tools whose files lie in these folders, whatever they hold."""
    return set(_found(listing, folders, _OF_ANY, _OF_WORDPRESS, _OF_DRUPAL))


def _found(listing: Listing, folders: Iterable[str], *tables: _Signs) -> Iterator[str]:
    for folder in folders:
        for table in tables:
            for word, signs in table.items():
                if any(_is_there(listing, below(folder, sign)) for sign in signs):
                    yield word


def _is_there(listing: Listing, path: str) -> bool:
    """Tell whether a folder has an entry of this name, were it a link that leads out of the tree."""
    folder, name = posixpath.split(path)
    return name in listing.folder(folder)
