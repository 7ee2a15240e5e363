"""What the files say by which a site tells a managed host how to run it."""

from audit.model.facts import Fact


class HostSetting(Fact, frozen=True, kw_only=True):
    """A value of such a file; a list has one fact for each of its values."""

    file: str  # its name: pantheon.yml
    key: str  # the way to the value, with dots: database.version
    value: str  # as it is written, without secrets and cut where it is long
    seen_as: str
