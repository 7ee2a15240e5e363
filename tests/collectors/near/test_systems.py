"""Other systems are known by all of their signs, and by what they ask Composer or npm for."""

import json

import pytest

from tests.conftest import CORE
from tests.trees import near_misses

PHP = "<?php\n"


@pytest.fixture
def named(folder):
    """Return what lays files and gives what is named there."""
    return lambda files: [(miss.kind, miss.name, miss.version) for miss in near_misses(folder(files))]


@pytest.mark.parametrize(
    ("package", "kind", "name"),
    [
        ("craftcms/cms", "cms", "Craft CMS"),
        ("statamic/cms", "cms", "Statamic"),
        ("silverstripe/framework", "cms", "Silverstripe"),
        ("silverstripe/recipe-cms", "cms", "Silverstripe"),
        ("typo3/cms-core", "cms", "TYPO3"),
        ("neos/neos", "cms", "Neos"),
        ("contao/manager-bundle", "cms", "Contao"),
        ("contao/core-bundle", "cms", "Contao"),
        ("sulu/sulu", "cms", "Sulu"),
        ("shopware/core", "cms", "Shopware"),
        ("sylius/sylius", "cms", "Sylius"),
        ("getkirby/cms", "cms", "Kirby"),
        ("bolt/core", "cms", "Bolt"),
        ("concretecms/core", "cms", "Concrete CMS"),
        ("pimcore/pimcore", "cms", "Pimcore"),
        ("ibexa/core", "cms", "Ibexa"),
        ("magento/product-community-edition", "cms", "Magento"),
        ("october/rain", "cms", "October CMS"),
        ("winter/storm", "cms", "Winter CMS"),
        ("laravel/framework", "framework", "Laravel"),
        ("laravel/lumen-framework", "framework", "Lumen"),
        ("symfony/framework-bundle", "framework", "Symfony"),
        ("cakephp/cakephp", "framework", "CakePHP"),
        ("codeigniter4/framework", "framework", "CodeIgniter"),
        ("yiisoft/yii2", "framework", "Yii"),
        ("laminas/laminas-mvc", "framework", "Laminas"),
        ("slim/slim", "framework", "Slim"),
    ],
)
def test_a_project_is_named_by_what_it_asks_composer_for(named, package, kind, name):
    project = {"type": "project", "require": {"php": ">=8.1", package: "*"}}
    other = "bolt/core" if package == "slim/slim" else "slim/slim"
    lock = {"packages": [{"name": other, "version": "9"}, {"name": package, "version": "v4.5.6"}]}
    files = {"composer.json": json.dumps(project), "composer.lock": json.dumps(lock), "src/a.php": PHP}
    assert named(files) == [(kind, name, "4.5.6")]


@pytest.mark.parametrize("front", ["public", "web", "webroot", "www", ""])
def test_a_project_without_a_type_is_known_by_its_front(named, front):
    files = {"composer.json": '{"require": {"yiisoft/yii2": "2"}}', f"{front}/index.php".lstrip("/"): PHP}
    assert named(files) == [("framework", "Yii", None)]


@pytest.mark.parametrize("kind", ["", '"type": "library",', '"type": "symfony-bundle",'])
def test_a_package_for_a_system_is_no_project_of_it(named, kind):
    asked = f'{{{kind} "require": {{"symfony/framework-bundle": "6"}}}}'
    assert named({"composer.json": asked, "src/Bundle.php": PHP}) == []


def test_a_package_with_a_page_to_try_it_is_no_project_either(named):
    asked = '{"type": "library", "require": {"symfony/framework-bundle": "6"}}'
    assert named({"composer.json": asked, "web/index.php": PHP}) == []


