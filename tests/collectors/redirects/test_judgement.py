"""What is wrong with redirects, all of them looked at together."""

import time

import pytest

from audit.collectors.redirects.judgement import judge_redirects
from audit.model.facts import Install, Location, Problem, Site
from audit.model.redirects import Redirect, RedirectFlaw
from audit.sources.tree import Entry, Listing

SITE = Site(
    location=Location("site.sql"),
    install=".",
    id=1,
    url="https://a.example/",
    title=None,
    theme=None,
    parent_theme=None,
    plugins=None,
    prefix="wp_",
    tables=1,
    rows=1,
    bytes=1,
    hosts=("a.example", "b.example"),
)
INSTALL = Install(location=Location("."), install=".", root=".", cms="wordpress", version="6.8", docroot=".")


def redirect(source, target=None, kind="exact", by="htaccess", line=1, **other):
    base = "/" if by == "htaccess" and kind == "regex" else ""
    return Redirect(
        location=Location(".htaccess", line),
        install=".",
        source=source,
        target=target,
        kind=kind,
        by=by,
        **{"base": base, "status": 301, "order": line} | other,
    )


def rules(*pairs, **other):
    return [redirect(source, target, line=line, **other) for line, (source, target) in enumerate(pairs, 1)]


def judged(*redirects, listing=None):
    return list(judge_redirects([INSTALL, SITE, *redirects], listing))


def flaws(*redirects, kind=None, listing=None):
    """Return the flaws of these redirects, those of a kind if one is named."""
    found = [fact for fact in judged(*redirects, listing=listing) if isinstance(fact, RedirectFlaw)]
    return [flaw for flaw in found if kind in {None, flaw.kind}]


def kinds(*redirects, **other):
    return {flaw.kind for flaw in flaws(*redirects, **other)}


def test_a_plain_redirect_has_no_flaw():
    assert flaws(*rules(("/old", "/new"), ("/b/", "https://elsewhere.example/"))) == []


def test_a_loop_is_told_once():
    [flaw] = flaws(*rules(("/a", "/b"), ("/b", "/a")))
    assert (flaw.kind, flaw.source) == ("loop", "/a")
    assert flaw.text == "This never ends: /a → /b → /a."
    assert flaw.places == (Location(".htaccess", 2),)


def test_what_leads_into_a_loop_is_not_told_as_another():
    assert [one.kind for one in flaws(*rules(("/x", "/a"), ("/a", "/b"), ("/b", "/a")))] == ["loop"]


def test_a_redirect_to_itself_is_a_loop():
    assert kinds(redirect("/a", "/a")) == {"loop"}


def test_a_redirect_below_its_own_source_grows_for_ever():
    [flaw] = flaws(redirect("/shop", "/shop/new", kind="prefix"))
    assert flaw.kind in {"loop", "chain"}


def test_a_chain_has_an_answer_in_one_hop():
    [flaw, second] = flaws(*rules(("/a", "/b"), ("/b", "/c"), ("/c", "https://x.example/d")))
    assert (flaw.kind, flaw.answer) == ("chain", "https://x.example/d")
    assert flaw.text == "3 redirects follow one another: /a → /b → /c → https://x.example/d."
    assert (second.source, second.answer) == ("/b", "https://x.example/d")


def test_a_chain_goes_through_the_site_s_own_hosts():
    [flaw] = flaws(*rules(("/a", "https://a.example/b"), ("/b", "/c")), kind="chain")
    assert flaw.answer == "/c"


def test_a_chain_goes_through_plugins():
    chain = [redirect("/a", "/b"), redirect("/b", "/c", by="redirection", stays=True)]
    assert kinds(*chain) == {"chain"}


def test_a_chain_goes_through_patterns():
    found = flaws(*rules(("^old/(.*)$", "/middle/$1"), ("^middle/(.*)$", "/new/$1"), kind="regex"))
    assert [one.kind for one in found] == ["chain"]
    assert "/old/x → /middle/x → /new/x" in found[0].text


