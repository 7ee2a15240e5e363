"""The page of changes in a real browser: axe-core and html-validate are silent, and nothing is asked for."""

import os
import subprocess
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import sync_playwright

from audit.changes import compare
from audit.render.changes import FORMATS
from tests.real.conftest import missing
from tests.render import samples
from tests.render.test_changes import EVIL, change, changes

pytestmark = pytest.mark.real

PAGES = {
    "none": changes(),
    "many": changes(*map(change, range(110)), remarks=(EVIL,), left_out=EVIL),
    "evil": changes(change(text=EVIL)),
    "reports": compare(samples.minimal(), samples.rich()),
}


@pytest.fixture(scope="module")
def node_modules():
    """Return the folder in which npm put axe-core and html-validate."""
    folder = Path(os.environ.get("MOVEREADY_NODE_MODULES", "node_modules"))
    if not (folder / "axe-core" / "axe.min.js").is_file():
        missing("axe-core", "npm, then npm install axe-core html-validate")
    return folder


@pytest.fixture(params=PAGES)
def page(request, tmp_path):
    """Return the file of a page."""
    path = tmp_path / "changes.html"
    path.write_text(FORMATS["html"](PAGES[request.param]), "utf-8")
    return path


def test_axe_finds_nothing_and_nothing_is_asked_for(page, node_modules, chromium):
    told: list[str] = []
    axe = (node_modules / "axe-core" / "axe.min.js").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        looks: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 320), ("dark", 1440))
        for scheme, width in looks:
            tab = browser.new_page(
                viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
            )
            tab.on("console", lambda message: told.append(message.text))
            tab.on("request", lambda request: told.append(request.url))
            tab.goto(page.as_uri())
            tab.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
            tab.evaluate(axe)
            assert tab.evaluate("axe.run()")["violations"] == []
            assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        browser.close()
    assert set(told) == {page.as_uri()}


def test_html_validate_finds_no_error(page, node_modules):
    command = ["node", node_modules / "html-validate" / "bin" / "html-validate.mjs", page]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 0, found.stdout
