"""Which questions are asked, what is told with them, and what answers settle."""

from typing import Any

import pytest

from audit.model.code import Repository
from audit.model.facts import Extension, Location, Site
from audit.model.questions import Answer, KnownQuestion, KnownQuestions, Topic
from audit.model.stored import CronJob, Service
from audit.model.transfer import KickOff
from audit.plan.kick_off import settling, with_kick_off
from audit.plan.questions import ask
from audit.plan.questions_seen import seen
from tests.plan.cases import HERE, PANTHEON, WORDPRESS, finding, inventory, planned, plugin

TOPICS = (Topic(id="a", title="First"), Topic(id="b", title="Second"))


def question(name="one", **more: Any):
    return KnownQuestion(**({"id": name, "topic": "a", "text": "Which?", "why": "It matters."} | more))


def asked(*questions, facts=(WORDPRESS,), found=(), answers=(), absent=()):
    known = KnownQuestions(TOPICS, questions)
    return ask(known, inventory(*facts, absent=absent), PANTHEON, found, answers)


def mailer():
    return Service(location=HERE, kind="mail", name="SMTP", setting="smtp_host")


def test_a_question_without_a_condition_is_always_asked():
    assert [one.id for one in asked(question())] == ["one"]


def test_what_was_seen_is_told_with_the_question():
    assert asked(question(when="mail"), facts=(WORDPRESS, mailer()))[0].seen == ("SMTP",)


def test_what_is_not_there_is_not_asked_about():
    assert asked(question(when="mail")) == ()


def test_what_nobody_could_see_is_asked_about():
    assert asked(question(when="mail"), absent=("database",))[0].seen == ()


def test_a_question_is_of_the_platforms_that_it_concerns():
    assert asked(question(concerns=("no-such-trait",))) == ()
    assert asked(question(concerns=("git-deploys",))) != ()


def test_a_question_is_of_the_systems_that_are_there():
    assert asked(question(cms=("drupal",))) == ()
    assert asked(question(cms=("wordpress",))) != ()


def test_a_question_about_findings_is_asked_where_there_are_some():
    about = question(found=("many-domains",))
    assert asked(about) == ()
    found = finding("many-domains", "a", "b", "c", "d")
    assert asked(about, found=(found,))[0].seen == (
        "Title of many-domains: a",
        "Title of many-domains: b",
        "Title of many-domains: c",
        "Title of many-domains: and 1 more",
    )


def test_questions_stand_in_the_order_of_their_topics():
    found = asked(question("x", topic="b"), question("y"), question("z", topic="b"))
    assert [(one.topic, one.id) for one in found] == [("First", "y"), ("Second", "x"), ("Second", "z")]


def test_whoever_chooses_may_say_that_it_is_not_known():
    assert asked(question(choices=("yes", "no")))[0].choices == ("yes", "no", "not known")
    assert asked(question())[0].choices == ()


def test_an_answer_stays_where_the_question_is_no_longer_asked():
    found = asked(question(when="mail"), answers=[Answer(id="one", answer="By post", note="For now.")])
    assert (found[0].answer, found[0].note) == ("By post", "For now.")


def test_no_address_or_login_of_an_answer_gets_into_the_report():
    answer = Answer(id="one", answer="ask ann@example.org", note="ftp://joe:secret@host.example/x")
    found = asked(question(), answers=[answer])[0]
    assert found.answer == "ask [e-mail address]"
    assert found.note == "ftp://host.example/x"


def test_an_answer_settles_the_findings_that_it_is_about():
    about = question(choices=("none", "some"), settles={"none": ("gateway", "port")})
    known = KickOff(KnownQuestions(TOPICS, (about,)))
    assert settling(known, [Answer(id="one", answer="none", note="Checked.")]) == {
        "gateway": "Which? none (Checked.)",
        "port": "Which? none (Checked.)",
    }
    found = asked(about, found=(finding("port"),), answers=[Answer(id="one", answer="none")])
    assert found[0].settles == ("port",)


@pytest.mark.parametrize("answer", ["some", "not known", None])
def test_another_answer_settles_nothing(answer):
    about = question(choices=("none", "some"), settles={"none": ("gateway",)})
    known = KickOff(KnownQuestions(TOPICS, (about,)))
    assert settling(known, [Answer(id="one", answer=answer)]) == {}


def test_what_is_settled_costs_no_hours():
    settled = finding("port", "a", once=2.0, accepted={0: "answer"})
    assert planned(WORDPRESS, found=(settled,)).hours == 0
    assert planned(WORDPRESS, found=(finding("port", "a", once=2.0),)).hours == 2.0


def test_a_plan_gets_its_questions_and_its_transfer():
    made = with_kick_off(
        planned(WORDPRESS), inventory(WORDPRESS), PANTHEON, (), KickOff(KnownQuestions(TOPICS, (question(),)))
    )
    assert [one.id for one in made.questions] == ["one"]
    assert made.transfer is not None


def test_modules_of_one_project_are_told_once():
    def module(slug):
        place = Location(f"modules/webform/{slug}")
        return Extension(
            location=place,
            kind="module",
            slug=slug,
            name=slug,
            file=slug,
            project="webform",
            roles=("forms",),
        )

    assert seen("visitors-data", inventory(module("webform_ui"), module("webform"))) == ("webform",)


def test_what_is_switched_off_or_gone_is_not_told():
    off, gone = plugin("a", active=False, roles=("mail",)), plugin("b", installed=False, roles=("mail",))
    assert seen("mail", inventory(off, gone)) == ()


def test_long_lists_are_cut_and_say_so():
    sites = [
        Site(
            location=HERE,
            id=n,
            url=None,
            title=None,
            theme=None,
            parent_theme=None,
            plugins=None,
            prefix="",
            tables=0,
            rows=0,
            bytes=0,
            hosts=(f"s{n}.example.org",),
        )
        for n in range(500)
    ]
    told = seen("hosts", inventory(*sites))
    assert told is not None
    assert len(told) == 13
    assert told[-1] == "and 488 more"


def test_tasks_are_told_with_how_often_they_run():
    job = CronJob(location=HERE, site=1, hook="feed", schedule="x", interval=300, entries=1, next_run=None)
    assert seen("tasks", inventory(job)) == ("feed, every 5 minutes",)


def test_a_repository_is_told_with_its_branch():
    kept = Repository(location=Location("."), branch="main", commits=12, branches=3)
    assert seen("repository", inventory(kept)) == (".: git, branch main, 12 commits, 3 branches",)
