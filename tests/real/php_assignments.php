<?php
// Says what constants, variables and $_SERVER entries the given files leave behind. They are run: give it
// only files that the tests wrote.
// In: a JSON list of paths on standard input.
// Out: for each file a line of JSON, {"name": [type, value]}; strings are in hexadecimal, floats by their bits.

function spelled(mixed $value): array
{
    return match (gettype($value)) {
        'string' => ['str', bin2hex($value)],
        'integer' => ['int', (string) $value],
        'double' => ['float', bin2hex(pack('E', $value))],
        'boolean' => ['bool', $value ? 'True' : 'False'],
        'NULL' => ['NoneType', 'None'],
        default => ['other', ''],
    };
}

function constants(): array
{
    return get_defined_constants(true)['user'] ?? [];
}

function left_behind(): array
{
    ob_start(); // Some write HTML.
    require func_get_arg(0);
    ob_end_clean();
    return get_defined_vars();
}

foreach (json_decode(stream_get_contents(STDIN), true) as $file) {
    $constants = constants();
    $server = $_SERVER;
    $found = [];
    foreach (left_behind($file) as $name => $value) {
        $found['$' . $name] = spelled($value);
    }
    foreach (array_diff_key(constants(), $constants) as $name => $value) {
        $found[$name] = spelled($value);
    }
    foreach (array_diff_key($_SERVER, $server) as $name => $value) {
        $found["\$_SERVER['$name']"] = spelled($value);
        unset($_SERVER[$name]);
    }
    echo json_encode($found), "\n";
}
