"""What documents of YAML are made of."""

MARKS = {"¶": "\n", "→": "\t", "⍽": "\u00a0", "⏎": "\u2028", "⇓": "\u0085", "␣": " ", "∅": ""}


def listed(table: str) -> list[str]:
    """Return the parts of a table, which a dot parts; MARKS tells what is written otherwise."""
    parts = [part for line in table.strip().splitlines() for part in line.strip().split(" · ")]
    return ["".join(MARKS.get(sign, sign) for sign in part) for part in parts]


NAMES = listed(
    r"""
    a · b · name · type · core_version_requirement · dependencies · 'quoted' · "double" · "a\tb" · é · 0
    7 · -1 · 007 · 1.5 · true · ~ · null · on · drupal:node · a.b_c-d · 'it''s' · 2001-01-01 · <<
    key<< · 0x1f · 1e3 · @at · `tick · %pct · "x: · y" · 'a · #b' · a#b · "" · '' · !t · _core · a,b
    [a] · {a} · a} · ? · ?a · -a · - · * · *x · &x · &x a · | · > · # · : · :a · a: · 'open · "open
    x:y · http://a/b · .inf · +1 · - · .5 · 1_0
"""
)
NUMBERS = listed(
    """
    0 · 1 · -1 · +1 · 12 · 007 · -007 · 08 · -08 · 010 · -010 · +010 · 0o17 · -0o17 · +0o17 · 0o · 0o8
    0o1_7 · 0x1F · 0X1f · -0x1F · 0x · 0xg · 0x1_F · 0b11 · 1_000 · 1__0 · _1 · 1_ · +1_0 · -1_0 · 1,000
    1,000.5 · 1.5 · -1.5 · +1.5 · .5 · -.5 · +.5 · 5. · 1. · -0 · +0 · 0.0 · -0.0 · 1e3 · 1E3 · 1.e3
    .5e-3 · 1e · 1e400 · -1e400 · 1_0.5 · 1_0.5_0 · 1.5_0 · 1_0e3 · 1.2.3 · 1..2 · . · .. · ... · - · +
    -- · +- · -. · +. · .inf · .Inf · .INF · -.inf · +.inf · .nan · .NaN · inf · nan · INF · NAN
    9223372036854775807 · 9223372036854775808 · -9223372036854775808 · -9223372036854775809
    0x7fffffffffffffff · 0xffffffffffffffff · 0777777777777777777777 · 0o777777777777777777777
    07777777777777777777777777 · 99999999999999999999 · 00 · -00 · 000 · 0_0 · 0_7 · -0_7 · 1:30
    12:30:45 · 190:20:30 · 1.10 · 8.x · 8.x-1.0 · ٣ · ²
"""
)
TIMES = listed(
    """
    2001-12-14 · 2001-1-1 · 2001-02-30 · 2001-02-31 · 2001-13-01 · 2001-12-32 · 2001-00-00 · 0000-01-01
    9999-12-31 · 20011214 · 2001-12 · 2001-12-14t21:59:43.10-05:00 · 2001-12-14T21:59:43Z
    2001-12-14T1:59:43Z · 2001-12-14T24:00:00Z · 2001-12-14T24:00:01 · 2001-12-14T21:60:00Z
    2001-12-14T21:59:60Z · 2001-12-14T21:59:61Z · 2001-12-14T25:00:00Z · 2001-12-14T21:59
    2001-12-14T21:59:43.1234567Z · 2001-12-14T21:59:43. · 2001-12-14T21:59:43+5
    2001-12-14T21:59:43+05:30 · 2001-12-14T21:59:43-14:00 · 2001-12-14T21:59:43+24:00
    2001-12-14T21:59:43+99:99 · 2001-12-14T21:59:43Zulu · 2001-12-14 21:59:43.10 -5
    2001-12-14→21:59:43 Z · 2001-12-14 21:59:43 · 2001-12-14  1:2:3
"""
)
WORDS = listed(
    r"""
    true · True · TRUE · tRuE · false · False · null · Null · NULL · ~ · yes · no · on · off · y · n
    Yes · nul · truee · module · drupal:node · ^8||^9 · ^8.8 · || · >=8.7.7 · http://example.org/a#b
    a:b · a: · :a · a#b · #a · é · ☃ · ⍽ · ⏎
    b⇓ · ⇓ · << · @service · @ · `tick · % · %tag · | · |x · > · >x · >-
    ! · !! · !mine · !mine/x.y:z-1 · !!str · !str · !!int · !!float · !!float:1 · !!binary · !!binary:x
    !php/object · !php/object:x · !php/const · !php/const:X · !php/enum · !!php/const:X · !php · !!set
    - · -a · --- · ... · --- · -- · ? · ?x · * · *a · *b · *c · *none · *# · *a# · & · &a · &b · &c
    &a& · &a*a · {} · [] · { · } · [ · ] · {a · [a · a} · a] · a,b · , · ,a · [a,b] · {a:1} · : · , · '
    " · '' · "" · \ · \n · a\ · core.extension · 'a'b · "a"b · 'a' · "b" · [,] · [,a] · [a,,b] · [a,,]
    {,} · {a,b} · {a} · {:1} · {a:} · [a:] · [-] · [- · a] · [?]
"""
)
PHRASES = listed(
    r"""
    a b · a  b · a: b · a : b · a :b · a #b · a # b · 'a' #b · "a" # b · 'a'#b · 'a' b · "a" b · a 'b'
    'it''s' · 'a: b' · "a: b" · 'a\' · '#' · "# x" · - a · - - a · ? a · ! a · ! 'a' · !!str a · !!str 1
    !!str 'a' · !!str 'a' b · !!str · !!str '' · !!float 1 · !!float a · !!float 1.5e3 · !!float '1'
    !!int 1 · !!binary aGVsbG8= · !!binary 'aGVsbG8=' · !!binary aGVsbG8 · !!binary /w== · !!binary
    !mine a · !mine 'a' · !mine [a] · !mine {a: b} · !mine · !mine #c · !mine [a] # c · !mine &a b
    &a !mine b · !mine !yours a · !mine 1 · !mine *a · !mine 010 · !mine  true · !php/const X
    !php/object 'O:8:"stdClass":0:{}' · !php/enum X · &a · &a b · &a  b · &b [1, 2] · &c {x: 1} · &a 'b'
    &a #c · &a 5 · &a *a · & a · *a · *b · *c · *a # c · *a #c · *a # · *a b · * a · [*a, *b] · {x: *a}
    [&a b, *a] · {x: &a b, y: *a} · {<<: *c, x: 2} · {x: 1, <<: *c} · {<<: [*c, {z: 3}]} · {<<: {x: 5}}
    {<<: 1} · {<<: [1]} · {<<: *b} · {<<: !mine {x: 5}} · {<<: {0: 1}} · {a: 1, a: 2} · {a: ~, a: 2}
    {a: 1, 'a': 2} · {a: 1,¶  b: 2} · [a,¶  b]
    { a: b } · {a:b} · {a: b, c} · {a b: c} · {a : b} · {a  : b} · {'a':b} · {'a': b} · {"a":[1]}
    {a:[1]} · {a:{b: 1}} · {a: [b, c], d: {e: f}} · {true: 1} · {1: 2} · {1.5: 2} · {~: 1} · {null: 1}
    {: 1} · {'': 1} · {a: } · {a:, b: 1} · {a: , b: } · {a: 'b' c} · {a: 'b'x} · {'a' b: c} · {a: b} # c
    {a: b} c · {a: b}c · {a: b}#c · [a] # c · [a] b · [a]b · [a]#c · [a, b · {a: b · [a]] · {a: b}}
    [a} · {a: b] · [[a], [b, [c]]] · [{a: b}, {c: d}] · [a: b] · [a: b, c] · [a: b c: d] · [a :b]
    ['a: b'] · [ a , b ] · [a b, c d] · [ , a] · [a, , b] · [a,,b] · [,] · [a,] · ['a' b] · ['a'b]
    ['a', "b"] · [1, 1.5, true, ~, '1'] · [null, , ~] · [@a] · [%a] · [|] · [>] · ['@a'] · [!mine a]
    [!mine [a]] · [! a] · [!] · {a: !mine b} · {a: !} · {a: ! b} · {a: !mine {b: c}} · {!mine a: b}
    [!!str 1] · [!!float 1, !!binary aGVsbG8=] · {a: !!str 1} · [0] · [a]0
    [2001-12-14, 2001-12-14 21:59:43] · {a: 2001-12-14T21:59:43Z} · [→a] · [a→,b] · {→a: b} · {a:→b}
    {a: b→} · [a #b] · [a, #b¶  c] · [a #b¶  , c] · [a # b, c] · {a: b #c} · {a: b, #c¶  d: e}
    {a: b¶  c: d} · {a: 'b'¶  c: d} · {a: b¶  , c: d} · {¶  a: b¶  } · [¶  a¶  ] · [a¶  b] · ['a¶  b']
    {a: 'x¶¶  y'} · [¶  # c¶  a, # d¶  b¶  ] · {a: "x\¶  y"} · {'a¶  b': c} · ["a\¶   b"] · [a\¶  b]
    {a¶  : b} · {a:¶  b} · {a:¶¶  b} · [{a: b,¶  c: d}] · "\x41\u00e9\U0001F600" · "\q" · "\x4" · "\u12"
    "\ud800" · "\U00110000" · "\0\a\b\t\n\v\f\r\e" · "\N\_\L\P" · "\ \/\"\\" · "\'" · "a\ · "a\" · "a\\"
    "→a" · "\→a" · 'a→b' · a→b · a→#b · →a · a→ · a\ · a\n · C:\a · Drupal\node · a¶  b · a¶  b: c
    a¶¶  b · a¶  # c¶  b · a # c¶  b · a¶  b # c · 'a¶  b' · 'a¶¶  b' · 'a¶¶¶  b¶  ' · "a¶  b"
    "a\n¶  b" · "a\¶  b" · "a \¶  \  b" · "a¶  ¶  b" · 'a¶  b' # c · 'a¶  b' c · 'a¶  it''s' · "a¶  \"b"
    'a¶ · "a¶ · a¶→b · 'a¶→b' · 5¶  6 · true¶  false · 'a'¶  b · ~¶  a · *a¶  b · 2001-12-14¶  a
    !mine a¶  b · [a]¶  b · [a] # c¶  b · {a: b}¶  c · a¶  - b · a¶  'b' · a,¶  b · a:¶  b · 0 · 0 # c
    '0' · '' # c · ''x · ' ' · ' a ' · a ' · a " · a'b · it's
"""
)
# What is right wherever a value may stand: these documents go further before something is refused.
CALM = listed(
    r"""
    a · b c · 'a: b' · "a # b" · 1 · -1.5 · 0x1F · 0o17 · 1_000 · 010 · 1e3 · .5 · true · False · ~
    null · ∅ · # c · a # c · a#b · 'it''s' · "\u00e9\t\"" · '' · 2001-12-14 · 2001-12-14 21:59:43
    [a, 'b', 1] · [] · {} · {a: 1, 'b': [c]} · { a: b } # c · [a: b, c] · [[a], {b: ~}] · a¶  b
    a¶¶  b¶  c · 'a¶  b' · 'a¶¶  b ' · "a\¶  b" · "a¶¶¶  b" · [a,¶  b # c¶  ] · {a: 1,¶  b: 2} · &a x
    &b [1, {x: 2}] · &c {x: 1, y: ~} · !!float 1 · !!str 1 · !!binary aGVsbG8= · ! 1 · drupal:node
    8.x-1.0 · http://a/b#c · ^8 || ^9 · é ☃ · a→b · -␣ · + · . · C:\a · a:b · 0 · 007a
    99999999999999999999 · -0 · .inf · ⍽ · 'a' # c · yes · 12:30 · a,b · a [b] · a 'b' · "a\n¶  b"
    '- a' · a¶    b¶  c · 5¶  6 · [a, b]¶ · x # c¶
"""
)
HEADERS = listed(
    """
    | · > · |- · >- · |+ · >+ · |2 · >2 · |2- · >-2 · |+1 · |0 · |9 · |10 · |-+ · |2+ · || · |> · |a
    >a · |-a · |#c · !mine: · !!str: · !!binary: · !: · !!float:
"""
)
DRUPAL = listed(
    r"""
    name: Example · name: 'It''s: an example' · type: module · type: theme
    description: 'Does # things' · description: Does things: well · description: >¶  folded¶  text
    package: Other · version: VERSION · version: '8.x-1.0' · version: 8.x-1.0 · version: 1.10
    version: 2.0.0 · core: 8.x · core_version_requirement: ^8 || ^9 · configure: a.b
    core_version_requirement: '>=8.7.7 <11' · core_version_requirement: >=8.7.7
    core_version_requirement: ~9.1.0 · core_version_requirement: 10 · core_version_requirement: *
    core_version_requirement: [^8] · hidden: true · hidden: TRUE
    dependencies:¶  - drupal:node¶  - drupal:views (>=8.5)¶  - token:token
    dependencies:¶- node¶- text # c¶¶- user · dependencies:¶  - node¶ - user
    dependencies: [node, drupal:text] · dependencies: {  } · base theme: classy · base theme: false
    regions:¶  header: Header¶  content: 'Main content' · libraries:¶  - a/b¶  -¶    c: d
    stylesheets-remove:¶  - '@classy/a.css' · stylesheets-remove:¶  - @classy/a.css
    libraries-override:¶  a/b: false¶  c/d:¶    css:¶      theme:¶        e.css: false
    datestamp: 1438344500 · project: 'example'
    # Information added by Drupal.org packaging script on 2020-01-01 · test_dependencies:
    module:¶  node: 0¶  user: 0¶  standard: 1000¶theme:¶  claro: 0
    _core:¶  default_config_hash: Zm9v-_bar · profile: standard
    uuid: 0b1c3e3a-1111-4222-8333-444455556666 · uuid: 12345678-1111-4222-8333-444455556666
    langcode: no · langcode: en · status: true · id: 1e5 · weight: -10 · weight: -010
    third_party_settings: {  } · settings:¶  max_length: 255¶  size: 0.5¶  mode: 0755
    label: "Caf\u00e9" · label: 'a¶¶  b' · body: |¶  <p>a: b</p>¶¶    # no comment¶  <br />
    body: |-¶    a¶   b · date: 2001-12-14 · text: "a\r\nb" · text: "a \¶  b"
    filters:¶  f:¶    id: f¶    settings:¶      allowed: '<a href> <em>'¶      list: {  } · php: 7.4
    php: 8.10 · lifecycle: stable · interface translation project: a
    'interface translation project': a · screenshot: a.png · config_devel:¶  install:¶    - a.b
    tags:¶  - {name: a, priority: 1}¶  - { name: b } · arguments: ['@a', '%b%', "@?c", @d]
    a: &base¶  x: 1¶  y: [2]¶b:¶  <<: *base¶  x: 3 · a: &base {x: 1}¶b:¶  <<: *base¶  z: *base
    b:¶  <<:¶    - {x: 1}¶    - {x: 2, y: 3} · b:¶  <<: &m¶    x: 1¶  y: *m
    b:¶  x: 9¶  <<: {x: 1, y: 2}¶  y: 3 · b:¶  <<: [1] · b:¶  <<: a · b:¶  <<: · c:¶  <<: *none
    c: *base · a: &base [1, ~]¶b:¶  x: 1¶  <<: *base · <<: &m¶  - x¶  - y · <<: [{x: 1}, [y]]
    <<: [~, {x: 1}] · <<: {0: {x: 1}} · <<: {1: ~, 0: 1} · a: &b [1, {x: 2}]¶b: {<<: *b, 2: x}
    a: &b {x: ~}¶c:¶  x: ~¶  <<: *b
"""
)
ENDS_OF_SCALARS = listed("∅ · ¶ · ¶¶ · ␣# c¶ · ¶b¶ · ¶# c¶ · ¶---¶ · ¶...¶ · ¶  b¶ · ¶¶  c¶d")
BETWEEN = listed("¶ · ␣ ¶ · # c¶ · ␣   # c¶ · →¶ · ␣# c: d¶ · ¶¶ · #¶ · ␣ #- a¶ · ␣→¶")
CALM_BETWEEN = listed("¶ · ␣ ¶ · # c¶ · ␣   # c¶ · ␣# c: d¶ · ¶¶ · #¶ · ␣ #- a¶")
CALM_ENDINGS = listed("¶ · ¶ · ¶ · ¶ · ␣# c¶ · ␣&a¶ · ¶¶ · ␣¶ · ¶# c¶")
ENDINGS = listed("¶ · ¶ · ¶ · ¶ · ␣¶ · ␣# c¶ · ␣&a¶ · ␣&b¶ · ␣!mine¶ · →¶ · ¶¶ · ¶# c¶ · ␣#¶ · ␣& ¶ · ␣!¶")
COLONS = listed(": · ␣:␣ · : ␣ · :→ · ␣: · :⍽ · : →")
MARGINS = listed("∅ · ∅ · ␣ · ␣␣ · → · ␣  ␣")
LINES = listed("x · y z · # no · a: b · - a · ' · é · --- · ... · x␣ · x→")
BEFORE = listed(
    """
    ---¶ · %YAML 1.2¶---¶ · # c¶ · # c¶---¶ · --- # c¶ · --- a¶ · ---¶---¶ · ¶ · ¶---¶ · ␣¶ · %YAML:1¶
    ---
"""
)
AFTER = listed(
    """
    ...¶ · ... · ---¶ · ¶...¶¶ · ... # c¶ · # c · ␣ # c¶ · ¶¶¶ · ␣ · → · ...x · ¶ ... · ---¶b: c¶
"""
)
SIMPLE_KEYS = listed(
    """
    a · b · c · d · key · a b · 'q' · "q" · 0 · x.y
"""
)
CALM_KEYS = listed("a · a b · é · a.b:c · ∅ · - · a- · _a · a#")
SIGNS = listed(
    r"""
    -␣ · a:␣ · b: · - · ␣ · ␣␣ · ␣  ␣ · ¶ · ¶ ␣ · # c · | · > · a · ' · " · [ · ] · { · } · , · :␣ · &a␣
    *a · <<:␣ · !t␣ · ---¶ · ... · → · x¶ · 1 · ~ · \ · ¶¶ · ¶-␣ · ¶c:␣ · ?␣ · % · @ · ¶    d:␣
"""
)
