<?php
// Says which global functions PHP's own tokenizer sees called, and where it sees a backtick operator.
// In: a JSON object {"watched": [names], "files": [paths]} on standard input.
// Out: for each file a line of JSON, {"calls": [[name, line, offset]], "backticks": [line]}.
// Run it with -d short_open_tag=0.

const IGNORED = [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT];
const NO_CALL_BEHIND = [T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON, T_FUNCTION, T_FN, T_NEW];

function is_call(array $tokens, int $index): bool
{
    if (($tokens[$index + 1]->text ?? '') !== '(') {
        return false;
    }
    $before = $index - 1;
    if ($tokens[$before]->is(NO_CALL_BEHIND)) {
        return false;
    }
    while ($tokens[$before]->text === '&') {
        $before--;
        if ($tokens[$before]->is(T_FUNCTION)) {
            return false;
        }
    }
    return true;
}

function report(string $source, array $watched): array
{
    $tokens = @PhpToken::tokenize($source);
    $tokens = array_values(array_filter($tokens, fn ($token) => !$token->is(IGNORED)));
    $calls = [];
    $backticks = [];
    $in_backticks = false;
    $brackets = 0; // Those open in an attribute, its own among them.
    foreach ($tokens as $index => $token) {
        if ($token->is(T_ATTRIBUTE)) {
            $brackets++;
        } elseif ($brackets && $token->text === '[') {
            $brackets++;
        } elseif ($brackets && $token->text === ']') {
            $brackets--;
        } elseif ($token->text === '`' && $token->id === ord('`')) {
            if (!$in_backticks) {
                $backticks[] = $token->line;
            }
            $in_backticks = !$in_backticks;
        } elseif (!$brackets && $token->is([T_STRING, T_NAME_FULLY_QUALIFIED])) {
            $name = strtolower(ltrim($token->text, '\\'));
            if (isset($watched[$name]) && is_call($tokens, $index)) {
                $calls[] = [$name, $token->line, $token->pos + strlen($token->text) - strlen($name)];
            }
        }
    }
    return ['calls' => $calls, 'backticks' => $backticks];
}

$request = json_decode(stream_get_contents(STDIN), true);
$watched = array_flip($request['watched']);
foreach ($request['files'] as $file) {
    echo json_encode(report(file_get_contents($file), $watched)), "\n";
}
