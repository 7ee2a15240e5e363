"""Where in the name of a folder below sites the host ends and the path begins."""

import pytest

from audit.collectors.drupal.hosts import read_host
from audit.model.facts import Site
from tests.trees import drupal


@pytest.mark.parametrize("end", "com org net edu gov mil int info biz localhost local lan".split())
def test_a_path_follows_an_end_that_hosts_have(end):
    assert read_host(f"www.example.{end}.blog") == (f"www.example.{end}", "/blog/")


@pytest.mark.parametrize("end", "com org dev test local lan localhost de".split())
def test_a_name_that_ends_as_hosts_do_is_a_host_as_a_whole(end):
    assert read_host(f"www.example.com.{end}") == (f"www.example.com.{end}", None)


@pytest.mark.parametrize("end", ["co", "ac", "com", "org"])
def test_the_ends_of_countries_have_two_parts(end):
    assert read_host(f"example.{end}.uk.blog.news") == (f"example.{end}.uk", "/blog/news/")


def test_a_folder_with_a_path_is_a_site_with_that_path(folder):
    files = {
        "core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }",
        "sites/sites.php": "<?php",
        "sites/8080.example.com.blog/settings.php": "<?php",
    }
    [site] = [fact for fact in drupal(folder(files)) if isinstance(fact, Site)]
    assert (site.hosts, site.path) == (("example.com:8080",), "/blog/")
