"""The wheel works alone: with its knowledge and templates, in an environment of its own."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tests" / "sample"


def test_the_installed_wheel_scans(tmp_path):
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    binaries = tmp_path / "venv" / "bin"
    subprocess.run([binaries / "pip", "install", "--quiet", str(wheel)], check=True, capture_output=True)
    words = ["scan", str(SAMPLE / "site"), "--dump", str(SAMPLE / "site.sql"), "-o", "report.html"]
    done = subprocess.run(
        [binaries / "moveready", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Northside Bakery" in (tmp_path / "report.html").read_text("utf-8")
