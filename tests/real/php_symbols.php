<?php
// Says what PHP-Parser, with its own resolver of names, sees in PHP files.
// In: a JSON object {"parser": path of its autoload.php, "files": [paths]} on standard input.
// Out: for each file a line of JSON, null where it does not parse, or lists of [offset, ...] by kind.
// Names are as PHP compares them: in lower case but for the own name of a constant.

use PhpParser\{Lexer, Node, NodeTraverser, NodeVisitorAbstract, ParserFactory};
use PhpParser\Node\{Expr, Name, Scalar, Stmt};
use PhpParser\NodeVisitor\NameResolver;

$request = json_decode(stream_get_contents(STDIN), true);
require $request['parser'];

class Reporter extends NodeVisitorAbstract
{
    public array $found = [];

    public function beforeTraverse(array $nodes)
    {
        $kinds = ['function', 'class', 'constant', 'method', 'static', 'server', 'backtick', 'include', 'defined'];
        $this->found = array_fill_keys($kinds, []);
    }

    private function add(string $kind, int $offset, ...$rest): void
    {
        if (preg_match('//u', implode($rest))) { // No other name is ever sought.
            $this->found[$kind][] = [$offset, ...$rest];
        }
    }

    private static function last(Node $name): int
    {
        $text = $name instanceof Name ? $name->getAttribute('originalName', $name)->getLast() : $name->toString();
        return $name->getEndFilePos() + 1 - strlen($text);
    }

    private static function folded(string $name): string
    {
        $end = strrpos($name, '\\');
        return $end === false ? $name : strtolower(substr($name, 0, $end)) . substr($name, $end);
    }

    private function named(string $kind, Name $name, callable $fold): void
    {
        $resolved = $name->getAttribute('resolvedName');
        $spaced = $name->getAttribute('namespacedName');
        if ($resolved !== null) {
            $this->add($kind, self::last($name), $fold($resolved->toString()), '');
        } else {
            $this->add($kind, self::last($name), $fold($name->toString()), $spaced ? $fold($spaced->toString()) : '');
        }
    }

    private function type(?Node $name): ?string
    {
        if (!$name instanceof Name || $name->isSpecialClassName()) {
            return null;
        }
        $class = strtolower($name->getAttribute('resolvedName', $name)->toString());
        $this->add('class', self::last($name), $class);
        return $class;
    }

    public function enterNode(Node $node)
    {
        if ($node instanceof Node\AttributeGroup) {
            return NodeTraverser::DONT_TRAVERSE_CHILDREN;
        }
        if ($node instanceof Expr\FuncCall && $node->name instanceof Name) {
            $this->named('function', $node->name, 'strtolower');
            $this->registered($node);
        } elseif ($node instanceof Expr\ConstFetch) {
            $this->named('constant', $node->name, self::folded(...));
        } elseif ($node instanceof Expr\New_) {
            $this->type($node->class);
        } elseif ($node instanceof Expr\StaticCall) {
            $class = $this->type($node->class);
            if ($node->name instanceof Node\Identifier) {
                $this->add('static', self::last($node->name), $class ?? '', $node->name->toLowerString());
            }
        } elseif ($node instanceof Expr\StaticPropertyFetch) {
            $this->type($node->class);
        } elseif ($node instanceof Expr\ClassConstFetch) {
            if ($node->name instanceof Node\Identifier && $node->name->toLowerString() !== 'class') {
                if ($class = $this->type($node->class)) {
                    $this->add('constant', self::last($node->name), $class . '::' . $node->name->toString(), '');
                }
            }
        } elseif ($node instanceof Expr\MethodCall || $node instanceof Expr\NullsafeMethodCall) {
            if ($node->name instanceof Node\Identifier) {
                $this->add('method', self::last($node->name), $node->name->toLowerString());
            }
        } elseif ($node instanceof Stmt\Class_ || $node instanceof Stmt\Enum_) {
            array_map($this->type(...), [...$node->implements, $node->extends ?? null]);
            $this->defined('class', $node);
        } elseif ($node instanceof Stmt\Interface_) {
            array_map($this->type(...), $node->extends);
            $this->defined('class', $node);
        } elseif ($node instanceof Stmt\Trait_) {
            $this->defined('class', $node);
        } elseif ($node instanceof Stmt\TraitUse) {
            array_map($this->type(...), $node->traits);
        } elseif ($node instanceof Stmt\TraitUseAdaptation) {
            $this->type($node->trait);
        } elseif ($node instanceof Stmt\Function_) {
            $this->defined('function', $node);
        } elseif ($node instanceof Stmt\Const_) {
            foreach ($node->consts as $one) {
                $this->add('defined', $node->getStartFilePos(), 'constant', self::folded($one->namespacedName->toString()));
            }
        } elseif ($node instanceof Expr\ShellExec) {
            $this->add('backtick', $node->getStartFilePos());
        } elseif ($node instanceof Expr\Include_) {
            $this->add('include', $node->getStartFilePos());
        } elseif ($node instanceof Expr\ArrayDimFetch && $node->var instanceof Expr\Variable) {
            if ($node->var->name === '_SERVER' && $node->dim instanceof Scalar\String_) {
                $this->add('server', $node->getStartFilePos(), $node->dim->value);
            }
        }
    }

    private function defined(string $kind, Node $node): void
    {
        if ($node->name !== null) {
            $this->add('defined', $node->name->getStartFilePos(), $kind, strtolower($node->namespacedName->toString()));
        }
    }

    private function registered(Expr\FuncCall $call): void
    {
        $index = ['define' => 0, 'class_alias' => 1][$call->name->toLowerString()] ?? null;
        $name = $index === null ? null : ($call->args[$index]->value ?? null);
        if ($name instanceof Scalar\String_) {
            $text = ltrim($name->value, '\\');
            $place = self::last($call->name);
            if ($index) {
                $this->add('defined', $place, 'class', strtolower($text));
            } else {
                $this->add('defined', $place, 'constant', self::folded($text));
            }
        }
    }
}

$lexer = new Lexer\Emulative(['usedAttributes' => ['startFilePos', 'endFilePos', 'startLine']]);
$parser = (new ParserFactory())->create(ParserFactory::PREFER_PHP7, $lexer);
foreach ($request['files'] as $file) {
    $reporter = new Reporter();
    $traverser = new NodeTraverser();
    $traverser->addVisitor(new NameResolver(null, ['replaceNodes' => false]));
    $traverser->addVisitor($reporter);
    try {
        $traverser->traverse($parser->parse(file_get_contents($file)));
        echo json_encode($reporter->found), "\n";
    } catch (PhpParser\Error) {
        echo "null\n";
    }
}
