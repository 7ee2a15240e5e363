<?php
// Says which global functions PHP's own tokenizer sees called, and where it sees a backtick operator.
// In: a JSON object {"watched": [names], "files": [paths]} on standard input.
// Out: for each file a line of JSON, {"calls": [[name, line, offset]], "backticks": [offset]}.
// Run it with -d short_open_tag=0.

const IGNORED = [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT, T_OPEN_TAG];
const NAMES = [T_STRING, T_NAME_QUALIFIED, T_NAME_FULLY_QUALIFIED, T_NAME_RELATIVE];
const NO_CALL_BEHIND = [T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON, T_FUNCTION, T_FN, T_NEW];
const CLASSES = [T_CLASS, T_INTERFACE, T_TRAIT, T_ENUM];
const BRACES = [T_CURLY_OPEN, T_DOLLAR_OPEN_CURLY_BRACES];

class File
{
    private array $tokens = [];
    private array $own = []; // functions that the file defines, with their namespaces
    private array $calls = [];
    private array $backticks = [];
    private string $namespace = '';
    private array $imports = ['function' => [], 'class' => []];

    public function __construct(string $source, private array $watched)
    {
        $brackets = 0; // Those open in an attribute, its own among them.
        foreach (@PhpToken::tokenize($source) as $token) {
            if ($token->is(T_ATTRIBUTE) || ($brackets && $token->text === '[')) {
                $brackets++;
            } elseif ($brackets && $token->text === ']') {
                $brackets--;
            } elseif (!$brackets && !$token->is(IGNORED)) {
                $this->tokens[] = $token;
            }
        }
    }

    public function report(): array
    {
        $this->walk(function (int $index, bool $in_class): void {
            $name = $this->tokens[$index + 1] ?? null;
            if ($name?->text === '&') {
                $name = $this->tokens[$index + 2] ?? null;
            }
            if (!$in_class && $this->tokens[$index]->is(T_FUNCTION) && $name?->is(T_STRING)) {
                $this->own[$this->local(strtolower($name->text))] = true;
            }
        });
        $this->walk(function (int $index): void {
            if ($this->tokens[$index]->is(NAMES) && $this->is_call($index)) {
                $this->call($this->tokens[$index]);
            }
        });
        $in_backticks = false;
        foreach ($this->tokens as $token) {
            if ($token->id === ord('`')) {
                if (!$in_backticks) {
                    $this->backticks[] = $token->pos;
                }
                $in_backticks = !$in_backticks;
            }
        }
        return ['calls' => $this->calls, 'backticks' => $this->backticks];
    }

    /** Go through the tokens with the namespace and imports that hold there. */
    private function walk(callable $visit): void
    {
        $this->enter('');
        $open = [];
        $class = false;
        foreach ($this->tokens as $index => $token) {
            $before = $this->tokens[$index - 1] ?? null;
            $behind = $this->tokens[$index + 1] ?? null;
            if ($token->is(CLASSES) && !$before?->is(T_DOUBLE_COLON)) {
                $class = true;
            } elseif ($token->text === '{' || $token->is(BRACES)) {
                $open[] = $class;
                $class = false;
            } elseif ($token->text === '}') {
                array_pop($open);
            } elseif ($token->is(T_NAMESPACE) && in_array($this->tokens[$index + 2]->text ?? '', [';', '{'], true)) {
                $this->enter(strtolower($behind->text));
            } elseif ($token->is(T_NAMESPACE) && $behind?->text === '{') {
                $this->enter('');
            } elseif ($token->is(T_USE) && !end($open) && $behind?->text !== '(') {
                $this->import($index + 1);
            }
            $visit($index, (bool) end($open));
        }
    }

    private function enter(string $namespace): void
    {
        $this->namespace = $namespace;
        $this->imports = ['function' => [], 'class' => []];
    }

    private function import(int $index): void
    {
        $general = $kind = 'class';
        $prefix = $name = $alias = '';
        for (; isset($this->tokens[$index]); $index++) {
            $token = $this->tokens[$index];
            if ($token->is([T_FUNCTION, T_CONST])) {
                $kind = $token->is(T_FUNCTION) ? 'function' : 'constant';
                $general = $prefix === '' ? $kind : $general;
            } elseif ($token->text === '{') {
                [$prefix, $name] = [$name . '\\', ''];
            } elseif ($token->is(NAMES)) {
                if ($this->tokens[$index - 1]->is(T_AS)) {
                    $alias = strtolower($token->text);
                } else {
                    $name = strtolower($token->text);
                    $alias = substr($name, (int) strrpos("\\$name", '\\'));
                }
            } elseif (in_array($token->text, [',', '}', ';'], true)) {
                if ($name !== '') {
                    $this->imports[$kind][$alias] = ltrim($prefix . $name, '\\');
                }
                [$name, $kind] = ['', $general];
                if ($token->text === ';') {
                    return;
                }
            }
        }
    }

    private function is_call(int $index): bool
    {
        if (($this->tokens[$index + 1]->text ?? '') !== '(') {
            return false;
        }
        $before = $index - 1;
        if (($this->tokens[$before] ?? null)?->is(NO_CALL_BEHIND)) {
            return false;
        }
        while (($this->tokens[$before]->text ?? '') === '&') {
            $before--;
            if ($this->tokens[$before]->is(T_FUNCTION)) {
                return false;
            }
        }
        return true;
    }

    private function call(PhpToken $token): void
    {
        $text = strtolower($token->text);
        $parts = explode('\\', $text);
        if ($token->is(T_NAME_FULLY_QUALIFIED)) {
            $name = substr($text, 1);
        } elseif ($token->is(T_NAME_RELATIVE)) {
            $name = $this->local(substr($text, strlen('namespace\\')));
        } elseif ($token->is(T_NAME_QUALIFIED)) {
            $first = array_shift($parts);
            $name = ($this->imports['class'][$first] ?? $this->local($first)) . '\\' . implode('\\', $parts);
        } else {
            $name = $this->imports['function'][$text] ?? (isset($this->own[$this->local($text)]) ? $this->local($text) : $text);
        }
        if (isset($this->watched[$name])) {
            $this->calls[] = [$name, $token->line, $token->pos + strlen($text) - strlen(end($parts) ?: $text)];
        }
    }

    private function local(string $name): string
    {
        return $this->namespace === '' ? $name : $this->namespace . '\\' . $name;
    }
}

$request = json_decode(stream_get_contents(STDIN), true);
$watched = array_flip($request['watched']);
foreach ($request['files'] as $file) {
    echo json_encode((new File(file_get_contents($file), $watched))->report()), "\n";
}
