"""Secrets, by their kind and by whose code holds them."""

from audit.detectors.secret import SecretFound
from audit.knowledge import load_platforms
from audit.model.facts import Extension, Location
from audit.model.files import Secret
from audit.model.inventory import Inventory

PLUGIN = Extension(
    location=Location("p/shop/shop.php"),
    kind="plugin",
    slug="shop",
    name="Shop",
    file="shop/shop.php",
    path="p/shop",
    origin="contrib",
)


def secret(path, kind="private-key"):
    return Secret(location=Location(path, 1), kind=kind, seen_as=path)


def told(found, *facts):
    [platform] = load_platforms()[:1]
    return [place.location.path for place in found.find(Inventory(facts, lambda _: {}), platform)]


def test_secrets_are_told_by_their_kind():
    assert told(SecretFound(kind=("salt",)), secret("a", "salt"), secret("b")) == ["a"]


def test_what_everybody_can_download_is_no_secret_of_the_site():
    secrets = secret("p/shop/test.pem"), secret("p/shop-keys/live.pem")
    assert told(SecretFound(kind=("private-key",), own=True), PLUGIN, *secrets) == ["p/shop-keys/live.pem"]
    assert len(told(SecretFound(kind=("private-key",)), PLUGIN, *secrets)) == 2


def test_some_paths_are_left_out():
    found = SecretFound(kind=("private-key",), but_not=("**/tests/**",))
    assert told(found, secret("a/tests/b.pem"), secret("a/b.pem")) == ["a/b.pem"]
