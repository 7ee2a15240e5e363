<?php
// Says what Symfony's Yaml and Composer's Semver, from Debian's packages, make of what they are given.
//   yaml     in: lines of JSON, [document in base64, own tags?]; out: its value, or ["error", message]
//   semver   in: lines of JSON, [version, constraint]; out: true, false or ["error", message]
error_reporting(E_ERROR | E_PARSE); // PHP warns of what the parser reads beyond the end of a text

use Composer\Semver\Semver;
use Symfony\Component\Yaml\Tag\TaggedValue;
use Symfony\Component\Yaml\Yaml;

const LIBRARIES = '/usr/share/php';

function told($value): array
{
    if ($value instanceof TaggedValue) { return ['tag', $value->getTag(), told($value->getValue())]; }
    if (is_array($value) && array_is_list($value)) { return ['list', ...array_map('told', $value)]; }
    if (is_array($value)) {
        return ['map', ...array_map(fn ($key) => [base64_encode($key), told($value[$key])], array_keys($value))];
    }
    return match (get_debug_type($value)) {
        'int' => ['int', (string) $value],
        'float' => ['float', bin2hex(pack('E', $value))],
        'bool' => ['bool', $value],
        'null' => ['null'],
        'string' => ['str', base64_encode($value)],
    };
}

function yaml(array $asked): array
{
    $flags = Yaml::PARSE_EXCEPTION_ON_INVALID_TYPE | ($asked[1] ? Yaml::PARSE_CUSTOM_TAGS : 0); // as Drupal asks
    return told(Yaml::parse(base64_decode($asked[0]), $flags));
}

function semver(array $asked): bool
{
    return Semver::satisfies(...$asked);
}

[, $task] = $argv;
require LIBRARIES . ($task === 'yaml' ? '/Symfony/Component/Yaml/autoload.php' : '/Composer/Semver/autoload.php');
while (($line = fgets(STDIN)) !== false) {
    try {
        $answer = $task(json_decode($line, true, 512, JSON_THROW_ON_ERROR));
    } catch (Throwable $error) {
        $answer = ['error', get_debug_type($error) . ': ' . $error->getMessage()];
    }
    echo json_encode($answer, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE, 4096), "\n";
}
