"""The hosts and tools that a site was made for, by the files that they leave."""

import posixpath
from collections.abc import Iterator

from audit.collectors.places import below
from audit.sources.tree import Listing

# Looked for at the top of the tree, in the docroot, in the folder of the core and in the folder above.
AROUND = {
    "pantheon.yml": "pantheon",
    "pantheon.upstream.yml": "pantheon",
    "wp-config-pantheon.php": "pantheon",
    "_wpeprivate": "wpengine",
    ".fw-config.php": "flywheel",
    "vip-config/vip-config.php": "vip",
    "client-mu-plugins": "vip",
    ".platform.app.yaml": "platformsh",
    ".platform/routes.yaml": "platformsh",
    ".upsun": "upsun",
    "Procfile": "heroku",
    ".ebextensions": "elastic-beanstalk",
    "app.yaml": "app-engine",
    "trellis/ansible.cfg": "trellis",
    "trellis/group_vars": "trellis",
    "local-site.json": "local",
    "local-xdebuginfo.php": "local",
    "conf/php/php.ini.hbs": "local",
    "conf/nginx/nginx.conf.hbs": "local",
    ".lando.yml": "lando",
    ".lando.base.yml": "lando",
    ".lando.dist.yml": "lando",
    ".ddev": "ddev",
    ".docksal": "docksal",
    ".devcontainer": "devcontainer",
    ".wp-env.json": "wp-env",
    "docker-compose.yml": "docker",
    "docker-compose.yaml": "docker",
    "compose.yml": "docker",
    "compose.yaml": "docker",
    "Dockerfile": "docker",
    ".docker": "docker",
    "Vagrantfile": "vagrant",
    "provision/vvv-init.sh": "vvv",
    "provision/vvv-nginx.conf": "vvv",
    "vvv-init.sh": "vvv",
    "vvv-nginx.conf": "vvv",
    "provision/default.yml": "vccw",
    "LocalValetDriver.php": "valet",
}

# Looked for in the folder of the must-use plugins: what these hosts lay into every site.
_MUST_USE = {
    "pantheon-mu-plugin": "pantheon",
    "pantheon.php": "pantheon",
    "pantheon": "pantheon",
    "wpengine-common": "wpengine",
    "wpengine-security-auditor.php": "wpengine",
    "wpe-wp-sign-on-plugin.php": "wpengine",
    "wpe-cache-plugin.php": "wpengine",
    "kinsta-mu-plugins.php": "kinsta",
    "kinsta-mu-plugins": "kinsta",
    "gd-system-plugin.php": "godaddy",
    "gd-system-plugin": "godaddy",
    "endurance-page-cache.php": "bluehost",
    "endurance-browser-cache.php": "bluehost",
    "hostinger-auto-updates.php": "hostinger",
    "hostinger-preview-domain.php": "hostinger",
    "nexcess-mapps.php": "nexcess",
    "nexcess-mapps": "nexcess",
    "spinupwp-debug-log-path.php": "spinupwp",
    "wpcomsh-loader.php": "wordpress.com",
    "wpcomsh": "wordpress.com",
    "vip-helpers": "vip",
}

# Looked for in the folder of the plugins: what only these hosts' own sites can use.
_PLUGINS = {
    "sg-cachepress": "siteground",
    "wpengine-snapshot": "wpengine",
    "dreamhost-panel-login": "dreamhost",
    "bluehost-wordpress-plugin": "bluehost",
    "hostinger": "hostinger",
}


def made_for(listing: Listing, root: str, docroot: str, plugins: str, mu_plugins: str) -> tuple[str, ...]:
    """Return the names of hosts and tools whose files lie around an install, in the order of the alphabet."""
    return tuple(sorted(set(_found(listing, root, docroot, plugins, mu_plugins))))


def _found(listing: Listing, root: str, docroot: str, plugins: str, mu_plugins: str) -> Iterator[str]:
    around = {"", docroot, root, posixpath.dirname(docroot)}
    for folders, signs in ((around, AROUND), ({mu_plugins}, _MUST_USE), ({plugins}, _PLUGINS)):
        for folder in folders:
            for sign, word in signs.items():
                if _is_there(listing, below(folder, sign)):
                    yield word


def _is_there(listing: Listing, path: str) -> bool:
    return listing.is_file(path) or listing.is_folder(path)
