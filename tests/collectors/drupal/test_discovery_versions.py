import pytest

from audit.collectors.drupal.discovery_versions import satisfies


@pytest.mark.parametrize(
    ("version", "constraint", "answer"),
    [
        ("9.5.0", "9.5.0\n!!!", True),
        ("dev-main", "dev-main#abc123", True),
        ("dev-main", "!=dev-main", False),
        ("dev-main", "*", True),
        ("dev-main", "v*", False),
        ("9.4.9", ">=8 <9 || >=9 <10", True),
        ("9.4.9", ">=8 <9 || >=9 <10 || >=10 <1", False),
        ("9.5.0", "^8 || ^9 || ^10", True),
    ],
)
def test_odd_constraints_are_judged_as_composer_judges_them(version, constraint, answer):
    assert satisfies(version, constraint) is answer
