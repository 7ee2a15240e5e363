"""A pristine core with its bundled plugins and themes, as CI can get it: nothing of it must change."""

import shutil
from pathlib import Path

import pytest

from audit.scan import scan

pytestmark = pytest.mark.real

# Debian has WordPress with Akismet; of Drupal it has no package.
WORDPRESS = Path("/usr/share/wordpress")
# What speaks of the core itself: Debian patches some of its files, and has libraries elsewhere.
OF_THE_CORE = {"core-file-modified", "core-file-missing"}


@pytest.fixture
def unpacked(tmp_path):
    """Return the core as it is downloaded: files where Debian has links, and no configuration."""
    site = tmp_path / "site"
    left_out = shutil.ignore_patterns("wp-config.php", ".htaccess")
    shutil.copytree(WORDPRESS, site, ignore=left_out, ignore_dangling_symlinks=True)
    return site


def test_a_pristine_wordpress_has_nothing_that_must_change(unpacked):
    report = scan(str(unpacked))
    assert [(install.cms, install.core) for install in report.installs] == [("wordpress", True)]
    assert len([one for one in report.extensions if one.kind in {"plugin", "theme"}]) >= 2
    found = {finding.rule.id for finding in report.findings if finding.rule.severity in {"blocker", "major"}}
    assert found <= OF_THE_CORE
