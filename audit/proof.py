"""Rules prove themselves: each example becomes a little site, and the whole scan runs over it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.integrity.contents import blob_id
from audit.detectors.specimens import core_of
from audit.errors import AuditError
from audit.knowledge import Knowledge, examples_of
from audit.knowledge.manifests import core_shapes
from audit.model.manifests import NO_CORES, Cores, Manifest
from audit.model.report import Report
from audit.model.rules import Example, HostingPlans, Limit, Rule, Watch
from audit.scan import scan

_SMALL_BYTES, _SMALL = 100, 3  # limits of a platform in examples, so that these stay small


class Failure(NamedTuple):
    """An example that does not prove its rule."""

    rule: str
    number: int  # of the example, from 1; generated ones follow those that are written
    text: str


def prove(known: Knowledge, rules: Sequence[Rule]) -> Iterator[Failure]:
    """Yield the examples on which a rule does not do what they say."""
    small = with_small_limits(known._replace(rules=tuple(rules)))
    for rule in rules:
        for number, example in enumerate(examples_of(rule), 1):
            try:
                report = example_report(small, rule, example)
            except AuditError as error:
                yield Failure(rule.id, number, f"the site cannot be audited: {error}")
                continue
            is_found = rule.id in {finding.rule.id for finding in report.findings}
            if is_found is not example.matches:
                yield Failure(rule.id, number, "it matches" if is_found else "it does not match")


def with_small_limits(known: Knowledge) -> Knowledge:
    """Return the knowledge with limits of a few bytes, rows and files."""
    limits = {name: _small(limit) for name, limit in known.platform.limits.items()}
    platform = replace(known.platform, limits=limits, plans=_small_plans(known.platform.plans))
    watch = Watch()
    for rule in known.rules:
        watch |= rule.when.watch(platform)
    return known._replace(platform=platform, watch=watch)


def _small_plans(plans: HostingPlans | None) -> HostingPlans | None:
    if plans is None:
        return None
    sizes = [replace(plan, storage=_SMALL_BYTES, memory=_SMALL_BYTES) for plan in plans.sizes]
    return replace(plans, sizes=tuple(sizes))


def example_report(small: Knowledge, rule: Rule, example: Example) -> Report:
    """Return the report of an example's site, which stands in a folder of its own for that long."""
    core = core_of(rule.cms[0], example.files)
    cores = known_cores(core, example) if example.core else NO_CORES
    known = small._replace(catalogue=replace(small.catalogue, cores=cores))
    with TemporaryDirectory(prefix="moveready-") as folder:
        site = Path(folder) / "site"
        _lay(site, {**core, **example.files})
        for name, target in example.links.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).symlink_to(target)
        dumps = []
        if example.dump is not None:
            _lay(Path(folder), {"site.sql": example.dump})
            dumps = [str(Path(folder) / "site.sql")]
        return scan(str(site), dumps, known=known)


def known_cores(core: Mapping[str, str], example: Example) -> Cores:
    """Return what would be known if the release of an example and the one before were all there is."""
    own = {
        path: text for path, text in core.items() if not path.startswith(("wp-content", "wp-config", "sites"))
    }
    after = {**own, **example.core}
    releases = ("6.8", "6.8.1") if "wp-settings.php" in own else ("7.102", "7.103")
    lines: dict[str, str] = {}
    for number, files in enumerate(({**after, **example.before}, after)):
        for path, text in files.items():
            said = f"{blob_id(text.encode())} {number}"
            lines[path] = f"{lines[path]}\t{said}" if path in lines else said
    return Cores(core_shapes, lambda _: Manifest(releases, lines))


def _lay(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise AuditError(f"{name} lies outside of the site")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")


def _small(limit: Limit) -> Limit:
    return replace(limit, value=_SMALL_BYTES if limit.unit == "bytes" else _SMALL)
