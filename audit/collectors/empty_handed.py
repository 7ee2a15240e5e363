"""What to say where nothing was found that could be audited."""

from collections.abc import Iterable

from audit.model.facts import Problem
from audit.model.inventory import Inventory
from audit.model.stored import NearMiss

_TOLD = 3  # reasons


def nothing(places: Iterable[str], facts: Inventory) -> str:
    """Return a sentence with what came nearest, or what hid the rest."""
    where = " and ".join(places)
    hiding = [one for one in facts.of(Problem) if one.hides and one.kind != "no-install"][:_TOLD]
    causes = "".join(f"\n  {_place(one)}{one.text}" for one in hiding)
    if near := list(dict.fromkeys(miss.text for miss in facts.of(NearMiss)))[:_TOLD]:
        return f"Nothing to audit in {where}. " + "\n".join(near) + causes
    return f"Nothing to audit in {where}: no WordPress, no Drupal and no database table was found.{causes}"


def _place(problem: Problem) -> str:
    path = problem.location.path
    return "" if path == "." else f"{path}: "
