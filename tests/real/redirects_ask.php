<?php
// Judges requests by generated redirects: php redirects_ask.php RUNTIME < questions > answers.
// A question is a line of JSON: map (a file), root, and requests; bytes are in base64.
[, $runtime] = $argv;
$ask = require $runtime;
while (($line = fgets(STDIN)) !== false) {
    $question = json_decode($line, true, 16, JSON_THROW_ON_ERROR);
    $map = require $question['map'];
    $answers = [];
    foreach ($question['requests'] as $request) {
        $headers = [];
        foreach ($request['headers'] as $name => $value) {
            $headers[$name] = base64_decode($value);
        }
        $answer = $ask($map, $question['root'], [
            'method' => $request['method'],
            'uri' => base64_decode($request['uri']),
            'protocol' => 'HTTP/1.1',
            'https' => $request['https'],
            'address' => '127.0.0.1',
            'headers' => $headers,
        ]);
        if ($answer !== null && $answer[1] !== null) {
            $answer[1] = base64_encode($answer[1]);
        }
        $answers[] = $answer;
    }
    echo json_encode($answers, JSON_THROW_ON_ERROR), "\n";
}
