"""Whatever a fact may say, a detector has words for it."""

from typing import get_args

import pytest

from audit.detectors import extreme, name, repository, second_install, secret, uploaded_code
from audit.model.code import VersionedState
from audit.model.facts import Cms
from audit.model.files import CodeInFiles, ExtremeKind, NameTrouble, SecretKind


@pytest.mark.parametrize(
    ("words", "every"),
    [
        (extreme._SAID, set(get_args(ExtremeKind)) - {"largest"}),
        (name._SAID, set(get_args(NameTrouble))),
        (repository._SAID, set(get_args(VersionedState))),
        (second_install._NAMES, set(get_args(Cms))),
        (secret._SAID, set(get_args(SecretKind))),
        (uploaded_code._SAID, set(get_args(CodeInFiles.__annotations__["kind"]))),
    ],
)
def test_each_kind_has_words(words, every):
    assert words.keys() == every
    assert len(set(words.values())) == len(every)
