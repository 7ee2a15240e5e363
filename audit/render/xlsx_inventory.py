"""The sheets of the workbook about what is there: sites, extensions, redirects, tables, and so on."""

from collections.abc import Iterator

from audit.model.facts import Extension, Location
from audit.model.report import Report
from audit.render.code_words import FILE_KINDS, STANDINGS
from audit.render.html_names import Names
from audit.render.list_words import KEEPERS, ORIGINS, OUTCOMES, after_the_move, state, where
from audit.render.php import Parts, rows
from audit.render.wording import KINDS, role
from audit.render.xlsx_cells import Column, Row, Sheet, mebibytes

_SURE = {
    "certain": None,
    "likely": "Likely: it may never be used",
    "guarded": "The code asks first whether it is there, and can do without",
}
_AREAS = {"code": "Code", "files": "Uploads"}
_EXTREMES = {"largest": "Largest files", "longest": "Longest paths", "fullest": "Fullest folders"}


def _sites(report: Report) -> Iterator[Row]:
    names = Names(report)
    for site in report.sites:
        yield (
            names.system(site),
            site.install,
            site.id,
            site.url or next(iter(site.hosts), None),
            site.title,
            "\n".join(site.hosts) or None,
            site.folder,
            ", ".join(site.state) or None,
            site.theme,
            site.parent_theme,
            None if site.plugins is None else len(site.plugins),
            site.users,
            site.posts,
            site.last_post,
            site.tables or None,
            site.rows if site.tables else None,
            mebibytes(site.bytes) if site.tables else None,
            site.uploads,
            site.uploads_files,
            mebibytes(site.uploads_bytes),
        )


def _extensions(report: Report) -> Iterator[Row]:
    names = Names(report)
    nouns = {**KINDS["drupal"], **KINDS["wordpress"], "composer-package": "Composer package"}
    for item in report.extensions:
        yield (
            _first_large(nouns[item.kind]),
            item.name,
            item.slug,
            item.version,
            state(item, names) or None,
            ORIGINS[item.origin],
            _sites_of(item, names),
            ", ".join(dict.fromkeys(map(role, item.roles))) or None,
            item.locked_version,
            item.stored_version,
            item.requires_core,
            item.requires_php,
            names.extension(item, item.parent) if item.parent else None,
            item.project,
            "yes" if item.hidden else None,
            item.path or item.file,
            "\n".join(item.copies) or None,
            "\n".join(item.patches) or None,
            "\n".join(item.signs) or None,
            item.install,
        )


def _sites_of(item: Extension, names: Names) -> str | None:
    if item.network_active or not item.active_sites:
        return None
    spread = names.sites(item, item.active_sites)
    return ", ".join(filter(None, (spread.shown, spread.rest)))


def _redirects(report: Report) -> Iterator[Row]:
    for item in report.redirects:
        yield (
            item.source or "Code decides",
            item.status,
            item.target,
            after_the_move(item),
            KEEPERS.get(item.by, item.by),
            item.kind.capitalize(),
            item.host,
            item.site,
            ", ".join(word for word in item.depends if word != "unknown") or None,
            item.query,
            *_at(item.location),
            item.install,
        )


def _server(report: Report) -> Iterator[Row]:
    for item in report.directives:
        yield (
            item.text,
            OUTCOMES[item.outcome],
            item.why,
            item.place,
            item.group,
            "if the old server had that module" if item.assumed else None,
            None if item.own else "comes with the core or an extension",
            *_at(item.location),
            item.install,
        )
    for left in report.directives_left:
        lost = left.lost + left.refused + left.broken
        text = f"{left.directives:,} more: {left.moves:,} move, {lost:,} are lost or need somebody"
        yield text, "Not listed", *[None] * 7, left.install


def _tables(report: Report) -> Iterator[Row]:
    names = Names(report)
    for table in report.tables:
        yield (
            table.name,
            table.database,
            table.rows,
            mebibytes(table.bytes),
            names.owner(table),
            "Left behind" if table.owned_by == "gone" else None,
            table.purpose,
            table.engine,
            table.collation or table.charset,
            table.row_format,
            {True: "yes", False: "no", None: None}[table.primary_key],
            table.auto_increment,
            table.site,
            mebibytes(table.longest_row),
            table.install,
        )


def _files(report: Report) -> Iterator[Row]:
    for tally in sorted(report.files, key=lambda one: one.location.path):
        what = "Everything in the scanned folder" if tally.location.path == "." else None
        yield "By folder", tally.location.path, what, tally.files, mebibytes(tally.bytes), tally.install
    for kind in sorted(report.file_kinds, key=lambda one: -(one.bytes or 0)):
        what = f"{FILE_KINDS[kind.kind]}: {_AREAS[kind.area].lower()}"
        yield "By kind", None, what, kind.files, mebibytes(kind.bytes), kind.install
    for name, title in _EXTREMES.items():
        for item in sorted((one for one in report.extremes if one.kind == name), key=lambda one: -one.number):
            size = mebibytes(item.number) if name == "largest" else None
            count = item.number if name == "fullest" else None
            long = f"{item.number:,} bytes of path" if name == "longest" else _AREAS[item.area]
            yield title, item.location.path, long, count, size, item.install
    for noted in report.noted_files:
        path, what = noted.location.path, noted.kind.capitalize()
        yield "Files to know of", path, what, None, mebibytes(noted.size), noted.install


