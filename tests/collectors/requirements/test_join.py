"""What many files use, joined into what the parts of a site need."""

import pytest

from audit.collectors.requirements.join import join_requirements
from audit.knowledge.php import load_php
from audit.model.code import Incompatibility, Requirement
from audit.model.facts import Extension, Install, Location
from audit.model.php import LanguageUse, PhpUses, SymbolUse

TABLES = load_php()
OLD_SITE = Install(location=Location("."), install=".", root=".", cms="wordpress", version="3.1")
SITE = Install(location=Location("."), install=".", root=".", cms="wordpress", version="6.8.1")
SHOP = Extension(
    location=Location("wp-content/plugins/shop/shop.php"),
    install=".",
    kind="plugin",
    slug="shop",
    name="Shop",
    file="shop/shop.php",
    path="wp-content/plugins/shop",
)
OTHER = Extension(
    location=Location("wp-content/plugins/other/other.php"),
    install=".",
    kind="plugin",
    slug="other",
    name="Other",
    file="other/other.php",
    path="wp-content/plugins/other",
)
IN_SHOP = "wp-content/plugins/shop/a.php"
IN_OTHER = "wp-content/plugins/other/a.php"
IN_VENDOR = "wp-content/plugins/shop/vendor/x/y/a.php"


def use(name, kind="function", **fields):
    return SymbolUse(kind=kind, name=name, lines=(3,), **fields)


def file(*symbols, path=IN_SHOP, **fields):
    return PhpUses(location=Location(path), install=".", symbols=symbols, **fields)


def joined(*files, site=SITE, extensions=(SHOP, OTHER)):
    return join_requirements(files, extensions, [site], TABLES)


def needs(*files, site=SITE):
    return {
        (fact.extension, fact.name): fact.sure
        for fact in joined(*files, site=site)
        if isinstance(fact, Requirement)
    }


def breaks(*files, site=SITE):
    return {
        (fact.symbol, fact.effect, fact.version): fact.sure
        for fact in joined(*files, site=site)
        if isinstance(fact, Incompatibility)
    }


def test_a_call_shows_the_extension_that_it_is_of():
    assert needs(file(use("gmp_add"))) == {(SHOP.path, "gmp"): "certain"}


def test_code_beside_all_extensions_is_the_sites_own():
    assert needs(file(use("gmp_add"), path="wp-content/themes.php")) == {(None, "gmp"): "certain"}


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [("soapclient", "class"), ("SOAP_1_2", "constant"), ("use_soap_error_handler", "function")],
)
def test_classes_and_constants_show_it_as_well(symbol, kind):
    assert needs(file(use(symbol, kind))) == {(SHOP.path, "soap"): "certain"}


@pytest.mark.parametrize("symbol", ["json_encode", "preg_match", "hash", "strlen"])
def test_what_every_php_has_is_no_requirement(symbol):
    assert needs(file(use(symbol))) == {}


def test_a_file_is_one_place_however_often_it_calls():
    found = joined(file(use("gmp_add", times=9), use("gmp_sub")), file(use("gmp_add"), path=IN_SHOP + "b"))
    [fact] = [fact for fact in found if isinstance(fact, Requirement)]
    assert fact.times == 2
    assert [place.path for place in fact.places] == [IN_SHOP, IN_SHOP + "b"]
    assert fact.uses == ("gmp_add", "gmp_sub")


def test_what_the_code_asks_for_first_is_guarded():
    assert needs(file(use("gmp_add", guarded=True))) == {(SHOP.path, "gmp"): "guarded"}


def test_an_extension_that_is_asked_for_elsewhere_in_the_plugin_is_likely_only():
    assert needs(file(use("gmp_add")), file(path=IN_SHOP + "b", asks=("gmp",))) == {
        (SHOP.path, "gmp"): "likely"
    }


def test_what_another_plugin_asks_for_says_nothing_of_this_one():
    assert needs(file(use("gmp_add")), file(path=IN_OTHER, asks=("gmp",))) == {(SHOP.path, "gmp"): "certain"}


def test_libraries_hold_drivers_that_nobody_need_use():
    [fact] = joined(file(use("gmp_add"), path=IN_VENDOR))
    assert (fact.sure, fact.vendored, fact.extension) == ("likely", True, SHOP.path)


def test_a_driver_among_others_is_likely_only():
    driver = file(use("mongoid", "class"), path=f"{SHOP.path}/sources/mongodb.inc")
    assert needs(driver) == {(SHOP.path, "mongo"): "likely"}
    assert needs(file(use("mongoid", "class"))) == {(SHOP.path, "mongo"): "certain"}
    old = file(use("mssql_connect"), path=f"{SHOP.path}/Db/mssql.php")
    assert breaks(old) == {("mssql_connect", "removed", "7.0"): "likely"}


def test_what_is_new_is_likely_only_in_a_package_which_states_its_versions_itself():
    new = LanguageUse(kind="syntax", symbol="union types", lines=(4,))
    assert breaks(file(language=(new,))) == {("union types", "added", "8.0"): "certain"}
    assert breaks(file(language=(new,), path=IN_VENDOR)) == {("union types", "added", "8.0"): "likely"}
    old = LanguageUse(kind="syntax", symbol="(real) cast", lines=(4,))
    assert breaks(file(language=(old,), path=IN_VENDOR)) == {("(real) cast", "removed", "8.0"): "certain"}