def test_two_patterns_may_be_a_loop():
    assert kinds(*rules(("^a/(.+)$", "/b/$1"), ("^b/(.+)$", "/a/$1"), kind="regex")) == {"loop"}


def test_a_pattern_that_matches_its_own_target_is_a_loop():
    assert kinds(redirect("^(.*)$", "/blog/$1", kind="regex")) == {"chain"}
    assert kinds(redirect("^", "/home", kind="regex")) == {"loop"}


def test_what_depends_on_the_host_is_no_link_of_a_chain():
    assert flaws(redirect("/a", "/b"), redirect("/b", "/c", line=2, depends=("host",))) == []


def test_a_redirect_to_another_host_of_the_site_may_end_there():
    [loop] = flaws(redirect("/a", "https://b.example/a"), kind="loop")
    assert "served from elsewhere" in loop.doubt


def test_a_redirect_for_one_host_does_not_answer_the_other():
    found = [redirect("/a", "https://b.example/a", host="a.example")]
    assert "loop" not in kinds(*found)


def test_the_second_of_two_redirects_of_an_address_is_a_duplicate():
    [flaw] = flaws(*rules(("/a", "/b"), ("/a", "/c")))
    assert (flaw.kind, flaw.target, flaw.location.line) == ("duplicate", "/c", 2)


def test_the_same_pattern_twice_is_a_duplicate():
    assert kinds(*rules(("^a(?=b)", "/b"), ("^a(?=b)", "/c"), kind="regex")) == {"duplicate"}


def test_what_lies_below_an_earlier_prefix_is_shadowed():
    [flaw] = flaws(redirect("/shop", "https://x.example/", kind="prefix"), redirect("/shop/a", "/b", line=2))
    assert flaw.kind == "shadowed"


def test_what_stands_before_a_prefix_is_not_shadowed():
    assert (
        flaws(redirect("/shop/a", "/b"), redirect("/shop", "https://x.example/", kind="prefix", line=2)) == []
    )


def test_a_prefix_takes_whole_names_only():
    assert flaws(redirect("/sho", "https://x.example", kind="prefix"), redirect("/shop", "/b", line=2)) == []


def test_behind_a_pattern_for_everything_nothing_has_its_turn():
    catch_all = redirect("^(.*)$", "https://x.example/$1", kind="regex")
    later = [redirect("/a", "/b", line=2), redirect("^c", "/d", kind="regex", line=3)]
    assert [one.kind for one in flaws(catch_all, *later)] == ["shadowed", "shadowed"]


def test_one_address_that_a_pattern_takes_does_not_shadow_a_pattern():
    assert (
        flaws(redirect("^new/x$", "/b", kind="regex"), redirect("^new/(.*)$", "/c", kind="regex", line=2))
        == []
    )


def test_what_is_switched_off_is_not_judged():
    assert (
        flaws(redirect("/a", "/a", enabled=False), redirect("/b", "/b", by="redirection", active=False)) == []
    )


def test_the_files_of_other_servers_are_not_judged():
    assert flaws(redirect("/a", "/a", by="nginx"), redirect("/b", "/b", by="_redirects")) == []


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("^/old$", "regex"),
        ("^/(a|b)$", "regex"),
        (r"^index\.php\?page=1$", "regex"),
        ("old^new", "regex"),
        ("^a$b", "regex"),
        ("/old.php?id=3", "prefix"),
        ("/page#top", "exact"),
    ],
)
def test_some_rules_never_match(source, kind):
    assert kinds(redirect(source, "/new", kind=kind)) == {"never-matches"}


@pytest.mark.parametrize("source", ["^/?old$", "/old$", "^(/|)old", "^old/?$", "^a|^/b", r"^a\?*b", "^^a$$"])
def test_other_rules_may_match(source):
    assert "never-matches" not in kinds(redirect(source, "https://x.example/", kind="regex"))


