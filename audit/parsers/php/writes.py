"""What a PHP file writes, makes and deletes in the file system."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Literal, NamedTuple

from audit.parsers.php.calls import arguments, calls
from audit.parsers.php.file import PhpFile
from audit.parsers.php.lexer import Span
from audit.parsers.php.partial import ANYTHING, literal
from audit.parsers.php.spots import Place, Spot, spot
from audit.parsers.php.texts import Texts, elements

Kind = Literal["write", "folder", "delete"]


class _Form(NamedTuple):
    """How a function writes."""

    kind: Kind
    target: int = 0  # which argument names the file
    mode: int | None = None  # which one is a mode as fopen() takes it


_FUNCTIONS: dict[str, _Form] = {
    "bzopen": _Form("write", 0, 1),
    "copy": _Form("write", 1),
    "copy_dir": _Form("write", 1),
    "drupal_mkdir": _Form("folder"),
    "drupal_move_uploaded_file": _Form("write", 1),
    "drupal_rmdir": _Form("delete"),
    "drupal_tempnam": _Form("write"),
    "drupal_unlink": _Form("delete"),
    "file_check_directory": _Form("folder"),
    "file_copy": _Form("write", 1),
    "file_move": _Form("write", 1),
    "file_prepare_directory": _Form("folder"),
    "file_put_contents": _Form("write"),
    "file_save_data": _Form("write", 1),
    "file_unmanaged_copy": _Form("write", 1),
    "file_unmanaged_delete": _Form("delete"),
    "file_unmanaged_delete_recursive": _Form("delete"),
    "file_unmanaged_move": _Form("write", 1),
    "file_unmanaged_save_data": _Form("write", 1),
    "fopen": _Form("write", 0, 1),
    "gzopen": _Form("write", 0, 1),
    "imagegif": _Form("write", 1),
    "imagejpeg": _Form("write", 1),
    "imagepng": _Form("write", 1),
    "imagewebp": _Form("write", 1),
    "insert_with_markers": _Form("write"),
    "link": _Form("write", 1),
    "mkdir": _Form("folder"),
    "move_uploaded_file": _Form("write", 1),
    "rename": _Form("write", 1),
    "rmdir": _Form("delete"),
    "symlink": _Form("write", 1),
    "tempnam": _Form("write"),
    "touch": _Form("write"),
    "unlink": _Form("delete"),
    "unzip_file": _Form("write", 1),
    "wp_delete_file": _Form("delete"),
    "wp_mkdir_p": _Form("folder"),
}
# No other classes that are known have methods of these names and do something else.
_METHODS: dict[str, _Form] = {
    "extractto": _Form("write"),
    "put_contents": _Form("write"),
    "dumpfile": _Form("write"),
    "preparedirectory": _Form("folder"),
    "savedata": _Form("write", 1),
    "writeimage": _Form("write"),
    "deleterecursive": _Form("delete"),
}
_NAMES = frozenset(_FUNCTIONS)
_WORDS = frozenset(name.encode() for name in _METHODS)
_METHOD = re.compile(
    rb"->\s*+(" + rb"|".join(re.escape(word) for word in sorted(_WORDS)) + rb")\s*+\(", re.IGNORECASE
)
_ZIP = re.compile(
    rb"->\s*+open\s*+\((?=[^;]{0,300}?\bZipArchive\s*+::\s*+(?:CREATE|OVERWRITE)\b)", re.IGNORECASE
)
_MODE = re.compile(r"[waxc]|r[bt]?\+")
_BY_REFERENCE = frozenset(("imagegif", "imagejpeg", "imagepng", "imagewebp"))
_NULL = re.compile(rb"\s*+(?:null|''|\"\")\s*+\Z", re.IGNORECASE)
_DEFINING = frozenset((b"define", b"const"))
# A path that is known comes from one of these, or from nowhere.
_NAMING = frozenset(
    b"abspath drupal_root __dir__ __file__ wp_content_dir wp_plugin_dir wpmu_plugin_dir wp_lang_dir"
    b" templatepath stylesheetpath wp_upload_dir wp_get_upload_dir document_root get_template_directory"
    b" get_stylesheet_directory get_theme_root get_home_path sys_get_temp_dir get_temp_dir conf_path"
    b" file_directory_path file_directory_temp public private temporary tmp".split()
)
_MOST = 1000  # calls of one file that are looked into
_MOST_CONSTANTS = 500


class Write(NamedTuple):
    """A place where a file is written or deleted, or a folder made."""

    by: str  # the function or method, in lower case
    kind: Kind
    spot: Spot  # where in the site that is
    offset: int
    line: int
    guarded: bool = False  # the code asks first whether the function is there

    @property
    def place(self) -> Place | None:
        """In what part of the site or server; None: not known."""
        return self.spot.place


def writes(file: PhpFile, path: str | None = None, own: str | None = None) -> list[Write]:
    r"""
    Return what a file writes that is at a path as seen from the top of its site.

    The folder of its extension is told from its path if it is not given.

    >>> file = PhpFile(b"<?php $dir = WP_CONTENT_DIR . '/cache'; file_put_contents(\"$dir/a-$x.html\", $y);")
    >>> writes(file)[0].spot
    Spot(place='content', path='wp-content/cache/a-*', needs=None)
    """
    texts = Texts(file, path)
    found: list[Write] = []
    for name, form, offset, spans, guarded in _found(file):
        if form.mode is not None and not _is_written(texts, spans, form.mode):
            continue
        where = spot(texts.of(spans[form.target]), path, own)
        if where is not None:
            found.append(Write(name, form.kind, where, offset, file.line(offset), guarded))
    return sorted(found, key=lambda write: write.offset)


def constants(file: PhpFile, path: str | None = None, own: str | None = None) -> dict[str, Spot]:
    """
    Return the constants that a file defines and that name a place, for code elsewhere that needs them.

    >>> file = PhpFile(b"<?php define('A', dirname(__FILE__) . '/cache'); const B = 3;")
    >>> constants(file, "wp-content/plugins/a/b.php")
    {'A': Spot(place='own', path='wp-content/plugins/a/cache', needs=None)}
    """
    if _DEFINING.isdisjoint(file.words) or _NAMING.isdisjoint(file.words):
        return {}
    texts = Texts(file, path)
    found: dict[str, Spot] = {}
    for name in islice(dict.fromkeys(texts.assigned.defined()), _MOST_CONSTANTS):
        given = texts.assigned.constant(name, of_class=False)
        text = texts.given(given, 0) if given else ANYTHING
        where = spot(text, path, own)
        if where is not None and where.path is not None:
            found[name.decode(errors="replace")] = where
    return found


def _found(file: PhpFile) -> Iterator[tuple[str, _Form, int, list[Span], bool]]:
    """Yield the calls that may write, with their arguments."""
    for call in file.first(calls(file, _NAMES), _MOST):
        form = _FUNCTIONS[call.name]
        spans = arguments(file, call.offset)
        if spans is None or len(spans) <= form.target:
            continue
        if call.name in _BY_REFERENCE and _NULL.match(file.source[slice(*spans[form.target])]):
            continue  # It sends the image to the visitor.
        yield call.name, form, call.offset, spans, call.guarded
    if not _WORDS.isdisjoint(file.words) or b"ziparchive" in file.words:
        opened = chain(_METHOD.finditer(file.code), _ZIP.finditer(file.code))
        for match in file.first(opened, _MOST):
            name = match[1].decode().lower() if match.re is _METHOD else "ziparchive::open"
            form = _METHODS.get(name, _Form("write"))
            spans = elements(file, match.end())
            if len(spans) > form.target:
                yield name, form, match.start(), spans, False


def _is_written(texts: Texts, spans: list[Span], mode: int) -> bool:
    text = literal(texts.of(spans[mode])) if len(spans) > mode else None
    return text is not None and _MODE.match(text) is not None
