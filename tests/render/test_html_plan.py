"""The plan in the HTML report: what is to be done, by whom and when, and what is absent is not missed."""

import re

import pytest
from msgspec.structs import replace

from audit.model.plan import Hours, Step
from audit.render import html_plan, pictures
from audit.render.html import render
from audit.render.html_ids import Ids, entries
from audit.render.html_names import Names
from tests.render import sample_plan
from tests.render.samples import crowded, minimal, planned, rich, tree_only


def text_of(report):
    plain = re.sub(r"<(style|script)>.*?</\1>", "", render(report), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", plain.replace("</dt>", " ")).replace("&#39;", "'").split())


@pytest.fixture(scope="module")
def told():
    return text_of(planned())


def test_the_cover_says_verdict_package_and_hours(told):
    cover = told[: told.index("In brief", told.index("Verdict: "))]
    assert "Verdict: can move after some work" in cover
    assert "once its network is settled" in cover
    assert "Premium managed migration and 4 to 8 hours to order" in cover
    assert "Work on what was found 14 to 31 hours" in cover
    assert "Your own part 1.75 to 6 hours" in cover


def test_the_cover_says_what_decides_it_and_what_to_do_first(told):
    assert "What decides it A network needs an upstream of its own." in told
    assert "What you do first Hand in the site inventory" in told


def test_each_part_of_the_plan_is_shown(told):
    plan = planned().plan
    assert plan.package
    assert plan.transfer
    words = [step.title for step in plan.steps] + [item.seen for item in plan.package.items]
    words += [item.title for item in plan.package.items] + [item.name for item in plan.companions]
    words += [one.text for one in plan.questions] + [seen for one in plan.questions for seen in one.seen]
    words += [host.host for host in plan.transfer.hosts] + [one.search for one in plan.transfer.replacements]
    words += [one.name for one in plan.upstreams] + [one.name for one in plan.transfer.largest]
    assert [word for word in words if word not in told] == []


def test_a_proposed_file_stands_there_as_it_is_to_be_written():
    (file,) = planned().plan.upstreams[0].files
    assert f"<code>{file.text}</code></pre>" in render(planned())


def test_a_step_leads_to_its_finding_and_does_not_repeat_it(told):
    assert '<a href="#finding-php-session">Code keeps visitors in PHP sessions</a>' in render(planned())
    assert told.count("it keeps sessions in the database") == 1


def test_steps_that_a_rule_asks_of_many_installs_are_one():
    steps = crowded(findings=60, installs=20).plan.steps
    plan = replace(planned().plan, steps=steps)
    tasks = [task for _, shares in html_plan.phases(plan) for share in shares for task in share.tasks]
    assert sorted(task.times for task in tasks) == [1, 1, 1, 1, 20, 20, 20]


def test_the_hours_of_a_share_are_the_sum_of_its_steps():
    step = Step(phase="before", doer="customer", next_step="ask", title="a", detail="b", hours=Hours(1, 2))
    plan = replace(sample_plan.work(()), steps=(step, step))
    ((_, (share,)),) = html_plan.phases(plan)
    assert (share.hours, len(share.tasks)) == (Hours(2, 4), 2)


def test_without_a_plan_the_hours_are_those_of_the_findings():
    assert "about 10.25 hours of work in all" in text_of(rich())
    assert "Work on what" not in text_of(minimal())


def test_accepted_places_are_folded_with_their_reason(told):
    assert "2 places that are known and accepted" in told
    assert "(suppressed: It is only called by cron.; ops; until 2027-03-31)" in told
    assert "(known from the baseline)" in told


def test_what_was_settled_and_what_is_suppressed_for_nothing_is_told(told):
    assert "18 places are news; 1 is known from moveready.baseline.json; 1 is suppressed." in told
    assert "wp-content/themes/old/mail.php" in told
    assert "Gone soon. Not needed any more" in told


def test_an_old_source_is_told(told):
    assert told.count("nobody has read it again for two years") == 1


def test_the_days_of_the_report_and_of_its_knowledge_are_told(told):
    assert "2026-11-23 09:00 UTC, by moveready" in told
    assert "their newest source was read on 2026-08-22" in told


def test_findings_of_one_rule_share_its_advice_and_keep_their_places():
    page = render(crowded(findings=40, installs=20))
    assert page.count("Let it write to the folder of uploads") == 2
    assert page.count("run.php:12") == 40
    assert len(re.findall(r'id="finding-part-\d+-sites-\d+"', page)) == 40


def test_an_extension_has_an_address():
    page = render(rich())
    assert all(f' id="{name}"' in page for name in entries(rich().extensions).values())


def test_ids_of_equal_names_differ():
    ids = Ids()
    assert [ids.take("a") for _ in range(3)] == ["a", "a-2", "a-3"]


def test_a_bar_is_never_wider_than_its_picture():
    report = planned()
    names = Names(report)
    drawn = [pictures.findings(report), pictures.weights(report, names), pictures.tables(report, names)]
    drawn += [pictures.code(report, names), pictures.php(report), pictures.sites(report)]
    ends = [piece.start + piece.width for one in drawn for bar in one.bars for piece in bar.pieces]
    assert ends
    assert max(ends) <= pictures.WIDTH


def test_a_part_that_is_there_is_seen_however_small_it_is():
    report = planned()
    small = replace(report.tables[0], bytes=1, owned_by="core", owner=None)
    large = replace(report.tables[0], bytes=10**12, owned_by="core", owner=None, install="other")
    bars = pictures.tables(replace(report, tables=(small, large)), Names(report)).bars
    assert all(piece.width > 0 for bar in bars for piece in bar.pieces)


def test_a_picture_says_in_words_what_it_shows(told):
    assert "Findings by who deals with them" in told
    assert "Blockers: 1, Major: 1" in told or "Blockers: 1" in told


def test_nothing_is_drawn_where_there_is_nothing():
    report = tree_only()
    assert pictures.tables(replace(report, tables=()), Names(report)).bars == ()
    assert pictures.sites(minimal()).bars == ()
    assert pictures.php(minimal()).bars == ()


def test_what_is_not_drawn_is_counted():
    report = planned()
    tables = tuple(
        replace(report.tables[0], owner=f"plugin-{n}", owned_by="gone", bytes=1000) for n in range(12)
    )
    picture = pictures.tables(replace(report, tables=tables), Names(report))
    assert (len(picture.bars), picture.rest) == (10, "2 more owners: 2.0 KiB")