@pytest.mark.parametrize(
    ("package", "kind", "name"),
    [
        ("@strapi/strapi", "cms", "Strapi"),
        ("next", "framework", "Next.js"),
        ("nuxt", "framework", "Nuxt"),
        ("gatsby", "framework", "Gatsby"),
        ("astro", "framework", "Astro"),
        ("@remix-run/react", "framework", "Remix"),
        ("@sveltejs/kit", "framework", "SvelteKit"),
        ("@nestjs/core", "framework", "NestJS"),
        ("@angular/core", "framework", "Angular"),
        ("@11ty/eleventy", "framework", "Eleventy"),
        ("react-scripts", "framework", "React"),
        ("express", "framework", "Express"),
        ("vue", "framework", "Vue"),
    ],
)
def test_a_project_is_named_by_what_it_asks_npm_for(named, package, kind, name):
    files = {"package.json": json.dumps({"dependencies": {"left-pad": "1", package: "^4.5.6"}}), "a.js": ""}
    assert named(files) == [(kind, name, "4.5.6")]


def test_any_version_of_a_package_is_no_version(named):
    assert named({"package.json": '{"dependencies": {"vue": "*"}}'}) == [("framework", "Vue", None)]


def test_what_npm_builds_for_a_php_project_does_not_name_it(named):
    files = {
        "composer.json": '{"require": {"acme/a": "1"}}',
        "package.json": '{"devDependencies": {"vue": "3"}}',
    }
    assert named(files) == []


ALL_BUT_ONE = [
    ("administrator/components/com_content/a.php",),
    ("libraries/joomla/a.php",),
    ("typo3conf/a.php",),
    ("typo3/a.php",),
    ("fileadmin/a.png",),
    ("bin/magento",),
    ("app/etc/a.xml",),
    ("app/Mage.php",),
    ("lib/moodlelib.php",),
    ("version.php",),
    ("core/server/a.js", "content/themes/a/index.hbs"),
    ("core/server/a.js", "package.json"),
    ("content/themes/a/index.hbs", "package.json"),
    ("craft",),
    ("config/general.php",),
    ("craft/app/a.php",),
    ("craft/config/a.php",),
    ("system/defines.php",),
    ("user/config/a.yaml",),
    ("includes/Defines.php", "api.php"),
    ("includes/Defines.php", "load.php"),
    ("api.php", "load.php"),
    ("includes/constants.php",),
    ("viewtopic.php",),
    ("modules/cms/a.php", "modules/system/a.php"),
    ("modules/cms/a.php", "artisan"),
    ("modules/system/a.php", "artisan"),
    ("config/defines.inc.php",),
    ("classes/PrestaShopAutoload.php",),
    ("concrete/bootstrap/a.php",),
    ("application/config/a.php",),
    ("catalog/controller/a.php",),
    ("system/startup.php",),
    ("doku.php",),
    ("inc/init.php",),
    ("core/docs/version.inc.php",),
    ("manager/a.php",),
    ("lib/base.php", "version.php"),
    ("lib/base.php", "occ"),
    ("version.php", "occ"),
    ("system/ee/a.php",),
    ("system/expressionengine/a.php",),
    ("admin.php",),
    ("textpattern/lib/a.php",),
    ("textpattern/index.php",),
    ("artisan",),
    ("bootstrap/app.php",),
    ("bin/console",),
    ("config/bundles.php",),
    ("app/console",),
    ("app/AppKernel.php",),
    ("Gemfile",),
    ("config/application.rb",),
    ("manage.py",),
    ("wp-includes/version.php",),
    ("core/includes/bootstrap.inc",),
]


@pytest.mark.parametrize("signs", ALL_BUT_ONE, ids=" ".join)
def test_one_sign_of_a_system_is_not_enough(named, signs):
    assert named({**dict.fromkeys(signs, PHP), "a/b.php": PHP}) == []


@pytest.mark.parametrize(
    "signs",
    [
        ("modules/cms/a.php", "modules/system/a.php"),
        ("modules/cms/a.php", "artisan"),
        ("modules/system/a.php", "artisan"),
    ],
)
def test_a_part_of_winter_is_none_though_it_asks_for_its_library(named, signs):
    assert named({**dict.fromkeys(signs, PHP), "composer.json": '{"require": {"winter/storm": "1"}}'}) == []


