"""What Drupal 8 and later asks of an info file, version by version (InfoParserDynamic::parse)."""

import math
import re
from functools import cache

from audit.collectors.drupal.discovery_found import Core, Info
from audit.collectors.drupal.discovery_versions import satisfies
from audit.parsers.yaml import Tagged, YamlError, dialect_of_drupal, parse_yaml

_OLD_CORE = re.compile(r"[0-9]\.x")
_STAGES = ("experimental", "stable", "deprecated", "obsolete")
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[a-zA-Z0-9\[][!-~]*")
_OTHER_ADDRESS = re.compile(r"(?:mailto|news|file):[!-~]+")
_FIRST_WITH_CONSTRAINT = "8.7.7"


class Refusal(ValueError):  # noqa: N818 - it is Drupal's answer, no failure of ours
    """Drupal refuses an info file; the message is a kind of REFUSALS, "missing keys" with the keys."""


def parse_info_yml(data: bytes, path: str, core: Core) -> Info:
    """Return what Drupal makes of an info file, or raise Refusal; the path is relative to the docroot."""
    try:
        parsed = parse_yaml(data, dialect_of_drupal(core.number))
    except YamlError as error:
        raise Refusal("yaml") from error
    if isinstance(parsed, list):
        parsed = {str(place): value for place, value in enumerate(parsed)}
    if not isinstance(parsed, dict):
        raise Refusal("php TypeError")
    info: Info = dict(parsed)
    needed = ("type", "name") if core.number >= (8, 7, 7) else ("type", "core", "name")
    if missing := [key for key in needed if key not in info]:
        raise Refusal(f"missing keys: {', '.join(missing)}")
    if core.number >= (8, 7, 7):
        _check_core(info, path, core)
    _set_version(info, core)
    if core.number >= (9, 3):
        _check_lifecycle(info)
    if (8, 6) <= core.number < (9,) and info["type"] == "profile":
        _move_dependencies(info)
    return info


def php_text(value: object) -> str:
    """
    Return a scalar as PHP writes it.

    >>> php_text(8.0), php_text(1.1), php_text(True), php_text(1e25)
    ('8', '1.1', '1', '1.0E+25')
    """
    if isinstance(value, bool) or value is None:
        return "1" if value else ""
    if not isinstance(value, float):
        return str(value)
    if not math.isfinite(value):
        return str(value).upper()
    digits, _, exponent = f"{value:.14G}".partition("E")
    if not exponent:
        return digits
    digits = digits if "." in digits else f"{digits}.0"
    return f"{digits}E{exponent[0]}{exponent[1:].lstrip('0')}"


def _check_core(info: Info, path: str, core: Core) -> None:
    if (
        core.number < (8, 8)
        and info["type"] == "profile"
        and info.get("core_version_requirement") is not None
    ):
        raise Refusal("constraint in a profile")
    if info.get("core_version_requirement") is None:
        _assume_core(info, path, core)
    old = info.get("core")
    if core.major == 8 and old is not None and not _OLD_CORE.fullmatch(_as_text(old)):
        raise Refusal("bad core")
    if (constraint := info.get("core_version_requirement")) is not None and core.major < 10:
        _check_constraint(constraint, has_core=old is not None)
    if core.major == 9 and old is not None and old != "8.x":
        raise Refusal("bad core")
    if constraint is None:
        constraint = old
    info["core_incompatible"] = not _satisfied(constraint, core)


def _assume_core(info: Info, path: str, core: Core) -> None:
    """Set the constraint of what comes with the core, and of tests; refuse what says nothing."""
    has_core = info.get("core") is not None
    if has_core and core.major == 8:
        return
    exempt = path.startswith("core/") or info.get("package") == "Testing"
    if exempt and core.number >= (8, 8, 2):
        info["core_version_requirement"] = core.release
    elif not has_core or core.major > 9:
        raise Refusal("no core key")


def _check_constraint(constraint: object, *, has_core: bool) -> None:
    """Refuse a constraint that Drupals before 8.7.7, which do not read it, would not keep."""
    if isinstance(constraint, dict | list | Tagged):
        raise Refusal("php TypeError")
    text = php_text(constraint)
    try:
        before = any(satisfies(version, text) for version in _versions_without_constraint())
        from_start = satisfies("8.0.0-alpha1", text)
    except ValueError as error:
        raise Refusal("bad constraint") from error
    if has_core and not before:
        raise Refusal("constraint forbids core")
    if before and not from_start:
        raise Refusal("constraint before 8.7.7")


@cache
def _versions_without_constraint() -> tuple[str, ...]:
    """Return the versions before 8.7.7, as InfoParserDynamic::getAllPreviousCoreVersions() makes them up."""
    versions = []
    for minor in range(8):
        versions += [
            f"8.{minor}.0-{stage}{number}" for stage in ("alpha", "beta", "rc") for number in range(17)
        ]
        versions += [f"8.{minor}.{patch}" for patch in range(7 if minor == 7 else 28)]
    return tuple(reversed(versions))


def _satisfied(constraint: object, core: Core) -> bool:
    if isinstance(constraint, dict | list | Tagged):
        raise Refusal("php TypeError" if core.major < 10 else "bad constraint")
    try:
        return satisfies(core.release, php_text(constraint))
    except ValueError as error:
        raise Refusal("bad constraint") from error


def _set_version(info: Info, core: Core) -> None:
    version = info.get("version")
    if version == "VERSION":
        info["version"] = core.text
    elif version is not None and ((10, 6, 6) <= core.number < (11,) or core.number >= (11, 3, 6)):
        if isinstance(version, dict | list | Tagged):
            raise Refusal("bad version")
        info["version"] = php_text(version)


def _check_lifecycle(info: Info) -> None:
    stage = info.setdefault("lifecycle", "stable")
    if _as_text(stage) not in _STAGES:
        raise Refusal("bad lifecycle")
    if stage not in ("deprecated", "obsolete"):
        return
    link = info.get("lifecycle_link")
    if not link or link == "0":
        raise Refusal("no lifecycle_link")
    if not isinstance(link, str) or not (_ADDRESS.fullmatch(link) or _OTHER_ADDRESS.fullmatch(link)):
        raise Refusal("bad lifecycle_link")


def _move_dependencies(info: Info) -> None:
    """Let a profile install what it named as dependencies, as 8.6 to 8.9 do."""
    if "install" not in info and info.get("dependencies") is not None:
        info["install"], info["dependencies"] = info["dependencies"], []


def _as_text(value: object) -> str:
    """Return a value as PHP passes it on as text; it passes on no list and no null."""
    if value is None or isinstance(value, dict | list | Tagged):
        raise Refusal("php TypeError")
    return php_text(value)
