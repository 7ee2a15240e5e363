"""What the repository of an install starts from."""

import pytest
from msgspec.structs import replace

from audit.model.facts import Location
from audit.model.hosts import HostSetting
from audit.model.php import PhpChoice, PhpVerdict
from audit.plan import plan
from tests.plan.cases import DRUPAL, PANTHEON, WORDPRESS, finding, inventory, planned

BEDROCK = replace(WORDPRESS, layout="bedrock", root="web/wp", docroot="web", install="web/wp")


@pytest.mark.parametrize(
    ("install", "kind", "name", "docroot"),
    [
        (WORDPRESS, "default", "WordPress", "."),
        (replace(WORDPRESS, version=None, core=False, layout="content-only"), "default", "WordPress", "."),
        (replace(WORDPRESS, network=True), "network", "WordPress network", "."),
        (replace(WORDPRESS, layout="vip"), "default", "WordPress", "."),
        (replace(WORDPRESS, root="web", docroot="web"), "nested-docroot", "Empty upstream", "web"),
        (replace(WORDPRESS, root="htdocs", docroot="htdocs"), "default", "WordPress", "."),
        (BEDROCK, "composer", "WordPress, Composer-managed", "web"),
        (replace(BEDROCK, network=True), "custom", "A network upstream", "web"),
        (DRUPAL, "composer", "Drupal, Composer-managed", "web"),
        (
            replace(DRUPAL, version="11.0.1", layout="classic", root=".", docroot="."),
            "composer",
            "Drupal, C",
            "web",
        ),
        (replace(DRUPAL, version="9.5.0"), "composer", "Drupal, Composer-managed", "web"),
        (replace(DRUPAL, version="7.98", layout="classic"), "default", "Drupal 7 (drops-7)", "."),
        (replace(DRUPAL, version="6.38", layout="classic"), "none", "", "."),
        (replace(DRUPAL, version=None), "unknown", "", "."),
        (replace(DRUPAL, version="trunk"), "none", "", "."),
    ],
)
def test_each_layout_has_its_upstream(install, kind, name, docroot):
    [upstream] = planned(install).upstreams
    assert (upstream.kind, upstream.docroot) == (kind, docroot)
    assert upstream.name.startswith(name)
    assert upstream.reasons


def test_each_install_has_one():
    both = planned(WORDPRESS, replace(DRUPAL, root="d", install="d"))
    assert [(one.install, one.kind) for one in both.upstreams] == [(".", "default"), ("d", "composer")]


def test_that_a_network_is_not_known_is_said():
    [upstream] = planned(replace(WORDPRESS, network=None)).upstreams
    assert "Whether this is a network is not known" in upstream.reasons[1].text


def test_an_upstream_that_is_there_already_is_said():
    place = Location("pantheon.upstream.yml")
    setting = HostSetting(
        location=place, install=".", file="pantheon.upstream.yml", key="a", value="b", seen_as="x"
    )
    [upstream] = planned(WORDPRESS, setting, setting).upstreams
    assert [reason.location for reason in upstream.reasons[1:]] == [place]


def test_the_repository_has_to_change_for_its_docroot_and_for_what_was_found():
    acquia = replace(DRUPAL, root="docroot", docroot="docroot", install="docroot")
    found = (finding("git-submodules", install="docroot"), finding("other", install="docroot"))
    changes = planned(acquia, found=found).upstreams[0].changes
    assert any("docroot and web" in change.text for change in changes)
    assert [change.rule for change in changes if change.rule] == ["git-submodules"]


def test_what_the_web_server_shows_goes_to_the_top_where_the_platform_serves_that():
    [upstream] = planned(replace(WORDPRESS, root="htdocs", docroot="htdocs")).upstreams
    assert any(
        "at the top of the repository. It lies in htdocs." in change.text for change in upstream.changes
    )


def test_that_no_version_of_php_suits_is_said():
    choice = PhpChoice(best=None, verdicts=(PhpVerdict(version="8.4"),))
    [upstream] = plan((), inventory(WORDPRESS), PANTHEON, choice).upstreams
    assert upstream.php is None
    assert any("No version of PHP" in change.text for change in upstream.changes)


def test_nothing_has_to_change_where_there_is_no_upstream():
    [upstream] = planned(replace(DRUPAL, version="6.38")).upstreams
    assert (upstream.changes, upstream.files) == ((), ())
