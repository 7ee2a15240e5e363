"""The day of a document can be fixed."""

import datetime as dt

import pytest

from audit.clock import now, today
from audit.errors import AuditError


def test_the_environment_fixes_the_day(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert today() == dt.date(1970, 1, 2)
    assert now() == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)


def test_without_it_the_day_is_today(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert abs(dt.datetime.now(dt.UTC) - now()) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("text", ["soon", "1.5", "9" * 30])
def test_what_is_no_number_of_seconds_is_refused(monkeypatch, text):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(AuditError, match="expected seconds since 1970"):
        now()
