"""The whole audit on one page."""

from collections.abc import Sequence
from pathlib import Path

import audit
from audit import clock, knowledge
from audit.acceptance import accept
from audit.acceptance.baseline import Baseline
from audit.acceptance.unchanged import Unchanged
from audit.collectors.code_read import Progress
from audit.collectors.empty_handed import nothing
from audit.collectors.handed_in import hand_in, leave_out
from audit.collectors.remembered import Memory
from audit.collectors.survey import survey
from audit.detectors import KINDS, detect, known_of
from audit.errors import AuditError
from audit.model.config import Config
from audit.model.facts import Install, Problem, Table
from audit.model.questions import Answer
from audit.model.report import Coverage, PlatformName, Report, Tool, stated
from audit.plan import plan
from audit.plan.kick_off import settling, with_kick_off
from audit.plan.needs import php_choice
from audit.sources.cache import Cache

_NO_CONFIG = Config()


def scan(  # noqa: PLR0913 - what is looked at, and how
    path: str | None,
    dumps: Sequence[str] = (),
    *,
    platform: str = "pantheon",
    more: Sequence[Path] = (),
    known: knowledge.Knowledge | None = None,
    config: Config = _NO_CONFIG,
    baseline: Baseline | None = None,
    revision: str | None = None,
    files: str | None = None,
    apache: Sequence[str] = (),
    answers: Sequence[Answer] = (),
    exclude: Sequence[str] = (),
    cache: Cache | None = None,
    since: str | None = None,
    jobs: int = 1,
    progress: Progress = lambda *_: None,
) -> Report:
    """
    Audit the site in a folder, an archive or a commit, in dumps, or in both, for a platform.

    The revision is one of the repository at path; files is what keeps the uploads apart from the code; apache
    are files of the old server's configuration; more are folders with further rules; known is knowledge that
    was loaded before, in place of these; a baseline says what was found before; answers are to questions;
    what a pattern of exclude fits is not looked at; a cache holds what earlier runs made of files; since is
    the commit behind which a change began, and what that did not touch is known.
    Raises AuditError where there is nothing to audit, and KnowledgeError for a mistake in a rule.
    """
    known = known or knowledge.load(platform, KINDS, more=more, config=config)
    given = leave_out(hand_in(path, dumps, revision, files, apache), exclude, cache.place if cache else None)
    same = (
        Unchanged(given.tree, path, since, [dump.name for dump in given.dumps])
        if since is not None and path and given.tree
        else None
    )
    memory = Memory(cache) if cache else None
    found = survey(given, known.watch, known.catalogue, known.server, jobs, progress, memory)
    facts = found.inventory
    if not facts.of(Install) and not facts.of(Table):
        raise AuditError(nothing(filter(None, [path, *dumps]), facts))
    made = clock.now()
    verdict = detect(known.rules, facts, known.platform, made.date())
    php = php_choice(facts, known.platform, known.catalogue.php)
    settled = settling(known.kick_off, answers)
    findings, acceptance = accept(verdict.findings, config.suppress, baseline, made.date(), settled, same)
    planned = plan(findings, facts, known.platform, php, config.estimates.known_fix_hours, verdict.unassessed)
    return Report(
        tool=Tool("moveready", audit.__version__),
        made=f"{made:%Y-%m-%dT%H:%M:%SZ}",
        knowledge=known_of(known.rules, made.date()),
        platform=PlatformName(known.platform.id, known.platform.name),
        coverage=Coverage(
            tree=found.tree,
            dumps=found.dumps,
            bundle=given.kind,
            candidates=given.candidates,
            sources=tuple(facts.sources.values()),
            problems=tuple(facts.of(Problem)),
            rules=verdict.rules,
            gaps=verdict.gaps,
        ),
        findings=findings,
        acceptance=acceptance,
        unassessed=verdict.unassessed,
        plan=with_kick_off(planned, facts, known.platform, findings, known.kick_off, answers),
        php=php,
        **stated(facts),
    )