def _requirements(report: Report) -> Iterator[Row]:
    parts, choice = Parts(report), report.php
    for version in rows(report):
        told = ", ".join(version.broken) or "Nothing found"
        late = f"until {version.ends} only" if version.ends else None
        yield "PHP version", version.version, version.mark or None, told, None, None, None, late
    for need in choice.extensions if choice else ():
        users = ", ".join(dict.fromkeys(map(parts.name, need.parts)))
        standing, spot = STANDINGS[need.standing], where(need.places[0]) if need.places else None
        note = "; ".join(filter(None, (need.why, _SURE[need.sure])))
        yield "PHP extension", need.name, standing, None, users, need.times, spot, note or None
    for program in choice.programs if choice else ():
        users = ", ".join(dict.fromkeys(map(parts.name, program.parts)))
        standing = STANDINGS[program.standing] if program.standing else "Cannot be told"
        spot = where(program.places[0]) if program.places else None
        name = program.name or "Computed at run time"
        yield "Program", name, standing, None, users, program.times, spot, program.there


def _at(location: Location) -> tuple[str, int | None]:
    table = f", table {location.table}" if location.table else ""
    return f"{location.path}{table}", location.line


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


_INSTALL = Column("Install", 14, "install")
_WHERE = (Column("Where", 40, "code"), Column("Line", 8, "number"))

INVENTORY = (
    Sheet(
        "Sites",
        "a site that is served",
        (
            Column("System", 11),
            _INSTALL,
            Column("Number", 9, "number"),
            Column("Address", 40),
            Column("Title", 32),
            Column("Hosts", 30),
            Column("Folder", 22, "code"),
            Column("State", 14),
            Column("Theme", 20),
            Column("Parent theme", 20),
            Column("Plugins or modules", 11, "number"),
            Column("Users", 9, "number"),
            Column("Posts or nodes", 11, "number"),
            Column("Last post", 20),
            Column("Tables", 9, "number"),
            Column("Rows", 12, "number"),
            Column("Database, MiB", 12, "mebibytes"),
            Column("Uploads", 36, "code"),
            Column("Files in uploads", 11, "number"),
            Column("Uploads, MiB", 12, "mebibytes"),
        ),
        _sites,
        ("database",),
    ),
    Sheet(
        "Extensions",
        "a plugin, module, theme, library or package",
        (
            Column("Kind", 17),
            Column("Name", 36),
            Column("Slug", 26, "code"),
            Column("Version", 13),
            Column("State", 24),
            Column("Origin", 12),
            Column("Sites", 18),
            Column("For", 24),
            Column("In composer.lock", 14),
            Column("In the database", 14),
            Column("Asks for core", 14),
            Column("Asks for PHP", 12),
            Column("Child of", 20),
            Column("Project", 20),
            Column("Hidden", 9),
            Column("Folder", 50, "code"),
            Column("Copies", 40, "code"),
            Column("Patches", 40),
            Column("What tells the origin", 50),
            _INSTALL,
        ),
        _extensions,
        ("code", "database"),
    ),
)
SERVER = (
    Sheet(
        "Redirects",
        "a redirect, or an answer such as 410",
        (
            Column("From", 46, "code"),
            Column("Answer", 9, "number"),
            Column("To", 46, "code"),
            Column("After the move", 26),
            Column("Kept in", 22),
            Column("Kind", 10),
            Column("On host", 24),
            Column("Site", 8, "number"),
            Column("Depends on", 24),
            Column("Query", 20, "code"),
            *_WHERE,
            _INSTALL,
        ),
        _redirects,
        ("code", "database"),
    ),
    Sheet(
        "Server rules",
        "a directive for the web server that is more than the CMS wrote",
        (
            Column("Directive", 60, "code"),
            Column("Becomes", 16),
            Column("Why", 56),
            Column("Moves to", 30),
            Column("For", 14),
            Column("Counts", 24),
            Column("Of others", 24),
            *_WHERE,
            _INSTALL,
        ),
        _server,
        ("code",),
    ),
    Sheet(
        "Tables",
        "a table of the database; sizes are those of the rows as the dump writes them",
        (
            Column("Table", 36, "code"),
            Column("Database", 20, "code"),
            Column("Rows", 12, "number"),
            Column("Size, MiB", 12, "mebibytes"),
            Column("Owner", 28),
            Column("Left behind", 12),
            Column("Purpose", 12),
            Column("Engine", 10),
            Column("Collation", 24),
            Column("Row format", 12),
            Column("Primary key", 9),
            Column("Next number", 14, "number"),
            Column("Site", 8, "number"),
            Column("Longest row, MiB", 12, "mebibytes"),
            _INSTALL,
        ),
        _tables,
        ("database",),
    ),
    Sheet(
        "Files",
        "a folder, a kind of file, or a file to know of",
        (
            Column("List", 18),
            Column("Path", 70, "code"),
            Column("What", 34),
            Column("Files", 11, "number"),
            Column("Size, MiB", 12, "mebibytes"),
            _INSTALL,
        ),
        _files,
        ("code",),
    ),
    Sheet(
        "Requirements",
        "a version of PHP, an extension of PHP or a program that the code needs",
        (
            Column("Kind", 15),
            Column("Name", 26, "code"),
            Column("On the platform", 24),
            Column("Does not run on it", 46),
            Column("Used by", 46),
            Column("Places", 9, "number"),
            Column("First place", 50, "code"),
            Column("Note", 50),
        ),
        _requirements,
        ("code",),
    ),
)
