<?php
// Says what each extension of this PHP has, and which of the asked symbols are there.
$asked = json_decode(stream_get_contents(STDIN), true);
$extensions = [];
foreach (get_loaded_extensions() as $name) {
    $reflection = new ReflectionExtension($name);
    $extensions[strtolower($name)] = [
        'functions' => array_keys($reflection->getFunctions()),
        'classes' => $reflection->getClassNames(),
        'constants' => array_map('strval', array_keys($reflection->getConstants())),
        'listed' => get_extension_funcs($name) ?: [],
    ];
}
$there = [
    'function' => array_values(array_filter($asked['function'], 'function_exists')),
    'class' => array_values(array_filter(
        $asked['class'],
        fn ($name) => class_exists($name, false) || interface_exists($name, false) || enum_exists($name, false)
    )),
    'constant' => array_values(array_filter($asked['constant'], 'defined')),
    'method' => array_values(array_filter(
        $asked['method'],
        fn ($name) => class_exists(explode('::', $name)[0], false) && method_exists(...explode('::', $name))
    )),
];
echo json_encode(['version' => PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION, 'extensions' => $extensions, 'there' => $there]);
