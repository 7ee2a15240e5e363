"""How far each source was looked at, for each install: what lacks and what is only there in part."""

from collections.abc import Sequence

from audit.model.facts import Fact, Install, Problem
from audit.model.inventory import Source, SourceName, Sources

_MISSING: dict[SourceName, str] = {
    "code": "No code of a WordPress or Drupal was given.",
    "configuration": "There was no configuration to read.",
    "files": "The uploads were not there to look at.",
    "database": "No database dump was given.",
}


def tell_sources(facts: Sequence[Fact], *, has_dump: bool) -> Sources:
    """Return what tells the state of each source, of one install or of all."""
    installs = {fact.root: fact for fact in facts if isinstance(fact, Install)}
    problems = [fact for fact in facts if isinstance(fact, Problem) and fact.hides]

    def tell(root: str | None) -> dict[SourceName, Source]:
        own = [installs[root]] if root in installs else list(installs.values())
        is_there: dict[SourceName, bool] = {
            "code": bool(own),
            "configuration": any(install.config for install in own),
            "files": any(install.uploads for install in own),
            "database": has_dump,
        }
        near = [problem for problem in problems if root is None or problem.install in (None, root)]
        return {name: _state(name, near, is_there=there) for name, there in is_there.items()}

    return tell


def _state(name: SourceName, problems: Sequence[Problem], *, is_there: bool) -> Source:
    """Tell of one source: partial where a problem hides something of it."""
    own = [problem for problem in problems if problem.source == name]
    if not is_there:
        return Source(name, "absent", _MISSING[name])
    if own:
        more = f" ({len(own)} such places in all)" if len(own) > 1 else ""
        path = own[0].location.path
        where = "" if path == "." else f"{path}: "  # what is of all that was handed in needs no name
        return Source(name, "partial", f"{where}{own[0].text}{more}")
    return Source(name, "complete")
