"""The install profile or distribution of a Drupal is named where something tells it."""

import pytest

from tests.trees import drupal, installs

CORE = {
    "web/core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }",
    "web/sites/default/settings.php": "<?php $settings['hash_salt'] = 'x';",
}


@pytest.fixture
def profile(folder):
    """Return what lays a Drupal with these files and gives its profile."""
    return lambda files: installs(drupal(folder({**CORE, **files})))[0].profile


@pytest.mark.parametrize("place", ["profiles", "profiles/contrib", "profiles/custom"])
@pytest.mark.parametrize("mark", ["commons.info", "commons.info.yml", "commons.profile"])
def test_the_only_distribution_that_is_here_is_the_profile(profile, place, mark):
    assert profile({f"web/{place}/commons/{mark}": "", "web/profiles/README.txt": ""}) == "commons"


@pytest.mark.parametrize("name", ["default", "minimal", "pantheon", "standard", "testing"])
def test_the_profiles_of_the_core_are_no_distribution(profile, name):
    own = {f"web/profiles/{name}/{name}.info": ""}
    assert profile(own) is None
    assert profile({**own, "web/profiles/lightning/lightning.info.yml": ""}) == "lightning"


def test_of_two_distributions_neither_is_told(profile):
    names = ("lightning", "thunder")
    assert profile({f"web/profiles/contrib/{name}/{name}.info.yml": "" for name in names}) is None


def test_a_folder_among_the_profiles_is_no_profile(profile):
    assert profile({"web/profiles/shared/README.txt": "", "web/profiles/x/y.info": ""}) is None


@pytest.mark.parametrize(
    "place",
    [
        "config/sync",
        "config/default",
        "config",
        "web/config/sync",
        "web/config/default",
        "web/config",
        "web/sites/default/config/sync",
        "web/sites/default/config",
    ],
)
@pytest.mark.parametrize("line", ["profile: drupal_cms_installer", "profile: 'drupal_cms_installer'\r"])
def test_the_exported_configuration_names_the_profile(profile, place, line):
    text = f"module:\n  node: 0\n{line}\n"
    assert profile({f"{place}/core.extension.yml": text}) == "drupal_cms_installer"


def test_an_exported_configuration_without_a_profile_leaves_the_one_that_is_here(profile):
    files = {"config/sync/core.extension.yml": "module: {}\n", "web/profiles/a/a.info.yml": ""}
    assert profile(files) == "a"


@pytest.mark.parametrize("text", ["$settings['install_profile'] = 'x';", "$conf['install_profile'] = 'x';"])
def test_the_settings_name_the_profile_before_all_else(profile, text):
    files = {"config/sync/core.extension.yml": "profile: y\n", "web/profiles/z/z.info.yml": ""}
    assert profile({**files, "web/sites/default/settings.php": f"<?php {text}"}) == "x"
