"""Where links lead."""

import pytest

from audit.model.facts import Problem
from audit.model.files import Link
from tests.collectors.files.found import found


@pytest.fixture
def linked(site):
    """Return what makes one link in a site, and gives the fact of it and the problems."""

    def make(path, target):
        top = site({"wp-content/plugins/a/a.php": "<?php"})
        (top / path).symlink_to(target)
        [link] = found(top, Link)
        return link, [problem.kind for problem in found(top, Problem)]

    return make


@pytest.mark.parametrize(
    ("target", "leads", "to", "problems"),
    [
        ("a", "inside", "folder", []),
        ("a/a.php", "inside", "file", []),
        ("../plugins", "inside", "folder", []),
        ("../gone", "nowhere", None, ["dangling-link"]),
        ("../uploads/cache", "files", None, ["dangling-link"]),
        ("b", "loop", None, ["link-loop"]),
        ("../../../elsewhere", "outside", None, ["outside-link"]),
        ("/srv/a", "outside", None, ["outside-link"]),
    ],
)
def test_a_link_leads_somewhere(linked, target, leads, to, problems):
    link, kinds = linked("wp-content/plugins/b", target)
    assert (link.leads, link.to, kinds) == (leads, to, problems)


def test_a_target_from_the_root_of_the_server_is_absolute(linked):
    assert linked("wp-content/plugins/b", "/srv/a")[0].absolute


def test_a_target_from_the_folder_of_the_link_is_not_absolute(linked):
    assert not linked("wp-content/plugins/b", "../../../srv/a")[0].absolute


def test_links_that_lead_to_each_other_are_a_loop(site):
    top = site({})
    (top / "a").symlink_to("b")
    (top / "b").symlink_to("a")
    assert {link.leads for link in found(top, Link)} == {"loop"}


def test_a_login_in_a_target_is_not_copied(linked):
    link, _ = linked("wp-content/plugins/b", "https://joe:pw@host/x")
    assert "pw" not in link.target
