<?php
// PHP's own serialize() and unserialize(), asked by test_unserialize.py. One JSON value on each line.
//   make <count>             values as [serialised, value]
//   damage <count> <how>     those that PHP refuses of the damaged ones as [serialised, value meant]
//   read                     texts in base64 -> their values, "refused" where PHP reads false
//   is_serialized <file>     texts in base64 -> what WordPress says, whose functions.php this is
error_reporting(E_ERROR | E_PARSE); // unserialize() warns about each text that it refuses

enum Suit: string { case Hearts = 'h'; case Spades = 's'; }
class Shop { public $open = true; protected $name; private $till; var $next;
    function __construct($name, $till) { $this->name = $name; $this->till = $till; } }
class Branch extends Shop { private $till = 'own'; public $city = 'Köln'; }
class Asleep { public $kept = 1; public $lost = 2; function __sleep() { return ['kept']; } }
class Listed { public $items = []; function __serialize(): array { return ['k' => $this->items, 5 => 'x']; } }
class Custom implements Serializable { public $payload = '';
    function serialize() { return $this->payload; } function unserialize($payload) {} }

const OLD = 'https://old.example';
$domain = OLD;
$pool = [];

function pick(array $choices) { return $choices[mt_rand(0, count($choices) - 1)]; }

function text(): string
{
    global $domain;
    $long = ''; // drawn in every case, so that the same seed gives the same value
    for ($i = mt_rand(0, 40); $i > 0; $i--) { $long .= chr(mt_rand(0, 255)); }
    $within = str_replace(OLD, $domain, serialize(['u' => OLD . '/é', 'n' => [1, 'x']])); // with the old length in it
    return pick(['', 'a', '12', '-7', '012', 'Grüße, 世界 🎉', $long, "\0", '"', ';', '{}', 'a";b', '";i:0;',
        "line\r\nline", 'N;', $within, "$domain/", "see $domain/a?b=c&d and $domain", '}";']);
}

function number(): float
{
    ini_set('serialize_precision', pick(['-1', '17']));
    return pick([0.1, -0.0, 1e100, -1e-300, INF, -INF, NAN, 1 / 3, 5e-324, 1.7976931348623157e308, 2.0,
        123456789012345678.0, mt_rand() / 7, -mt_rand() / 1e12]);
}

function thing(int $depth)
{
    $object = pick([new stdClass, new Shop(text(), value($depth + 1)), new Branch('b', number()), new Asleep,
        new Listed, new Custom, Suit::Hearts, Suit::Spades, new ArrayObject([text(), 2]), new DateTimeImmutable('2024-01-01 UTC')]);
    if ($object instanceof stdClass) { $object->{ltrim(text(), "\0")} = value($depth + 1); $object->{'7'} = text(); }
    if ($object instanceof Shop) { $object->next = value($depth + 1); }
    if ($object instanceof Listed) { $object->items = value($depth + 1); }
    if ($object instanceof Custom) {
        $object->payload = pick(['', '}', 'x:i:0;a:1:{i:0;N;};m:a:0:{}', text(), '}i:1;']);
    }
    return $object;
}

function listing(int $depth): array
{
    global $pool;
    $array = [];
    for ($i = mt_rand(0, 6); $i > 0; $i--) {
        $key = pick([mt_rand(-9, 99), text(), 'key' . mt_rand(0, 9), PHP_INT_MAX, PHP_INT_MIN, '-0',
            '9223372036854775808']);
        if (array_key_exists($key, $array)) { continue; }
        if ($pool && mt_rand(0, 5) == 0) {
            $old = mt_rand(0, count($pool) - 1);
            if (is_object($pool[$old]) && mt_rand(0, 1)) {
                $array[$key] = $pool[$old];
            } else {
                $array[$key] = &$pool[$old];
            }
        } else {
            $array[$key] = value($depth + 1);
            if (mt_rand(0, 5) == 0) { $pool[] = &$array[$key]; }
        }
    }
    return $array;
}

function value(int $depth = 0)
{
    switch ($depth > 5 ? mt_rand(0, 4) : mt_rand(0, 11)) {
        case 0: return pick([null, true, false]);
        case 1: return pick([0, 1, -1, PHP_INT_MAX, PHP_INT_MIN, mt_rand()]);
        case 2: return number();
        case 3: case 4: return text();
        case 5: case 6: return thing($depth);
        default: return listing($depth);
    }
}

