"""Versions and constraints of versions, good and bad ones, drawn from a seed."""

import random

from tests.real.yaml_tables import listed

VERSIONS = listed(
    """
    8 · 8.0 · 8.0.0 · 8.7.6 · 8.7.7 · 8.8.0 · 8.9.20 · 9 · 9.0.0 · 9.1.0 · 9.2.0 · 9.4.9 · 9.5.11
    10.0.0 · 10.2.3 · 10.3.0 · 11.0.0 · 11.1.2 · 0 · 0.0.1 · 0.1 · 0.2.3 · 7.99 · 8.0.0-alpha1
    8.0.0-beta16 · 8.0.0-rc4 · 8.0.0-RC1 · 9.0.0-dev · 9.5.x-dev · 10.1.x-dev · 10.x-dev · 11.0-dev
    11.x-dev · 10.0.0-alpha7 · 10.0.0-beta.2 · 9.1.0-a1 · 9.1.0b2 · 9.1.0rc3 · 9.1.0-p1 · 9.1.0-pl2
    9.1.0-patch3 · 9.1.0-stable · 9.1.0-alpha · 9.1.0-beta-dev · 9.1.0.5 · 9.1.0.5-rc1 · v9.1 · V9.1.0
    09.01.00 · 8.x-1.0 · 8.x-dev · 8.x · 8.* · 9.1.x · dev-main · dev-9.x · dev-master · master · trunk
    default · main · dev-Feature/x-1 · 1.0.0+build · 9.1.0-rc1+b.2 · 9.1.0+ · 9.1.0@dev · 9.1.0@foo
    9.1.0#abc · 2020-01-01 · 20200101 · 2020.01.01 · 2020.01 · 202001 · 2020-01-01-1 · 20200101120000
    123456 · 12345.1 · 100000.1 · 9.1-dev9 · 9.1.0-foo · 9..1 · .9 · 9. · 1.2.3.4.5 · -1 · +1 · 9,1
    ~9.1 · ^9 · * · x · 9.1.0-rc1.2 · 9.1.0-rc-1 · 9.1.0.rc1 · 9.1.0_rc1 · 9.1.0_dev · 9.1.0.dev
    9.1.0dev · VERSION · 1e3 · 10.10 · 10.2 · ∅ · ␣9.1.0␣ · 9.1.0 as 9.2.0 · dev-main as 9.x-dev · 9.1 0
    9.1.0¶ · ٩.1
"""
)
NUMBERS = listed(
    """
    0 · 1 · 7 · 8 · 8.0 · 8.7.7 · 8.8 · 8.9 · 9 · 9.0 · 9.1 · 9.1.0 · 9.4.0 · 9.5 · 10 · 10.0 · 10.2
    11 · 11.0.0
"""
)
ENDINGS = listed(
    """
    -dev · -alpha1 · -beta · -RC2 · -rc.1 · -p1 · -stable · @dev · @beta · @stable · @RC · .x · .*
    .x-dev · .X · .x.x
"""
)
SIGNS = listed(
    """
    ∅ · ^ · ~ · >= · > · < · <= · = · == · != · <> · ^␣ · ~␣ · >=␣ · <␣ · =␣ · !=␣ · ~> · => · >< · <=>
    ^^ · ! · v
"""
)
JOINTS = listed(
    """
    ␣||␣ · || · ␣|␣ · | · ␣ || · ␣ · ␣␣ · , · ,␣ · ␣,␣ · ␣, · ␣-␣ · - · ␣as␣ · ; · ␣&&␣ · |||| · ,, · →
    ¶ · ␣or␣
"""
)
KNOWN = listed(
    """
    ∅ · ^8 || ^9 · ^8.8 || ^9 · ^8.7.7 || ^9 || ^10 · >=8.7.7 · >=8.7.7 <11 · ~9.1.0 · 8.x · * · ^9 · 8
    9.x · ^8|^9 · ^8||^9 · ^8 | ^9 · >=8 · 8 - 10 · 8.0 - 9.5 · 8.8.0 - 9.5.11 · 8 -10 · 8- 10
    8 - 10.x · 8.x - 9.x · 9.1-dev - 10 · ^8.0 - ^9 · ^9 ^10 · >8 <10 · >=8,<10 · >8.0, <10.0
    >=9 <10 || >=11 · >=9.3 !=9.4.1 · != 9.5.11 · <>9.5.11 · !=dev-main · dev-main · dev-main#abc123
    9.x-dev#abc · 9.x-dev · ==9.x-dev · @dev · @stable · *@beta · ^9@dev · >9@beta · >=9.0@alpha
    <10@rc · v9 · ^v9.1 · V9 · x · X.x · v* · *.* · x.1 · 9.*.1 · 9.* · 9.1.*.* · ~9 · ~9.1 · ~9.1.2.3
    ~9.x-dev · ~0.1 · ^0 · ^0.0 · ^0.0.3 · ^0.1.2 · ^0.1-beta · ^9.1.0-rc1 · ~9.1.0-rc1 · ^9-dev
    ~9.1-dev · <9-dev · >=9.1.0-rc1 · <=9.x-dev · >9.1.0+b1 · ^9.1+build · 9.1.0 as 9.2.0 · ^9 as 9.2
    foo · ^foo · >= · ^ · ~ · || · ^8 || · || ^8 · ^8 || || ^9 · ^8 && ^9 · ^8, · ,^8 · ^8 ,^9 · ^8 , ^9
    >= 8.7.7 · >=  9 <  11 · ^ 8 · ~ 9.1 · =>8 · 8.x-1.0 · (>=8.5) · >=3 <2 || >=2 <4
    >=8 <9 || >=9 <10 · >=8 <9 || >=9 <10 || >=10 <11 · ^8 || ^9 || ^10 || ^11 · foo-dev · 1-foo-dev
    >foo-dev · dev-foo-dev · >=dev-main · ^2020-01-01 · >=20200101 · ^99999 · ^100000 · ~9.1.00 · ^08
    8.08 · none · ^8.x · ~8.x · >=8.x · <9.x · >8.* · !=9.* · ^8.* · ^9 <9.4 · ^9,<9.4|^10
    self.version · >=9.1.0-dev · <10.0.0-dev · 9.1.0-stable · >9.1.0-stable@dev · =v9.1.0 · == 9.1.0
    =9.1 · 9.1.0.0 · ^9.1.0.0 · 9.5.11@dev · ~8.8.0||^9 · ~8||~9 · >8.7<10 · ^٩ · ∅
"""
)


def drawn(seed: int) -> tuple[str, str]:
    """Return a version and a constraint."""
    chance = random.Random(seed)
    version = chance.choice(VERSIONS[:25]) if chance.random() < 0.7 else chance.choice(VERSIONS)
    constraint = chance.choice(KNOWN).strip() if seed % 2 else _joined(chance)
    if chance.random() < 0.1:
        at = chance.randrange(len(constraint) + 1)
        constraint = (
            constraint[:at]
            + chance.choice("0198.,|<>=!^~*x -@#+v")
            + constraint[at + (chance.random() < 0.5) :]
        )
    return version, constraint


def _joined(chance: random.Random) -> str:
    is_calm = chance.random() < 0.6
    parts = []
    for _ in range(chance.choice((1, 1, 2, 2, 3))):
        number = chance.choice(NUMBERS) if is_calm or chance.random() < 0.8 else chance.choice(VERSIONS)
        ending = chance.choice(ENDINGS) if chance.random() < (0.1 if is_calm else 0.4) else ""
        parts += [
            chance.choice(JOINTS[:11] if is_calm else JOINTS),
            chance.choice(SIGNS[:11] if is_calm else SIGNS) + number + ending,
        ]
    return "".join(parts[1:])