@pytest.mark.parametrize(
    ("files", "version"),
    [
        (
            {"config/defines.inc.php": PHP, "app/AppKernel.php": "    const VERSION = '1.7.6.4';"},
            "1.7.6.4",
        ),
        (
            {"config/defines.inc.php": PHP, "config/settings.inc.php": "define('_PS_VERSION_', '1.6.1.4');"},
            "1.6.1.4",
        ),
    ],
)
def test_the_version_of_an_older_prestashop_stands_elsewhere(named, files, version):
    assert named({**files, "classes/PrestaShopAutoload.php": PHP}) == [("cms", "PrestaShop", version)]


def test_the_version_of_an_older_mediawiki_stands_in_its_settings(named):
    files = dict.fromkeys(("includes/Defines.php", "api.php", "load.php"), PHP)
    settings = {"includes/DefaultSettings.php": "$wgVersion = '1.19.2';"}
    assert named({**files, **settings}) == [("cms", "MediaWiki", "1.19.2")]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {"wp-includes/version.php": "<?php $cp_version = '1.7.2';"},
            "ClassicPress 1.7.2, a fork of WordPress",
        ),
        ({"doku.php": PHP, "inc/init.php": PHP}, "This is DokuWiki, which is not audited"),
        ({"artisan": PHP, "bootstrap/app.php": PHP}, "an application made with Laravel, which"),
    ],
)
def test_the_sentence_says_what_kind_of_system_it_is(folder, files, words):
    [miss] = near_misses(
        folder({"old/index.php": PHP, **{f"old/{name}": text for name, text in files.items()}})
    )
    assert words in miss.text


def laravel(place: str) -> dict[str, str]:
    return {f"{place}artisan": PHP, f"{place}bootstrap/app.php": PHP}


@pytest.mark.parametrize(
    "part",
    """
    bower_components cache client-mu-plugins core fixtures includes libraries misc modules mu-plugins
    node_modules plugins profiles sites test tests themes upgrade uploads vendor wp-admin wp-content
    wp-includes
    """.split(),
)
def test_a_system_in_a_part_of_a_site_is_not_told(named, part):
    assert named({**CORE, **laravel(f"a/{part}/")}) == []


@pytest.mark.parametrize(
    "part",
    """
    bower_components fixtures libraries node_modules test tests vendor wp-admin wp-includes .hidden
    """.split(),
)
def test_a_system_among_libraries_and_tests_is_not_told(named, part):
    assert named(laravel(f"{part}/")) == []


@pytest.mark.parametrize("place", ["", "web/"])
def test_the_folder_of_a_site_is_not_named_as_something_else(named, place):
    assert named({**{f"{place}{name}": text for name, text in CORE.items()}, **laravel(place)}) == []


def test_many_systems_in_a_folder_are_told_each(named):
    files = {name: text for number in range(5) for name, text in laravel(f"old/{number}/").items()}
    assert named(files) == [("framework", "Laravel", None)] * 5


def test_a_system_within_another_is_a_part_of_it(named):
    assert named({**CORE, **laravel("a/"), **laravel("a/b/")}) == [("framework", "Laravel", None)]


def test_the_plugins_of_a_moved_folder_are_parts_of_the_site(named):
    config = "<?php $table_prefix = 'wp_'; define('WP_PLUGIN_DIR', __DIR__ . '/own');"
    assert named({**CORE, "wp-config.php": config, **laravel("own/a/")}) == []


def test_a_system_deep_below_is_not_looked_for(named):
    assert named(laravel("a/b/c/")) == [("framework", "Laravel", None)]
    assert named({**laravel("x/y/z/deep/")}) == [("framework", "Laravel", None)]


def test_of_very_many_systems_fifty_are_told(named):
    assert len(named({**CORE, **{name: t for n in range(60) for name, t in laravel(f"a{n}/").items()}})) == 50
