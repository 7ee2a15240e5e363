"""What finds the trouble that knowledge describes: one verb for each kind of `when`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, get_args

from audit.detectors.alias import AliasFound
from audit.detectors.altered_file import AlteredFileFound
from audit.detectors.binary import BinaryFound
from audit.detectors.blogs_dir import BlogsDirFound
from audit.detectors.code import CodeFound
from audit.detectors.collation import CollationFound
from audit.detectors.column import ColumnFound
from audit.detectors.composer import ComposerFound
from audit.detectors.constants import ConstantsFound
from audit.detectors.cookie import CookieFound
from audit.detectors.core import CoreFound
from audit.detectors.core_file import CoreFileFound
from audit.detectors.cron import CronFound
from audit.detectors.database_connection import DatabaseConnectionFound
from audit.detectors.database_engine import DatabaseEngineFound
from audit.detectors.dependent_redirect import DependentRedirectFound
from audit.detectors.directive import DirectiveFound
from audit.detectors.docroot import DocrootFound
from audit.detectors.domain import DomainFound
from audit.detectors.domain_amount import DomainAmountFound
from audit.detectors.dump import DumpFound
from audit.detectors.duplicate import DuplicateFound
from audit.detectors.environment import EnvironmentFound
from audit.detectors.extension import ExtensionFound
from audit.detectors.extreme import ExtremeFound
from audit.detectors.file import FileFound
from audit.detectors.files_path import FilesPathFound
from audit.detectors.fingerprints import fingerprinted
from audit.detectors.host_setting import HostSettingFound
from audit.detectors.ini_value import IniValueFound
from audit.detectors.language import LanguageFound
from audit.detectors.layout import LayoutFound
from audit.detectors.link import LinkFound
from audit.detectors.made_for import MadeForFound
from audit.detectors.missing_file import MissingFileFound
from audit.detectors.multisite import MultisiteFound
from audit.detectors.name import NameFound
from audit.detectors.network import NetworkFound
from audit.detectors.package import PackageFound
from audit.detectors.php_version import PhpVersionFound
from audit.detectors.problem import ProblemFound
from audit.detectors.process import ProcessFound
from audit.detectors.program import ProgramFound
from audit.detectors.query import QueryFound
from audit.detectors.redirect import RedirectFound
from audit.detectors.release import ReleaseFound
from audit.detectors.repository import RepositoryFound
from audit.detectors.requirement import RequirementFound
from audit.detectors.role import RoleFound
from audit.detectors.routine import RoutineFound
from audit.detectors.second_install import SecondInstallFound
from audit.detectors.secret import SecretFound
from audit.detectors.service import ServiceFound
from audit.detectors.setting import SettingFound
from audit.detectors.short_tag import ShortTagFound
from audit.detectors.site import SiteFound
from audit.detectors.storage import StorageFound
from audit.detectors.stored_path import StoredPathFound
from audit.detectors.table import TableFound
from audit.detectors.tally import TallyFound
from audit.detectors.trusted_hosts import TrustedHostsFound
from audit.detectors.uploaded_code import UploadedCodeFound
from audit.model.facts import Cms, Database, Install
from audit.model.inventory import Gap, Inventory
from audit.model.report import Finding, KnowledgeRead, Unassessed
from audit.model.rules import Confidence, Detector, Evidence, Platform, Rule, Unclear

KINDS: Mapping[str, type[Detector]] = {
    "alias": AliasFound,
    "altered-file": AlteredFileFound,
    "binary": BinaryFound,
    "blogs-dir": BlogsDirFound,
    "code": CodeFound,
    "collation": CollationFound,
    "column": ColumnFound,
    "composer": ComposerFound,
    "constants": ConstantsFound,
    "cookie": CookieFound,
    "core": CoreFound,
    "core-file": CoreFileFound,
    "cron": CronFound,
    "database-connection": DatabaseConnectionFound,
    "database-engine": DatabaseEngineFound,
    "dependent-redirect": DependentRedirectFound,
    "directive": DirectiveFound,
    "docroot": DocrootFound,
    "domain": DomainFound,
    "domain-amount": DomainAmountFound,
    "dump": DumpFound,
    "duplicate": DuplicateFound,
    "environment": EnvironmentFound,
    "extension": ExtensionFound,
    "extreme": ExtremeFound,
    "file": FileFound,
    "files-path": FilesPathFound,
    "host-setting": HostSettingFound,
    "ini-value": IniValueFound,
    "language": LanguageFound,
    "layout": LayoutFound,
    "link": LinkFound,
    "made-for": MadeForFound,
    "missing-file": MissingFileFound,
    "multisite": MultisiteFound,
    "name": NameFound,
    "network": NetworkFound,
    "package": PackageFound,
    "php-version": PhpVersionFound,
    "problem": ProblemFound,
    "process": ProcessFound,
    "program": ProgramFound,
    "query": QueryFound,
    "redirect": RedirectFound,
    "release": ReleaseFound,
    "repository": RepositoryFound,
    "requirement": RequirementFound,
    "role": RoleFound,
    "routine": RoutineFound,
    "second-install": SecondInstallFound,
    "secret": SecretFound,
    "service": ServiceFound,
    "setting": SettingFound,
    "short-tag": ShortTagFound,
    "site": SiteFound,
    "storage": StorageFound,
    "stored-path": StoredPathFound,
    "table": TableFound,
    "tally": TallyFound,
    "trusted-hosts": TrustedHostsFound,
    "uploaded-code": UploadedCodeFound,
}


_FRESH = dt.timedelta(days=2 * 365)
_LESS: dict[Confidence, Confidence] = {"high": "medium", "medium": "low", "low": "low"}


class Verdict(NamedTuple):
    """What holds, and what could not be told."""

    findings: tuple[Finding, ...]
    unassessed: tuple[Unassessed, ...]
    rules: int  # that speak of what is there
    gaps: tuple[str, ...]  # what none of them looks for, though it is there


def detect(rules: Iterable[Rule], inventory: Inventory, platform: Platform, day: dt.date) -> Verdict:
    """
    Hold every rule against every install; a rule that found nothing without its source is unassessed.

    The day is that of the scan: what nobody reviewed for two years by then is less certain.
    """
    findings: list[Finding] = []
    unassessed: list[Unassessed] = []
    anywhere = _cms(inventory) or frozenset(get_args(Cms))  # where nothing is known it may be either
    parts = [(root, part, _cms(part) or anywhere) for root, part in inventory.by_install()]
    applied = [rule for rule in rules if any(not cms.isdisjoint(rule.cms) for _, _, cms in parts)]
    for rule in applied:
        left: defaultdict[Gap, list[str | None]] = defaultdict(list)
        for root, part, cms in parts:
            if cms.isdisjoint(rule.cms):
                continue
            told = list(dict.fromkeys(rule.when.find(part, platform)))
            places = tuple(item for item in told if isinstance(item, Evidence))
            if places:
                findings.append(_finding(rule, root, places, day))
            elif root is not None or len(parts) == 1:
                unclear = [item for item in told if isinstance(item, Unclear)]
                if gap := _unclear(unclear) if unclear else part.gap(rule.when.needs):
                    left[gap].append(root)
        unassessed += (_open(rule, gap, roots) for gap, roots in left.items())
    there = frozenset[Cms]().union(*(cms for _, _, cms in parts))
    gaps = tuple(text for cms, text in platform.gaps.items() if cms in there)
    return Verdict(tuple(findings), tuple(unassessed), len(applied), gaps)


def known_of(rules: Sequence[Rule], day: dt.date) -> KnowledgeRead:
    """Return how much is known, and how fresh it is on the day of a scan."""
    reviewed = [rule.source.reviewed for rule in rules]
    dated = sum(day - one > _FRESH for one in reviewed)
    return KnowledgeRead(len(reviewed), max(reviewed, default=day).isoformat(), dated)


def _cms(part: Inventory) -> frozenset[Cms]:
    """Return what is known to be there."""
    return frozenset(
        {install.cms for install in part.of(Install)} or {data.cms for data in part.of(Database)}
    )


def _finding(rule: Rule, root: str | None, places: tuple[Evidence, ...], day: dt.date) -> Finding:
    sure = sum(place.doubt is None for place in places)
    hours = rule.effort.once + rule.effort.each * (sure or len(places))
    marked = fingerprinted(rule.id, root, places)
    is_dated = day - rule.source.reviewed > _FRESH
    confidence = _LESS[rule.confidence] if is_dated else rule.confidence
    return Finding(
        rule=rule.advice(),
        install=root,
        hours=round(hours, 2),
        confidence=confidence if sure else _LESS[confidence],
        dated=is_dated,
        places=tuple(sorted(marked, key=lambda place: place.doubt is not None)),
    )


def _unclear(told: list[Unclear]) -> Gap:
    place = told[0].location
    where = place.path if place.line is None else f"{place.path}:{place.line}"
    return Gap(f"{where}: {told[0].reason}", partly=True)


def _open(rule: Rule, gap: Gap, roots: list[str | None]) -> Unassessed:
    return Unassessed(
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        installs=tuple(root for root in roots if root is not None),
        reason=gap.reason,
        partly=gap.partly,
    )
