"""Files of a server's configuration that Apache takes and that it refuses, made by seeded chance."""

from random import Random

from tests.real import apache_lines

_AROUND = [
    ("", ""),
    ("<VirtualHost *:80>\n", "</VirtualHost>\n"),
    ("<Directory /srv>\n", "</Directory>\n"),
    ("<VirtualHost *:80>\n<Directory /srv/a>\n", "</Directory>\n</VirtualHost>\n"),
    ("<Location /x>\n", "</Location>\n"),
    ("<IfModule mod_ssl.c>\n<VirtualHost _default_:443>\n", "</VirtualHost>\n</IfModule>\n"),
    ("<VirtualHost *:80>\n", "</Directory>\n"),
]
_OF_SERVERS = """
ServerName a.example
ServerAlias a b
DocumentRoot /tmp
AllowOverride All
AllowOverride None
SSLEngine on
Alias /a /tmp
ErrorLog /dev/null
CustomLog /dev/null common
KeepAlive On
Timeout 30
ServerAdmin a@b
ProxyPass /a http://x.example/
RewriteMap m txt:/x
RewriteBase /
LogLevel warn
ScriptAlias /c/ /tmp/
UseCanonicalName Off
ServerTokens Prod
IncludeOptional /nonexistent/*.conf
DirectoryIndex a b
Options FollowSymLinks
Require all granted
AuthName x
Order Deny,Allow
ServerSignature On
FooBar
Define X 1
<Directory /x>\\n</Directory>
<Location /y>\\n</Location>
<VirtualHost *:81>\\n</VirtualHost>
<Directory /x>
</Location>
""".strip().splitlines()


def file(chance: Random) -> bytes:
    """Return one line, within sections as a server's files have them."""
    before, after = chance.choice(_AROUND)
    if chance.random() < 0.6:
        body = chance.choice(_OF_SERVERS).replace("\\n", "\n").encode()
    else:
        body = apache_lines.ended_line(chance)
    return before.encode() + body + (b"" if body.endswith(b"\n") else b"\n") + after.encode()