@pytest.mark.parametrize(
    "definer", [IN_SHOP, IN_VENDOR, "vendor/polyfill/bootstrap.php", "wp-content/mu-plugins/a.php"]
)
def test_what_the_extension_or_the_site_defines_itself_is_not_needed(definer):
    polyfill = file(path=definer + "x", defines=(("function", "gmp_add"),))
    assert needs(file(use("gmp_add")), polyfill) == {}


def test_what_another_plugin_defines_may_be_gone_with_it():
    polyfill = file(path=IN_OTHER, defines=(("function", "gmp_add"),))
    assert needs(file(use("gmp_add")), polyfill) == {(SHOP.path, "gmp"): "likely"}


def test_a_function_of_the_files_namespace_comes_first():
    own = file(path=IN_SHOP + "b", defines=(("function", r"shop\gmp_add"),))
    assert needs(file(use("gmp_add", local=r"shop\gmp_add")), own) == {}


def test_wordpress_brings_what_it_brings_from_its_version_on():
    assert needs(file(use("mb_substr"), use("sodium_crypto_box", kind="function"))) == {}
    assert needs(file(use("mb_substr")), site=OLD_SITE) == {(SHOP.path, "mbstring"): "certain"}
    assert needs(file(use("mb_strtolower"))) == {(SHOP.path, "mbstring"): "certain"}


def test_a_core_of_a_version_that_is_not_known_may_have_it_or_not():
    site = Install(location=Location("."), install=".", root=".", cms="wordpress", version=None)
    assert breaks(file(use("str_contains")), site=site) == {("str_contains", "added", "8.0"): "likely"}
    site = Install(location=Location("."), install=".", root=".", cms="drupal", version=None)
    assert breaks(file(use("str_contains")), site=site) == {("str_contains", "added", "8.0"): "certain"}


def test_an_ambiguous_name_alone_shows_nothing():
    assert needs(file(use("_"))) == {}
    assert needs(file(use("event", "class"))) == {}
    assert needs(file(use("event", "class"), use("eventbase", "class"))) == {(SHOP.path, "event"): "certain"}


def test_a_removed_function_breaks_from_a_version_on():
    assert breaks(file(use("create_function"))) == {("create_function", "removed", "8.0"): "certain"}
    assert breaks(file(use("each", guarded=True))) == {("each", "removed", "8.0"): "guarded"}
    assert breaks(file(use("each"), asks=("each",))) == {("each", "removed", "8.0"): "likely"}


def test_a_new_function_needs_a_version_unless_the_core_has_it():
    assert breaks(file(use("str_contains"))) == {}
    assert breaks(file(use("str_contains")), site=OLD_SITE) == {("str_contains", "added", "8.0"): "certain"}


def test_an_extension_that_left_php_takes_all_with_it():
    found = file(use("mysql_connect"))
    assert breaks(found) == {("mysql_connect", "removed", "7.0"): "certain"}
    assert needs(found) == {(SHOP.path, "mysql"): "certain"}


def test_code_that_knows_the_successor_does_not_break():
    both = file(use("mysql_connect"), use("mysqli_connect"))
    assert breaks(both) == {("mysql_connect", "removed", "7.0"): "likely"}
    assert needs(both)[SHOP.path, "mysql"] == "likely"


def test_language_is_looked_up_by_its_symbol():
    pieces = (
        LanguageUse(kind="syntax", symbol="(real) cast", lines=(4, 9), times=2),
        LanguageUse(kind="syntax", symbol="not known", lines=(1,)),
    )
    [fact] = joined(file(language=pieces))
    assert (fact.symbol, fact.effect, fact.version, fact.times) == ("(real) cast", "removed", "8.0", 2)
    assert [place.line for place in fact.places] == [4, 9]


def test_places_are_the_first_few_and_all_are_counted():
    found = joined(*(file(use("each", times=2), path=f"{SHOP.path}/{number}.php") for number in range(9)))
    [fact] = found
    assert len(fact.places) == 5
    assert fact.times == 18


def test_a_header_states_a_version():
    shop = Extension(
        **{key: getattr(SHOP, key) for key in SHOP.__struct_fields__} | {"requires_php": "PHP 7.4+"}
    )
    [fact] = joined(extensions=(shop,))
    assert (fact.name, fact.stated_by, fact.extension, fact.sure) == (">=7.4", "header", SHOP.path, "certain")


def test_of_two_installs_neither_defines_for_the_other():
    polyfill = PhpUses(location=Location("b/vendor/a.php"), install="b", defines=(("function", "gmp_add"),))
    found = PhpUses(location=Location("a/x.php"), install="a", symbols=(use("gmp_add"),))
    assert [fact.sure for fact in joined(polyfill, found)] == ["certain"]


def test_what_is_there_on_windows_only_is_called_there_only():
    assert needs(file(use("com_create_guid"))) == {(SHOP.path, "com_dotnet"): "guarded"}


@pytest.mark.parametrize("name", ["shmop_open", "xdebug_info", "readline"])
def test_a_tool_or_one_way_among_several_is_no_sure_need(name):
    assert list(needs(file(use(name))).values()) == ["likely"]


def test_asking_for_an_encoded_file_is_no_need_of_what_encodes():
    assert needs(file(use("zend_loader_file_encoded"))) == {}
