"""Extensions by what they are for, problems that are findings, and docroots."""

import pytest

from audit.detectors.docroot import DocrootFound
from audit.detectors.problem import ProblemFound
from audit.detectors.role import RoleFound
from audit.knowledge import load_platforms
from audit.model.code import Repository
from audit.model.facts import Extension, Install, Location, Problem
from audit.model.inventory import Inventory
from audit.model.stored import Service

HERE = Location("a.php")
SHOP = RoleFound(role=("ecommerce",), without=("mail",), unless=("*smtp*",))


def extension(slug="shop", roles=("ecommerce",), *, active=True, installed=True, origin="contrib"):
    return Extension(
        location=HERE,
        kind="plugin",
        slug=slug,
        name=slug.title(),
        file=f"{slug}/{slug}.php",
        roles=roles,
        active=active,
        installed=installed,
        origin=origin,
    )


def told(found, *facts):
    return [place.text for place in found.find(Inventory(facts, lambda _: {}), load_platforms()[0])]


def test_an_extension_is_told_by_its_role_if_it_may_be_active():
    assert told(SHOP, extension()) == ["Shop, active"]
    assert told(SHOP, extension(active=None)) == ["Shop, not known whether active"]
    assert told(SHOP, extension(active=False)) == []
    assert told(SHOP, extension(installed=False)) == []
    assert told(SHOP, extension(roles=("forms",))) == []


def test_a_service_or_another_extension_can_serve_it():
    service = Service(location=HERE, kind="mail", name="SMTP", setting="smtp_host")
    assert told(SHOP, extension(), service) == []
    assert told(SHOP, extension(), extension("WP-Mail-SMTP", ("mail",))) == []
    assert told(SHOP, extension(), extension("wp-mail-smtp", ("mail",), active=False)) != []


def test_what_an_extension_does_beside_may_not_count():
    found = RoleFound(role=("forms",), mainly=True)
    assert told(found, extension(roles=("page-builder", "forms"))) == []
    assert told(found, extension(roles=("forms", "mail"))) != []


def test_an_origin_can_be_asked_for():
    found = RoleFound(origin=("premium",))
    assert told(found, extension(), extension("paid", origin="premium")) == ["Paid, active"]


def test_role_or_origin_is_given():
    with pytest.raises(ValueError, match="give role or origin"):
        RoleFound()


def test_a_problem_is_told_in_its_own_words():
    found = ProblemFound(kind=("odd",), source="database")
    problems = [
        Problem(location=HERE, kind="odd", text="It is odd.", source="database"),
        Problem(location=HERE, kind="odd", text="It is elsewhere.", source="code"),
        Problem(location=HERE, kind="even", text="It is even.", source="database"),
    ]
    assert told(found, *problems) == ["It is odd."]
    assert found.needs == ("database",)


@pytest.mark.parametrize(
    ("docroot", "layout", "repository", "is_told"),
    [
        ("public", "bedrock", False, True),
        ("public", "composer", False, True),
        ("public_html", "classic", True, True),
        ("public_html", "classic", False, False),
        ("web", "bedrock", False, False),
        ("code/web", "classic", True, False),
        (".", "classic", True, False),
    ],
)
def test_a_docroot_is_told_where_a_repository_or_composer_fixes_it(docroot, layout, repository, is_told):
    install = Install(
        location=HERE, root=docroot, cms="wordpress", version="6.8", docroot=docroot, layout=layout
    )
    facts = [install, Repository(location=HERE)] if repository else [install]
    assert bool(told(DocrootFound(not_named=("web",)), *facts)) is is_told
