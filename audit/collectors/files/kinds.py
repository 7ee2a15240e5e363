"""What kind of file a name stands for, by its suffix."""

from typing import get_args

from audit.model.files import FileKind

KINDS: tuple[FileKind, ...] = get_args(FileKind)

_SUFFIXES: dict[FileKind, str] = {
    "image": "jpg jpeg jpe png gif webp avif svg svgz bmp tif tiff ico heic heif psd ai eps raw cr2 nef xcf",
    "video": "mp4 m4v mov avi wmv flv f4v mkv webm mpg mpeg ogv 3gp",
    "audio": "mp3 m4a ogg oga wav flac aac wma aif aiff mid midi",
    "document": "pdf doc docx dot dotx odt rtf xls xlsx xlsm ods csv tsv ppt pptx pps ppsx odp key pages"
    " numbers epub mobi vsd ics vcf",
    "archive": "zip gz tgz tar bz2 tbz2 xz txz zst 7z rar iso dmg jar phar wpress daf jpa jps bz lz lzma",
    "dump": "sql dump mysql sqlite sqlite3 mdb",
    "font": "woff woff2 ttf otf eot",
    "code": "php inc module install profile theme engine test phtml php3 php4 php5 php7 php8 phps twig info"
    " yml yaml html htm shtml tpl mustache hbs json xml xsl xsd xlf po mo pot md txt rst toml ini neon"
    " py pl rb sh bash java class c h cpp cs vb asp aspx jsp sol swift go rs make lock dist map",
    "style": "css scss sass less styl js mjs cjs jsx ts tsx vue coffee svelte",
    "log": "log err error_log php_errorlog",
}
KIND_OF: dict[str, int] = {
    suffix: KINDS.index(kind) for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()
}
OTHER = KINDS.index("other")
ARCHIVE = KINDS.index("archive")

_DUMP = KINDS.index("dump")
_LOG = KINDS.index("log")


def kind_of(name: str) -> FileKind:
    """
    Return the kind of a file.

    >>> [kind_of(name) for name in ("a.JPG", "dump.sql.gz", "error_log", "README", "access.log.1.gz")]
    ['image', 'dump', 'log', 'other', 'log']
    """
    return KINDS[index_of(name.lower())]


def index_of(name: str) -> int:
    """Return the place in KINDS of the kind of a name in lower case."""
    index = KIND_OF.get(name[name.rfind(".") + 1 :], OTHER)
    return packed(name) if index == ARCHIVE else index


def packed(name: str) -> int:
    """Return the place in KINDS of what an archive of this name holds, as far as the name tells."""
    inner = name.split(".")[1:-1]
    if "sql" in inner or "mysql" in inner:
        return _DUMP
    return _LOG if "log" in inner else ARCHIVE
