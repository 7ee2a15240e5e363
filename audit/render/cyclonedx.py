"""What the site is made of as a CycloneDX 1.6 bill of materials: cores, extensions, libraries, packages."""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from audit.model.code import CoreCheck
from audit.model.facts import Extension, ExtensionKind, Install
from audit.model.report import Report
from audit.render.code_words import CORES_MEAN
from audit.render.gaps import unread
from audit.render.html_names import Names
from audit.render.list_words import subject
from audit.render.places import printable
from audit.render.purls import cpe_of_core, leaders, purl, purl_of_core
from audit.render.wording import SYSTEMS

Part = dict[str, Any]

_SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
_SITE = "site"
_LONGEST = 1000  # characters; 1024 is what a version may have
_OF_OTHERS = frozenset({"library", "composer-package"})


def render(report: Report) -> str:
    """
    Return the bill; the serial number is made of its content, so that the same site has the same.

    What was switched off or is missing on disk is in it too, and its properties say so: moveready:active,
    moveready:installed. Where something could not be read the composition is said to be incomplete.
    """
    bill = {
        "metadata": _metadata(report),
        "components": (parts := _parts(report)),
        "dependencies": _dependencies(report, parts),
        "compositions": [{"aggregate": _completeness(report), "assemblies": [_SITE]}],
    }
    for part in parts:
        part.pop("owner")
    content = json.dumps(bill, sort_keys=True)
    head = {
        "$schema": _SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
    }
    return json.dumps(head | bill, indent=2, ensure_ascii=False) + "\n"


def _metadata(report: Report) -> Part:
    tool = {"type": "application", "name": report.tool.name, "version": report.tool.version}
    told = [
        (f"source:{one.name}", f"{one.state}: {one.reason}".rstrip(": ")) for one in report.coverage.sources
    ]
    told += [("not-read", f"{gap.location.path}: {gap.text}") for gap in unread(report)]
    return {
        **({"timestamp": report.made} if report.made else {}),
        "lifecycles": [{"phase": "operations"}],
        "tools": {"components": [tool]},
        "component": {"type": "application", "bom-ref": _SITE, "name": printable(subject(report), _LONGEST)},
        "properties": _properties(told),
    }


def _parts(report: Report) -> list[Part]:
    """Return all components, each with the reference of what it is a part of as its owner."""
    names, checks = Names(report), {check.install: check for check in report.core}
    parts = [part for install in report.installs for part in _install(report, install, checks)]
    leading = leaders(report.extensions)
    parts += (
        _extension(report, item, purl(item, drupal=names.is_drupal(item), leads=place in leading))
        for place, item in enumerate(report.extensions)
    )
    times = Counter[str]()
    for part in parts:
        reference = part["bom-ref"]
        times[reference] += 1
        if times[reference] > 1:
            part["bom-ref"] = f"{reference}#{times[reference]}"
    return parts


def _install(report: Report, install: Install, checks: dict[str | None, CoreCheck]) -> Iterator[Part]:
    if len(report.installs) > 1:
        name = f"{SYSTEMS[install.cms]} in {install.root}"
        yield {
            "type": "application",
            "bom-ref": _reference("install", install.root),
            "name": printable(name, _LONGEST),
            "owner": _SITE,
        }
    if not install.core:
        return
    check = checks.get(install.root)
    told = [
        ("origin", "core"),
        ("install", install.root),
        ("layout", install.layout),
        *([("core-files", f"{check.state}: {CORES_MEAN[check.state]}")] if check else []),
        *(("patch", patch) for patch in install.patches),
    ]
    yield {
        "type": "framework",
        "bom-ref": _reference("core", install.root),
        "name": printable(install.fork or SYSTEMS[install.cms], _LONGEST),
        **_version(install.version),
        "licenses": [{"license": {"id": "GPL-2.0-or-later"}}],  # of both, and so of their forks
        **_given({"cpe": cpe_of_core(install), "purl": purl_of_core(install)}),
        "evidence": {"occurrences": [{"location": printable(install.root, _LONGEST)}]},
        "properties": _properties(told),
        "owner": _owner(report, install.root),
    }


def _extension(report: Report, item: Extension, name: str | None) -> Part:
    places = [place for place in (item.path or item.file, *item.copies) if place]
    told = [
        ("kind", item.kind),
        ("origin", item.origin),
        ("active", item.active),
        ("installed", item.installed),
        ("install", item.install),
        ("project", item.project),
        ("locked-version", item.locked_version),
        ("requires-php", item.requires_php),
        ("requires-core", item.requires_core),
        ("broken", item.broken),
        *(("found-by", one) for one in item.found_by),
        *(("patch", patch) for patch in item.patches),
    ]
    return {
        "type": "library" if item.kind in _OF_OTHERS else "application",
        "bom-ref": _reference(item.kind, f"{item.install or ''}:{item.path or item.file or item.slug}"),
        "name": printable(item.name or item.slug, _LONGEST),
        **_version(item.version or item.locked_version),
        **_given({"purl": name}),
        "evidence": {"occurrences": [{"location": printable(place, _LONGEST)} for place in places]},
        "properties": _properties(told),
        "owner": _owner(report, item.install),
    }


def _dependencies(report: Report, parts: list[Part]) -> list[Part]:
    """Return who needs what, as far as it is known; of all others nothing is said."""
    needs: dict[str, dict[str, None]] = {_SITE: {}}
    for part in parts:
        needs.setdefault(part["owner"], {})[part["bom-ref"]] = None
    behind = parts[len(parts) - len(report.extensions) :]
    themes: dict[tuple[str | None, ExtensionKind, str], str] = {
        (item.install, item.kind, item.slug): part["bom-ref"]
        for item, part in zip(report.extensions, behind, strict=True)
    }
    for item, part in zip(report.extensions, behind, strict=True):
        wanted = (
            themes.get((item.install, "theme", item.parent)) if item.parent else None,
            themes.get((item.install, "plugin", item.written_by)) if item.written_by else None,
        )
        for reference in wanted:
            if reference and reference != part["bom-ref"]:
                needs.setdefault(part["bom-ref"], {})[reference] = None
    return [{"ref": reference, "dependsOn": list(those)} for reference, those in needs.items()]


def _completeness(report: Report) -> str:
    """Return how much of the site is in the bill, in CycloneDX's words."""
    code = [one.state for one in report.coverage.sources if one.name == "code"]
    is_whole = code == ["complete"] and not any(gap.matters for gap in unread(report))
    return "complete" if is_whole else "incomplete"


def _owner(report: Report, install: str | None) -> str:
    many = len(report.installs) > 1 and install in {one.root for one in report.installs}
    return _reference("install", install or ".") if many else _SITE


def _reference(kind: str, name: str) -> str:
    """Return a reference: what it is, and where it lies."""
    return printable(f"{kind}:{name}", _LONGEST)


def _version(version: str | None) -> Part:
    return {"version": printable(version, _LONGEST)} if version else {}


def _given(told: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in told.items() if value}


def _properties(told: Iterable[tuple[str, str | bool | None]]) -> list[Part]:
    """Return properties; what is not known is left out."""
    return [
        {
            "name": f"moveready:{name}",
            "value": str(value).lower() if isinstance(value, bool) else printable(value, _LONGEST),
        }
        for name, value in told
        if value is not None
    ]
