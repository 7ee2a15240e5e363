"""Encoded PHP, compiled code and scripts, told by their first bytes."""

import struct

import pytest

from audit.parsers.encoded import encoding
from audit.parsers.magic import binary_format
from audit.parsers.shebang import interpreter, language_of


def pe(start=0x80):
    return b"MZ" + bytes(0x3A) + struct.pack("<I", start) + bytes(start - 0x40) + b"PE\0\0"


@pytest.mark.parametrize(
    ("data", "maker"),
    [
        (b"<?php //0046b\nif(!extension_loaded('ionCube Loader')){$__oc=1;}", "ioncube"),
        (b"<?php //ICB0 74:0 81:9e1                   ?><?php //00cba\n", "ioncube"),
        (b"<?php //003ab\n// Licence: x\nif(!extension_loaded('ionCube Loader')){", "ioncube"),
        (
            b"<?php @\"SourceGuardian\"; //v10.1.6\nif(!function_exists('sg_load')){return sg_load('A');",
            "sourceguardian",
        ),
        (b"<?php\nif(!function_exists('sg_load')){die();}return sg_load('AB');", "sourceguardian"),
        (b"<?php @\"phpSHIELD\";\nif(!function_exists('phpshield_load')){}", None),
        (b"<?php if(!function_exists('phpshield_load')){die();}return phpshield_load('AB');", "phpshield"),
        (b"<?php @Zend;\n3074;\n/* x */", "zend-guard"),
        (b"Zend\x002002\x00", "zend-guard"),
    ],
)
def test_an_encoded_file_is_known_by_its_beginning(data, maker):
    assert encoding(data) == maker


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<?php\n// asks extension_loaded('ionCube Loader') and for sg_load(",
        b"<?php\nif (!extension_loaded('ionCube Loader')) { echo 'ionCube is missing'; }",
        b"<?php //00000\n$plain = true;",
        b"<?php\n$signs = array('//ICB0 ', '@Zend;', 'sg_load(');",
        b"<?php // Zend framework\nclass Zend_Load {}",
        b'<?php @"SourceGuardian"; ?><?php\n/* a template of comments */',
        b"Zend Framework is a library.",
    ],
)
def test_a_mention_encodes_nothing(data):
    assert encoding(data) is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x7fELF\x01\x01\x01", "ELF"),
        (b"\xcf\xfa\xed\xfe\x07\x00\x00\x01", "Mach-O"),
        (b"\xce\xfa\xed\xfe\x07\x00\x00\x01", "Mach-O"),
        (b"\xfe\xed\xfa\xce\x00\x00\x00\x07", "Mach-O"),
        (b"\xfe\xed\xfa\xcf\x00\x00\x00\x07", "Mach-O"),
        (b"\xca\xfe\xba\xbf\x00\x00\x00\x02", "Mach-O"),
        (b"\xbf\xba\xfe\xca\x02\x00\x00\x00", "Mach-O"),
        (b"\xca\xfe\xba\xbe\x00\x00\x00\x02\x00\x00\x00\x07", "Mach-O"),
        (b"\xca\xfe\xba\xbe\x00\x03\x00\x2d", "Java class"),
        (b"\xca\xfe\xba\xbe\x00\x00\x00\x41", "Java class"),
        (pe(), "PE"),
        (pe(0x400)[:0x200], "PE"),
        (b"!<arch>\n", "archive of objects"),
        (b"MZ", None),
        (b"MZungu is a word." + bytes(64), None),
        (b"\xca\xfe\xba\xbe", None),
        (b"", None),
        (b"#!/bin/sh", None),
    ],
)
def test_compiled_code_is_known_by_its_first_bytes(data, kind):
    assert binary_format(data) == kind


@pytest.mark.parametrize(
    ("line", "program", "language"),
    [
        (b"#!/usr/bin/perl -w\n", "perl", "Perl"),
        (b"#!/usr/bin/env python3.11\n", "python3.11", "Python"),
        (b"#!/usr/bin/env -S FOO=1 node --x\n", "node", "JavaScript"),
        (b"#! /usr/bin/php8.2\r\n<?php", "php8.2", "PHP"),
        (b"\xef\xbb\xbf#!/bin/sh", "sh", "Shell"),
        (b"#!/usr/bin/java\n", "java", "Java"),
        (b"#!/usr/bin/mono\n", "mono", ".NET"),
        (b"#!/usr/bin/lua\n", "lua", "Lua"),
        (b"#!/usr/bin/tclsh\n", "tclsh", "Tcl"),
        (b"#!/usr/bin/awk -f\n", "awk", "Awk"),
        (b"#!/usr/bin/env\n", "env", None),
        (b"#!\n", None, None),
        (b" #!/bin/sh", None, None),
        (b"#!\x00\x01", None, None),
    ],
)
def test_the_first_line_names_the_program(line, program, language):
    assert interpreter(line) == program
    assert language_of(program) == language
