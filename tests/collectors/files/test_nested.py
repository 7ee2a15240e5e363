"""Installs within others."""

from audit.collectors.files.nested import second_installs
from audit.model.facts import Install, Location


def install(root, docroot=None, *, core=True):
    return Install(
        location=Location(root), install=root, root=root, cms="wordpress", version="6.1",
        docroot=docroot or root, core=core,
    )  # fmt: skip


def second(*installs):
    return [(fact.install, fact.location.path, fact.seen_as) for fact in second_installs(list(installs))]


def test_an_install_below_another_one_is_told_as_a_fact_of_the_outer_one():
    assert second(install("web"), install("web/blog")) == [("web", "web/blog", "blog")]


def test_an_install_belongs_to_the_innermost_one_around_it():
    nested = second(install("."), install("blog"), install("blog/old"))
    assert nested == [(".", "blog", "blog"), ("blog", "blog/old", "old")]


def test_installs_beside_each_other_are_not_nested():
    assert second(install("a"), install("ab"), install("b")) == []


def test_a_core_in_a_folder_of_its_own_site_is_not_nested():
    assert second(install("web/wp", "web")) == []


def test_content_without_a_core_is_no_second_install():
    assert second(install("."), install("backup", core=False)) == []