def test_a_pattern_of_a_plugin_does_see_the_first_slash():
    found = redirect(r"^/old/\?a=1", "/new", kind="regex", by="redirection")
    assert "never-matches" not in kinds(found)


def test_a_redirect_for_a_host_that_is_none_of_the_site_never_matches():
    assert kinds(redirect("/a", "/b", host="old.example", by="quick")) == {"never-matches"}
    assert kinds(redirect("/a", "/b", host="www.a.example", by="quick")) == set()


def test_targets_on_the_site_s_own_hosts_are_told_together():
    found = rules(
        ("/a", "https://a.example/x"), ("/b", "https://a.example/y"), ("/c", "https://other.example/")
    )
    [flaw] = flaws(*found, kind="moving-target")
    assert (flaw.times, flaw.places) == (2, (Location(".htaccess", 2),))


def test_a_redirect_of_a_file_that_is_there_never_reaches_php():
    listing = Listing(
        [("", {"docs": Entry("folder")}), ("docs", {"a.pdf": Entry("file"), "b.php": Entry("file")})]
    )
    found = rules(("/docs/a.pdf", "/new"), ("/docs/b.php", "/new"), ("/docs/c.pdf", "/new"))
    assert [one.source for one in flaws(*found, listing=listing, kind="static-file")] == ["/docs/a.pdf"]
    assert flaws(redirect("/docs/a.pdf", "/new", by="redirection"), listing=listing) == []


def test_a_query_that_the_platform_hides_is_told():
    assert kinds(redirect("^a", "/b", kind="regex", query="(^|&)utm_source=x")) == {"stripped-query"}
    assert kinds(redirect("/a?__s=1", "/b", by="redirection", any_query=False)) == {"stripped-query"}
    assert kinds(redirect("/a?p=1", "/b", by="redirection", any_query=False)) == set()


def test_an_answer_that_depends_on_the_visitor_is_told():
    [flaw] = flaws(redirect("^m$", "/mobile", kind="regex", depends=("user-agent", "host")))
    assert (flaw.kind, "the browser" in flaw.text) == ("visitor", True)


def test_a_dangerous_pattern_is_told():
    assert kinds(redirect("^(a+)+$", "/b", kind="regex")) == {"catastrophic"}


def test_more_patterns_than_php_keeps_are_told():
    many = [redirect(f"^old-{n}/(.*)$", f"https://x.example/{n}", kind="regex", line=n) for n in range(3001)]
    [flaw] = flaws(*many)
    assert (flaw.kind, flaw.times) == ("too-many-patterns", 3001)
    assert flaws(*many[:3000]) == []


def test_of_very_many_flaws_some_are_told_and_all_counted():
    found = flaws(*(redirect(f"/{n}", f"/{n}", line=n) for n in range(1200)))
    assert (len(found), sum(one.times for one in found)) == (500, 1200)


def test_secrets_that_were_left_out_are_not_compared():
    assert flaws(redirect("/a?token=[secret]", "/b?token=[secret]", any_query=False, by="x")) == []


@pytest.mark.parametrize("patterns_first", [True, False])
def test_twenty_thousand_redirects_and_three_thousand_patterns_are_judged_in_seconds(patterns_first):
    start = 0 if patterns_first else 50_000
    many = [redirect(f"/old/{n}", f"/old/{n + 1}", line=20_000 + n) for n in range(20_000)]
    many += [redirect(f"(.*)-{n}(.*)x$", "/y", kind="regex", line=start + n) for n in range(3_000)]
    begun = time.process_time()
    found = judged(*many)
    assert time.process_time() - begun < 20
    problems = [fact.kind for fact in found if isinstance(fact, Problem)]
    assert problems == (["redirects-not-followed"] if patterns_first else [])


def test_redirects_of_one_site_of_a_network_do_not_answer_another():
    chain = [redirect("/a", "/b", by="redirection", site=1), redirect("/b", "/c", by="redirection", site=2)]
    assert flaws(*chain) == []
    assert kinds(chain[0], redirect("/b", "/c", by="redirection", site=1)) == {"chain"}
