"""Which files are third-party code that somebody else's installer laid inside the site's own code."""

import re

# As they are written: in PHP a capital makes it a namespace, and so own code.
_FOLDERS = frozenset(
    """
    bower_components extern external external-libs extlib jetpack_vendor jspm_packages libraries node-modules
    node_modules vendor vendor-bin vendor-prefixed vendor_prefixed vendors
    """.split()
)
_THIRD_PARTY = frozenset("3rd-party 3rd_party 3rdparty third-party third_party thirdparty".split())
_WORKS_WITH = frozenset("hosting plugins themes".split())  # below third-party: own code for others' plugins
# Libraries that plugins carry in folders of any name; in lower case.
_KNOWN = frozenset(
    """
    action-scheduler adodb adodb5 aws aws-sdk awssdk ckfinder codemirror csstidy dompdf fckeditor fpdf
    fpdi freemius getid3 google-api-php-client guzzle guzzlehttp htmlpurifier htmlpurifier-4 kint lessphp
    mobile_detect mpdf nusoap paragonie pclzip pear phpexcel phpmailer phpoffice phpqrcode phpseclib
    phpspreadsheet pimple plugin-update-checker plupload predis redux-core redux-framework scssphp
    simple_html_dom simplepie smarty stripe-php swiftmailer symfony tcpdf tgm-plugin-activation tinymce
    twig twitteroauth zend zxcvbn-php
    """.split()
)
_EXTENSIONS = frozenset("client-mu-plugins modules mu-plugins plugins themes".split())
_GROUPS = frozenset("all contrib custom dev development features patched sandbox".split())
_TESTS = re.compile(r"(?:\A|/)(?:[Tt]ests?|[Uu]nit-?[Tt]ests|[Ss]imple[Tt]ests?|phpunit|features/bootstrap)/")
_COMPILED = re.compile(r"sites/[^/]+/files/php/")  # Drupal 8 and newer write it themselves, and write it anew
# What servers that build and developers' own computers run.
_FOR_WORK = re.compile(
    r"(?:\A|/)\.(?:circleci|ddev|devcontainer|docksal|github|gitlab|idea|lando|semaphore|travis|tugboat)/"
)
# What a package is published with besides its code; nothing of it runs on a site.
_ASIDE = re.compile(r"(?:\A|/)(?:[Ff]ixtures|[Ee]xamples?|[Dd]emos?|_?[Ss]amples?|docs?|bench(?:marks?)?)/")


def is_vendored(path: str) -> bool:
    """
    Tell whether the folders of a path say that it is third-party code.

    A folder that holds one extension is the extension's, whatever it is called.

    >>> is_vendored("wp-content/plugins/a/vendor/b/c.php"), is_vendored("modules/contrib/libraries/a.php")
    (True, False)
    """
    folders = path.split("/")[:-1]
    among = inside = False  # where extensions lie, and in one of them
    for index, folder in enumerate(folders):
        if among and not inside and folder not in _GROUPS:
            inside = True
        elif folder in _FOLDERS:
            return True
        elif folder in _THIRD_PARTY:
            return _WORKS_WITH.isdisjoint(folders[index + 1 : index + 2])
        elif inside and folder.lower() in _KNOWN:
            return True
        elif not inside:
            among = among or folder in _EXTENSIONS
    return False


def is_unused(path: str) -> bool:
    """
    Tell whether no site needs a file: a test, a build server's, an example of a package, compiled templates.

    The path is as seen from the install. A folder that holds one extension is no test, whatever it is called.

    >>> [is_unused(path) for path in ("modules/a/tests/b.php", "modules/a/docs/b.php", "vendor/a/docs/b.php")]
    [True, False, True]
    """
    if _FOR_WORK.search(path) or _COMPILED.match(path):
        return True
    inner = _inside(path)
    return bool(_TESTS.search(inner)) or (bool(_ASIDE.search(inner)) and is_vendored(path))


def _inside(path: str) -> str:
    """Return a path as seen from the folder of the outermost extension that it lies in; else all of it."""
    folders = path.split("/")
    among = False
    for index, folder in enumerate(folders[:-1]):
        if among and folder not in _GROUPS:
            return "/".join(folders[index + 1 :])
        among = among or folder in _EXTENSIONS
    return path
