"""What is compared of each kind of facts: by what it is recognised, and what of it may change."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.model.facts import Setting, Table, Tally
from audit.model.inventory import SourceName
from audit.model.redirects import Redirect
from audit.model.report import Report
from audit.model.stored import Service

_NUMBER = re.compile(r"\d[\d.,]*+")
_NO_CODE = frozenset(
    "cache caches upgrade upgrade-temp-backup logs tmp .git .svn uploads files blogs.dir".split()
)
_OF_BOTH = frozenset({"wp-content", "sites"})  # that hold code and uploads
_COMES_AND_GOES = frozenset({"cache", "session", "log", "queue", "stats", "index"})  # purposes of tables
_CLOCKS = frozenset(
    {
        "cron_last",
        "system.cron_last",
        "css_js_query_string",
        "drupal_css_cache_files",
        "javascript_parsed",
        "update_last_check",
        "recently_activated",
        "recently_edited",
    }
)
_SHOWN = 200  # characters of a value


class Item(NamedTuple):
    """Something that can be there or not, with what may change of it."""

    key: tuple[object, ...]
    subject: str
    install: str | None
    values: tuple[tuple[str, str | None], ...] = ()
    amounts: tuple[tuple[str, int | None], ...] = ()  # what counts only if it changes by more than noise
    told: tuple[tuple[str, str], ...] = ()  # what is said of it where it joined or went


class Kind(NamedTuple):
    """A kind of things to compare, and what both reports must have looked at, or neither."""

    items: Callable[[Report], Iterator[Item]]
    needs: tuple[SourceName, ...]


def installs(report: Report) -> Iterator[Item]:
    """Yield the installs."""
    for one in report.installs:
        values = {
            "version": one.version,
            "docroot": one.docroot,
            "layout": one.layout,
            "fork": one.fork,
            "table prefix": one.prefix,
            "network": _said(one.network),
            "profile": one.profile,
        }
        name = "WordPress" if one.cms == "wordpress" else "Drupal"
        yield Item(("install", one.root), f"{name} in {one.root}", one.root, tuple(values.items()))
    for check in report.core:
        told = (("state", check.state), ("release", ", ".join(check.matched) or None))
        yield Item(("core", check.install), "core files, compared with the release", check.install, told)


def code_folders(report: Report) -> Iterator[Item]:
    """Yield how much code there is where no uploads are: what somebody edits by hand shows there."""
    for one in report.file_kinds:
        if one.area == "code" and one.kind == "code":
            values = (("files", f"{one.files:,}"), ("bytes", _number(one.bytes)))
            yield Item(("kind", one.install), "all files of code", one.install, values)
    uploads = {site.uploads for site in report.sites if site.uploads is not None}
    for folder in report.files:
        if _is_code(folder, uploads):
            values = (("files", f"{folder.files:,}"), ("bytes", f"{folder.bytes:,}"))
            yield Item(("folder", folder.location.path), folder.location.path, folder.install, values)


def core_files(report: Report) -> Iterator[Item]:
    """Yield the files of the core that are not as released."""
    for one in report.core_files:
        yield Item((one.install, one.seen_as), one.seen_as, one.install, (("state", one.state),))


def extensions(report: Report) -> Iterator[Item]:
    """Yield the plugins, themes and modules that are there."""
    for one in report.extensions:
        if one.installed is not False:
            values = {
                "version": one.version,
                "locked version": one.locked_version,
                "path": one.path,
                "patches": ", ".join(one.patches) or None,
            }
            key = one.install, one.kind, one.slug
            yield Item(key, f"{one.kind} {one.slug}", one.install, tuple(values.items()))


def activations(report: Report) -> Iterator[Item]:
    """Yield the plugins, themes and modules, there or not, of which it is known whether they are active."""
    for one in report.extensions:
        if one.active is not None or one.active_sites is not None:
            values = {
                "active": _said(one.active),
                "active on the network": _said(one.network_active),
                "active on sites": ", ".join(map(str, one.active_sites or ())) or None,
            }
            key = one.install, one.kind, one.slug
            yield Item(key, f"{one.kind} {one.slug}", one.install, tuple(values.items()))


def repositories(report: Report) -> Iterator[Item]:
    """Yield the git repositories."""
    for one in report.repository:
        values = {
            "head": one.head,
            "branch": one.branch,
            "changed files": _number(one.changed),
            "untracked files": _number(one.untracked),
            "remotes": ", ".join(one.remotes) or None,
        }
        yield Item((one.location.path,), one.location.path, one.install, tuple(values.items()))


def sites(report: Report) -> Iterator[Item]:
    """Yield the sites."""
    for one in report.sites:
        values = {
            "address": one.url,
            "hosts": ", ".join(sorted(one.hosts)) or None,
            "theme": one.theme,
            "state": ", ".join(one.state) or None,
        }
        subject = f"site {one.id}{f' ({one.folder})' if one.folder else ''}"
        yield Item((one.install, one.folder or one.id), subject, one.install, tuple(values.items()))


def tables(report: Report) -> Iterator[Item]:
    """Yield the tables; of those whose rows come and go by themselves, the rows do not count."""
    names = {one.database for one in report.tables}
    for one in report.tables:
        database = one.database if len(names) > 1 else None  # a copy may have another name
        values = (("engine", one.engine), ("collation", one.collation))
        subject = f"{database}.{one.name}" if database else one.name
        yield Item((database, one.name), subject, one.install, values, _weights(one))
    for routine in report.routines:
        subject = f"{routine.kind} {routine.name}"
        yield Item((routine.kind, routine.name, routine.table), subject, routine.install)


def redirects_of_files(report: Report) -> Iterator[Item]:
    """Yield the redirects that stand in files."""
    yield from (_redirect(one) for one in report.redirects if one.location.table is None)


def redirects_of_database(report: Report) -> Iterator[Item]:
    """Yield the redirects that plugins and modules keep in the database."""
    yield from (_redirect(one) for one in report.redirects if one.location.table is not None)
    for store in report.redirect_stores:
        values = {"redirects": f"{store.redirects:,}", "disabled": f"{store.disabled:,}"}
        key = "store", store.install, store.by, store.site
        yield Item(key, f"redirects of {store.by}", store.install, tuple(values.items()))


def server_rules(report: Report) -> Iterator[Item]:
    """Yield what files for web servers and hosts say."""
    for file in report.server_files:
        values = (("directives", _number(file.directives)), ("error", file.error))
        yield Item(("file", file.install, file.seen_as), file.seen_as, file.install, values)
    for one in report.directives:
        text = one.text if one.text.startswith(one.name) else f"{one.name} {one.text}"
        yield Item(("line", one.install, one.seen_as, text), f"{one.seen_as}: {_cut(text)}", one.install)
    for ini in report.ini_values:
        key: tuple[object, ...] = ("ini", ini.install, ini.seen_as, ini.name)
        yield Item(key, f"{ini.seen_as}: {ini.name}", ini.install, (("value", ini.value),))
    for setting in report.host_settings:
        key = "host", setting.install, setting.seen_as, setting.key
        yield Item(key, f"{setting.seen_as}: {setting.key}", setting.install, (("value", setting.value),))


def settings_of_files(report: Report) -> Iterator[Item]:
    """Yield the settings and services that files of the configuration name."""
    yield from (_setting(one) for one in report.settings if one.location.table is None)
    yield from (_service(one) for one in report.services if one.location.table is None)


def settings_of_database(report: Report) -> Iterator[Item]:
    """Yield those that the database names, and the scheduled tasks; what tells a time only is left out."""
    for one in report.settings:
        if one.location.table is not None and one.name not in _CLOCKS:
            yield _setting(one)
    yield from (_service(one) for one in report.services if one.location.table is not None)
    for job in report.cron:
        if job.interval is not None:
            key = "job", job.install, job.hook, job.site
            yield Item(key, f"scheduled task {job.hook}", job.install, (("schedule", job.schedule),))


def findings(report: Report) -> Iterator[Item]:
    """Yield the places of findings, by what stands there and not by line; of a dump its name says nothing."""
    dumps = [dump.path for dump in report.coverage.dumps]
    for finding in report.findings:
        rule = finding.rule
        for place in finding.places:
            where = place.location
            is_dump = where.table is not None or any(_is_at_end(where.path, dump) for dump in dumps)
            path = "dump" if is_dump else where.path
            text = place.text if where.line is not None else _NUMBER.sub("#", place.text)
            told = {
                "rule": rule.id,
                "place": "/".join(filter(None, (path, where.table))),
                "text": _cut(place.text),
            }
            key = rule.id, finding.install, path, where.table, text
            values = (("severity", rule.severity),)
            yield Item(key, rule.title, finding.install, values, told=tuple(told.items()))


def uploads(report: Report) -> Iterator[Item]:
    """Yield how many files people uploaded."""
    files = Counter[str | None]()
    weights = Counter[str | None]()
    for one in report.file_kinds:
        if one.area == "files":
            files[one.install] += one.files
            weights[one.install] += one.bytes or 0
    for install, count in files.items():
        told = (("files", count), ("bytes", weights[install]))
        yield Item(("files", install), "uploaded files", install, amounts=told)


def databases(report: Report) -> Iterator[Item]:
    """Yield how large the databases are in all."""
    if report.database_weights:
        weight = sum(one.all.bytes for one in report.database_weights)
        yield Item(("database",), "database", None, amounts=(("bytes", weight),))


def _redirect(one: Redirect) -> Item:
    values = {
        "target": one.target,
        "status": _number(one.status),
        "enabled": _said(one.enabled),
        "depends on": ", ".join(one.depends) or None,
    }
    key = one.install, one.by, one.kind, one.source, one.host, one.query, one.site
    host = f"{one.host}: " if one.host else ""
    return Item(key, f"{host}{one.source or 'by code'} ({one.by})", one.install, tuple(values.items()))


def _setting(one: Setting) -> Item:
    values = (("value", None if one.value is None else _cut(str(one.value))), ("state", one.state))
    where = f" of site {one.site}" if one.site is not None else ""
    key = one.install, one.kind, one.name, one.site
    return Item(key, f"{one.kind} {one.name}{where}", one.install, values)


def _service(one: Service) -> Item:
    key = "service", one.install, one.kind, one.name, one.site, one.setting
    return Item(key, f"{one.kind}: {one.name} ({one.setting})", one.install, (("detail", one.detail),))


def _is_at_end(path: str, dump: str) -> bool:
    """
    Tell whether a place is a dump: in the folder that was scanned it has a shorter path.

    >>> _is_at_end("a.sql", "site/a.sql"), _is_at_end("a.sql", "a.sql"), _is_at_end("x/a.sql", "a.sql")
    (True, True, False)
    """
    return dump == path or dump.endswith(f"/{path}")


def _weights(table: Table) -> tuple[tuple[str, int | None], ...]:
    if table.purpose in _COMES_AND_GOES:
        return ()
    return (("rows", table.rows), ("bytes", table.bytes))


def _is_code(folder: Tally, uploads: set[str]) -> bool:
    """Tell whether a folder has neither uploads nor caches in it, nor lies in them."""
    path = folder.location.path
    parts = path.lower().split("/")
    if path == "." or parts[-1] in _OF_BOTH or not _NO_CODE.isdisjoint(parts):
        return False
    return not any(_is_in(path, one) or _is_in(one, path) for one in uploads)


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _said(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _number(value: int | None) -> str | None:
    return None if value is None else f"{value:,}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
