"""The HTML report in a real browser: it asks for nothing, complains of nothing, fits, and prints whole."""

import base64
import json
import os
import signal
import subprocess
from functools import partial
from shutil import which
from time import perf_counter
from typing import Any

import pytest

from audit.render.html import render
from tests.render.hostile import hostile
from tests.render.sample_drupal import drupal, drupal_tree, mixed
from tests.render.sample_network import network
from tests.render.samples import MARK, dump_only, empty, huge, minimal, rich, tree_only

pytestmark = pytest.mark.real

POOR = (minimal, empty, dump_only, tree_only, drupal_tree)
EVERY = {build.__name__: build for build in (rich, network, drupal, mixed, *POOR, hostile)}
EVERY["large"] = partial(huge, sites=700, tables=700, spots=700, plugins=700)  # two folds of each
WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe")
UNFOLD = "document.querySelectorAll('details').forEach((fold) => { fold.open = true })"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# The tables of the inventory that go on beyond the edge of their box.
SIDEWAYS = """
  [...document.querySelectorAll('.cards, .extensions, .doers')]
    .filter((table) => table.offsetWidth > table.parentElement.clientWidth).map((table) => table.className)
"""

# The lowest contrast between a text and what lies behind it, among all texts that have a box.
CONTRAST = """
(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parts(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
  };
  let worst = [99, ""];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode()); ) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.getClientRects().length) continue;
    const [a, b] = [light(parts(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst[0]) worst = [ratio, text.data.slice(0, 60)];
  }
  return worst;
})()
"""


class Browser:
    """A Chromium that is spoken to through its debugging pipe."""

    def __init__(self, program, profile):
        self._in, child_out = os.pipe()
        child_in, self._out = os.pipe()
        ends = [(os.POSIX_SPAWN_DUP2, child_in, 60), (os.POSIX_SPAWN_DUP2, child_out, 61)]
        # In two steps, as one of the pipe's ends may be 3 or 4 itself.
        ends += [(os.POSIX_SPAWN_DUP2, 60, 3), (os.POSIX_SPAWN_DUP2, 61, 4)]
        log = os.open(profile / "log", os.O_WRONLY | os.O_CREAT)
        ends += [(os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
        arguments = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._pid = os.posix_spawn(program, arguments, os.environ, file_actions=ends, setpgroup=0)
        for end in (child_in, child_out, log):
            os.close(end)
        self._rest = b""
        self._count = 0
        self._session = None
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method, **parameters):
        """Send a command and return its answer; what happens meanwhile is kept in `events`."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self._count:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, path, width=1280, scheme="light"):
        self.events.clear()
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.ask("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def value(self, expression):
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def close(self):
        os.close(self._out)
        os.close(self._in)
        os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def _read(self):
        pieces = [self._rest]
        while b"\0" not in pieces[-1]:
            piece = os.read(self._in, 1 << 20)
            assert piece, "Chromium has closed its pipe"
            pieces.append(piece)
        message, _, self._rest = b"".join(pieces).partition(b"\0")
        return json.loads(message)


@pytest.fixture(scope="module")
def browser(chromium, tmp_path_factory):
    running = Browser(chromium, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


@pytest.fixture(scope="module", params=EVERY)
def page(request, tmp_path_factory):
    path = tmp_path_factory.mktemp(request.param) / "report.html"
    path.write_text(render(EVERY[request.param]()), encoding="utf-8")
    return path


def test_a_report_asks_for_nothing_but_itself(browser, page):
    browser.open(page)
    asked = [event["params"]["request"]["url"] for event in of(browser, "Network.requestWillBeSent")]
    assert asked == [page.as_uri()]


def test_a_browser_has_nothing_to_complain_of(browser, page):
    browser.open(page)
    assert of(browser, "Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown") == []


def test_the_policy_lets_its_own_stylesheet_through(browser, page):
    browser.open(page)
    assert browser.value("getComputedStyle(document.querySelector('.skip')).position") == "absolute"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(browser, page, width):
    browser.open(page, width)
    assert browser.value(OVERFLOW) <= 0
    browser.value(UNFOLD)
    assert browser.value(OVERFLOW) <= 0


@pytest.mark.parametrize("build", [rich, network, drupal])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_stands_out_from_what_lies_behind_it(browser, tmp_path, scheme, build):
    path = tmp_path / "report.html"
    path.write_text(render(build()), encoding="utf-8")
    browser.open(path, scheme=scheme)
    browser.value(UNFOLD)
    ratio, text = browser.value(CONTRAST)
    assert ratio >= 4.5, text


@pytest.mark.parametrize("build", [rich, network, drupal, mixed])
def test_on_a_phone_the_inventory_is_read_without_moving_it_sideways(browser, tmp_path, build):
    path = tmp_path / "report.html"
    path.write_text(render(build()), encoding="utf-8")
    browser.open(path, width=360)
    browser.value(UNFOLD)
    assert browser.value(SIDEWAYS) == []


def test_five_thousand_sites_and_extensions_open_within_seconds(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render(huge()), encoding="utf-8")
    start = perf_counter()
    browser.open(path)
    assert browser.value("document.body.offsetHeight") > 0
    assert perf_counter() - start < 8


def test_paper_shows_what_the_screen_folds_away(browser, tmp_path):
    if which("pdftotext") is None:
        stop = pytest.fail if os.environ.get("MOVEREADY_REAL") == "1" else pytest.skip
        stop("pdftotext is not there (Debian: apt install poppler-utils)")
    page, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(render(huge(sites=40, tables=600, spots=40, plugins=40)), encoding="utf-8")
    browser.open(page)
    printed.write_bytes(base64.b64decode(browser.ask("Page.printToPDF", preferCSSPageSize=True)["data"]))
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True)
    assert text.stdout.count(MARK) >= 5  # a site, a plugin, a table, a place and its text


def of(browser, *methods):
    return [event for event in browser.events if event.get("method") in methods]
