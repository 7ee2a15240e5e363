"""Short open tags are found before code only, and never within code."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.short_tags import short_tags


def found(text):
    tags = short_tags(PhpFile(text.encode()))
    return None if tags is None else (tags.offset, tags.times)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<? echo 1;", (0, 1)),
        ("<?\n\techo 1;", (0, 1)),
        ("<?\r\n// what\r\n", (0, 1)),
        ("<?php a(); ?>\n<p><?if ($a): ?>x<? endif ?>", (17, 2)),
        ("<?}?>", (0, 1)),
        ("<?$a = 1;", (0, 1)),
        ("<?ECHO 1;", (0, 1)),
        ("<? my_theme_header(); ?>", (0, 1)),
        ("<? Theme::header(); ?>", (0, 1)),
    ],
)
def test_a_short_tag_stands_before_code(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<?php echo 1;",
        "<?PHP\necho 1;",
        "<?= 1 ?>",
        '<?xml version="1.0"?>',
        '<?XML version="1.0"?>',
        "<?xml-stylesheet href='a'?>",
        "<?mso-application progid='a'?>",
        "<?php echo '<? echo 1 ?>'; // <? echo 2",
        '<?php $a = "<? if (1)"; /* <? if */',
        "<?php\n$a = <<<X\n<? echo 1\nX;\n",
        "<?php a(); __halt_compiler(); <? echo 1 ?>",
        "<p>Write <? and no more</p>",
        "<p>a <? b ?></p>",
        "<?",
    ],
)
def test_other_texts_have_none(text):
    assert found(text) is None


def test_a_file_full_of_them_is_no_trouble():
    assert found("<? echo 1 ?>" * 50_000) == (0, 1000)
    assert found("<?" * 500_000) is None
