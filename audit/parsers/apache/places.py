"""Where in a server's configuration a directive may stand, as `apache2 -t` of Debian 12 has it."""

from collections.abc import Collection, Sequence

from audit.parsers.apache.known import Known
from audit.parsers.apache.values_rewrite import lacks_target

FOLDERS = frozenset({"directory", "directorymatch", "location", "locationmatch", "proxy", "proxymatch"})
_INNER = FOLDERS | {"files", "filesmatch", "if", "elseif", "else", "limit", "limitexcept"}
_LOCATIONS = frozenset({"location", "locationmatch"})
_IN_FOLDERS_TOO = frozenset(
    """
    allowmethods allowoverride allowoverridelist authformsize authncachecontext balancermember buffersize
    cachedefaultexpire cachedetailheader cacheheader cacheignorenolastmod cachelastmodifiedfactor
    cachemaxexpire cachemaxfilesize cacheminexpire cacheminfilesize cachereadsize cachereadtime
    cachesocachemaxsize cachesocachemaxtime cachesocachemintime cachesocachereadsize cachesocachereadtime
    cachestaleonerror cachestoreexpired cachestorenostore cachestoreprivate cgidscripttimeout dav
    davbasepath davdepthinfinity davgenericlockdb davlockdiscovery davmintimeout defaultruntimedir define
    extfilteroptions filtertrace hostnamelookups identitycheck identitychecktimeout include
    includeoptional inputsed keptbodysize loadfile loadmodule loglevel logmessage maxrangeoverlaps
    maxrangereversals maxranges modemstandard modmimeusepathinfo outputsed proxy100continue
    proxyaddheaders proxyerroroverride proxyftpdircharset proxyftpescapewildcards proxyftplistonwildcard
    proxypassinterpolateenv proxypassreversecookiedomain proxypassreversecookiepath proxypreservehost
    proxyscgiinternalredirect proxyscgisendfile proxyset proxywebsocketfallbacktoproxyhttp readbuffersize
    script serverroot undefine usecanonicalname usecanonicalphysicalport
    """.split()
)
_IN_LOCATIONS_TOO = frozenset(
    """
    alias cachedisable cacheenable proxypass proxypassmatch proxypassreverse scriptalias
    """.split()
)
_IN_FOLDERS_ONLY = frozenset(
    """
    allow allowmethods allowoverride allowoverridelist anonymous anonymous_logemail
    anonymous_mustgiveemail anonymous_nouserid anonymous_verifyemail authbasicauthoritative authbasicfake
    authbasicprovider authbasicusedigestalgorithm authdbmgroupfile authdbmtype authdbmuserfile
    authdigestalgorithm authdigestdomain authdigestnccheck authdigestnoncelifetime authdigestprovider
    authdigestqop authformauthoritative authformbody authformdisablenostore authformfakebasicauth
    authformlocation authformloginrequiredlocation authformloginsuccesslocation authformlogoutlocation
    authformmethod authformmimetype authformpassword authformprovider authformsitepassphrase authformsize
    authformusername authgroupfile authmerging authname authncachecontext authncacheprovidefor
    authncachetimeout authtype authuserfile authzdbmtype authzsendforbiddenonfailure buffersize
    cgipassauth dav davbasepath davgenericlockdb deny extfilteroptions inputsed keptbodysize modemstandard
    modmimeusepathinfo order outputsed require rewritebase satisfy ssietag ssilastmodified
    ssilegacyexprparser sslrenegbuffersize sslrequire sslrequiressl
    """.split()
)
_OUTSIDE_ONLY = frozenset(
    """
    asyncrequestworkerfactor authncacheenable authncachesocache authnzfcgidefineprovider chrootdir
    coredumpdirectory gracefulshutdowntimeout group heartbeataddress heartbeatlisten heartbeatmaxservers
    heartbeatstorage listen listenbacklog listencoresbucketsratio listentcpdeferaccept maxclients
    maxconnectionsperchild maxmemfree maxrequestsperchild maxrequestworkers maxsparethreads
    minsparethreads mutex pidfile proxyhctpsize receivebuffersize regexdefaultoptions registerhttpmethod
    scoreboardfile scriptsock sendbuffersize serverlimit servertokens sslcryptodevice sslpassphrasedialog
    sslsessioncache sslstaplingcache sslvhostsnipolicy startservers threadlimit threadsperchild
    threadstacksize user watchdoginterval
    """.split()
)
_REDIRECTS = frozenset({"redirect", "redirectmatch", "redirectpermanent", "redirecttemp"})
_IN_HOSTS_ONLY = frozenset({"serveralias", "serverpath"})


def place_fault(key: str, known: Known, sections: Collection[str], words: Sequence[str] = ()) -> str | None:
    """
    Return why a directive cannot stand within sections, by their kinds; None: it can, as far as is known.

    >>> place_fault("documentroot", Known("DocumentRoot", "core", False, "raw"), ["virtualhost", "directory"])
    'it cannot stand in <directory>'
    """
    inner = next((kind for kind in sections if kind in _INNER), None)
    if inner is None:
        return _of_the_server(key, words, in_host="virtualhost" in sections)
    if known.htaccess or key in _IN_FOLDERS_TOO:
        return None
    if key in _IN_LOCATIONS_TOO and not _LOCATIONS.isdisjoint(sections):
        # There the section has said the path.
        has_path = len(words) > 1 if key.endswith("alias") else words[:1] and words[0].startswith("/")
        return f"it takes no path in <{inner}>" if has_path else None
    is_told = known.module != "mod_php" and not known.name.endswith("*")
    return f"it cannot stand in <{inner}>" if is_told else None


def _of_the_server(key: str, words: Sequence[str], *, in_host: bool) -> str | None:
    if key in _IN_FOLDERS_ONLY:
        return "it can stand in <Directory> and the like only"
    if key in _REDIRECTS and lacks_target(key, words):
        return "it lacks its target"
    if in_host:
        return "it cannot stand in <VirtualHost>" if key in _OUTSIDE_ONLY else None
    return "it can stand in <VirtualHost> only" if key in _IN_HOSTS_ONLY else None
