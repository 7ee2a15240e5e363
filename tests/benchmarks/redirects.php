<?php
// Prints the milliseconds of one request: php redirects.php RUNTIME DATA URI TIMES
[, $runtime, $data, $uri, $times] = $argv;
$request = [
    'method' => 'GET', 'uri' => $uri, 'protocol' => 'HTTP/1.1', 'https' => true, 'address' => '192.0.2.1',
    'headers' => ['host' => 'www.example.com', 'user-agent' => 'Mozilla/5.0'],
];
$rounds = [];
for ($round = 0; $round < 7; $round++) {
    $start = hrtime(true);
    for ($i = 0; $i < $times; $i++) {
        $answer = (require $runtime)(require $data, '/nonexistent', $request);
    }
    $rounds[] = (hrtime(true) - $start) / 1e6 / $times;
}
sort($rounds);
echo $rounds[3], ' ', $answer === null ? 'passed' : $answer[0], "\n";
