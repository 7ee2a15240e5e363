"""The report as JSON."""

import tracemalloc
from collections import deque

import msgspec
import pytest

from audit.model.report import Report
from audit.render.json import render
from tests.render.sample_drupal import drupal, mixed
from tests.render.sample_network import network
from tests.render.samples import dump_only, empty, huge, minimal, rich

SAMPLES = [dump_only, drupal, empty, huge, minimal, mixed, network, rich]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.__name__)
def test_it_is_as_if_it_were_written_at_once(sample):
    report = sample()
    assert b"".join(render(report)) == msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def test_what_was_written_can_be_read_again():
    assert msgspec.json.decode(b"".join(render(rich())), type=Report) == rich()


def test_a_large_report_is_written_in_a_tenth_of_the_room_of_its_document():
    report = huge()
    size = sum(map(len, render(report)))
    tracemalloc.start()
    try:
        deque(render(report), maxlen=0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < size / 10
