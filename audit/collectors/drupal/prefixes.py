"""Which prefixes of a dump's tables are a Drupal's, and which major version they show."""

import re

from audit.collectors.drupal.database import DrupalRows

LATER = "8+"  # 8, 9, 10 and 11 have the same tables
_OF_7 = ("registry", "field_config", "role_permission", "blocked_ips")
_OF_6 = ("node_revisions", "blocks", "boxes")
_OF_TESTS = re.compile(r"(?:simpletest|test)\d+\Z")  # copies that Drupal's own test runner left behind


def majors(rows: DrupalRows, database: str | None, names: set[str]) -> dict[str, str | None]:
    """Return the prefixes of whole sites, with the major version that their tables show."""
    found: dict[str, str | None] = {}
    for name in sorted(names):
        if name.endswith("key_value"):
            prefix = name.removesuffix("key_value")
            config = rows.config.get((database, f"{prefix}config"), {})
            if f"{prefix}config" in names and (
                f"{prefix}users_field_data" in names or "core.extension" in config
            ):
                found[prefix] = LATER
        elif name.endswith("variable"):
            prefix = name.removesuffix("variable")
            system = rows.systems.get((database, f"{prefix}system"), {})
            major = _early_major(prefix, names)
            is_drupal = major or f"{prefix}node" in names or ("module", "system") in system
            if f"{prefix}system" in names and is_drupal:
                found.setdefault(prefix, major)
    return {prefix: found[prefix] for prefix in sorted(found) if not _OF_TESTS.search(prefix)}


def _early_major(prefix: str, names: set[str]) -> str | None:
    if any(prefix + name in names for name in _OF_7):
        return "7"
    if any(prefix + name in names for name in _OF_6):
        return "6" if f"{prefix}menu_router" in names else "5"
    return None
