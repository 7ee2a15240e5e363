"""Code among the files that people upload."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from audit.model.files import CodeInFiles
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.sources.globs import Globs

_SAID = {"code": "is PHP code", "handler": "lets files run as PHP"}


class UploadedCodeFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches PHP files that do something, or .htaccess files that let files run as PHP."""

    kind: Literal["code", "handler"]
    path: tuple[str, ...] = ()  # globs, seen from the install; none: any
    but_not: tuple[str, ...] = ()  # globs of paths that are left out

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the source that holds them."""
        return ("files",)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: they are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such file."""
        del platform
        globs, left_out = Globs.of(self.path), Globs.of(self.but_not)
        for code in inventory.of(CodeInFiles):
            is_near = not self.path or globs.match(code.seen_as)
            if code.kind == self.kind and is_near and not left_out.match(code.seen_as):
                yield Evidence(code.location, _SAID[self.kind])
