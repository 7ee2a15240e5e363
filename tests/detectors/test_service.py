"""Outside services by kind, name and what is set of them."""

import pytest

from audit.detectors.service import ServiceFound
from audit.knowledge import load_platforms
from audit.model.facts import Location
from audit.model.inventory import Inventory
from audit.model.stored import Service

HERE = Location("wp-config.php", 3)


def service(kind="mail", name="SMTP", detail=None, site=None):
    return Service(location=HERE, kind=kind, name=name, setting="SMTP_HOST", detail=detail, site=site)


def told(found, *facts):
    return [place.text for place in found.find(Inventory(facts, lambda _: {}), load_platforms()[0])]


def test_a_service_is_told_by_its_kind():
    assert told(ServiceFound(kind="mail"), service(), service("search", "Solr")) == ["SMTP, set by SMTP_HOST"]


def test_names_are_compared_in_any_case():
    found = ServiceFound(kind="mail", name=("smtp", "Mailgun"))
    assert told(found, service(), service(name="SendGrid")) == ["SMTP, set by SMTP_HOST"]


def test_what_is_set_is_held_against_a_pattern():
    found = ServiceFound(kind="mail", detail=r"(?:^|\.)office365\.com$")
    assert told(found, service(detail="smtp.office365.com")) == [
        "SMTP (smtp.office365.com), set by SMTP_HOST"
    ]
    assert told(found, service(detail="office365.com.example")) == []
    assert told(found, service(detail="notoffice365.com")) == []


def test_a_service_whose_host_may_not_be_shown_fits_no_pattern():
    assert told(ServiceFound(kind="mail", detail="."), service()) == []


def test_a_site_of_a_network_is_named():
    assert told(ServiceFound(kind="mail"), service(site=4)) == ["SMTP, set by SMTP_HOST of site 4"]
    assert told(ServiceFound(kind="mail"), service(site=1)) == ["SMTP, set by SMTP_HOST"]


def test_a_broken_pattern_is_refused():
    with pytest.raises(ValueError, match="is no pattern"):
        ServiceFound(kind="mail", detail="(")