function tower(int $levels, $top)
{
    for (; $levels > 0; $levels--) { $top = $levels % 3 ? [$levels => $top] : (object) ['up' => $top]; }
    return $top;
}

function seeded(int $seed)
{
    unset($GLOBALS['pool']);
    $GLOBALS['pool'] = [];
    mt_srand($seed);
    if ($seed % 50 == 0) { return tower(mt_rand(190, 300), text()); }
    return $seed % 5 == 0 ? value() : listing(0);
}

// Arrays as [key, value, key, value ...], in front of other values a letter that tells their type.
function told($value, array $within = [''])
{
    if (is_int($value)) { return "i$value"; }
    if (is_float($value)) { return 'd' . bin2hex(pack('E', $value)); }
    if (is_string($value)) { return 's' . bin2hex($value); }
    if ($value instanceof UnitEnum) { return 's' . bin2hex($value::class . ':' . $value->name); }
    if (!is_array($value) && !is_object($value)) { return $value; }
    if (count($within) > 200) { return null; }
    $entries = [];
    $array = (array) $value;
    foreach ($array as $key => $item) {
        $id = is_object($item) ? spl_object_id($item) : ReflectionReference::fromArrayElement($array, $key)?->getId();
        $entries[] = told(is_object($value) ? preg_replace('/^\0(\*|[^\0]+)\0/', '', (string) $key) : $key);
        $entries[] = $id !== null && in_array($id, $within, true) ? null : told($item, [...$within, $id ?? '']);
    }
    return $entries;
}

function read(string $text)
{
    $value = unserialize($text, ['allowed_classes' => false, 'max_depth' => 0]);
    if ($value === false && !str_starts_with($text, 'b:0;')) { return 'refused'; }
    return told($value, [is_object($value) ? spl_object_id($value) : '']);
}

// Without the references, whose numbers a part that is serialised by itself would not share.
function plain($value)
{
    return is_array($value) ? array_map('plain', $value) : (is_object($value) ? 'object' : $value);
}

// What a program writes that counts characters, or does not count at all.
function miscounted($value, string $how): string
{
    if (is_string($value) && $how == 'characters' && preg_match('//u', $value)) {
        return 's:' . preg_match_all('/./su', $value) . ":\"$value\";";
    }
    if (!is_array($value)) { return serialize($value); }
    $text = '';
    foreach ($value as $key => $item) { $text .= miscounted($key, $how) . miscounted($item, $how); }
    return 'a:' . ($how == 'counts' ? mt_rand(0, 9) : count($value)) . ":{{$text}}";
}

function damaged(int $seed, string $how): array
{
    global $domain;
    $new = ['longer' => 'https://www.a-much-longer.example', 'shorter' => '//new.example',
        'accents' => 'https://müñchën.example'];
    if (!isset($new[$how])) {
        $value = plain(seeded($seed));
        return [miscounted($value, $how), $value];
    }
    $domain = OLD;
    $text = str_replace(OLD, $new[$how], serialize(seeded($seed)));
    $domain = $new[$how];
    return [$text, seeded($seed)];
}

function say($value) { echo json_encode($value, JSON_THROW_ON_ERROR, 4096), "\n"; }

[, $task, $argument] = [...$argv, ''];
if ($task == 'make') {
    for ($seed = 0; $seed < $argument; $seed++) {
        $text = serialize(seeded($seed));
        say([base64_encode($text), read($text)]);
    }
} elseif ($task == 'damage') {
    for ($seed = 0; $seed < $argument; $seed++) {
        [$text, $meant] = damaged($seed, $argv[3]);
        if (read($text) === 'refused') { say([base64_encode($text), read(serialize($meant))]); }
    }
} elseif ($task == 'read') {
    foreach (file('php://stdin') as $line) { say(read(base64_decode($line))); }
} elseif ($task == 'is_serialized') {
    preg_match('/^function is_serialized\(.*?^}/ms', file_get_contents($argument), $function);
    eval($function[0]);
    foreach (file('php://stdin') as $line) { say(is_serialized(base64_decode($line))); }
}
