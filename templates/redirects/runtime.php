<?php
/**
 * Answers a request as Apache would have answered it from the site's .htaccess files and its configuration.
 *
 * This file is the same for every site: what it knows of a site is in redirects.php beside it, as data.
 * It returns a closure and declares nothing, so that it may be included more than once.
 *
 * It goes through the same steps as Apache 2.4 does for a request: the virtual host is chosen, its own rules
 * and redirects are asked; then the .htaccess files of all folders on the way are merged, mod_setenvif sets
 * variables, mod_rewrite's rules run, then mod_alias' redirects, then mod_dir looks for an index file; a URL
 * that was rewritten goes through all of it again, ten times at most.
 *
 * PHP 7.4 to 8.4; needs nothing but PHP itself.
 */

declare(strict_types=1);

/**
 * @param array      $map     What redirects.php returns.
 * @param string     $root    The folder that the site is served from.
 * @param array|null $request A request to judge instead of the current one: method, uri, protocol, https,
 *                            address, headers (names in lower case). Nothing is sent then.
 *
 * @return array|null Null: the site itself answers. Else status, Location or null, and whether the answer
 *                    depends on who asks, so that no cache may keep it.
 */
return static function (array $map, string $root, ?array $request = null): ?array {
    $machine = new class($map, rtrim($root, '/')) {
        /** Apache's LimitInternalRecursion. */
        private const ROUNDS = 10;

        /** Twice Apache's LimitRequestLine: rules that let a URL grow are stopped there. */
        private const LONGEST = 16380;

        /** What Linux takes for the name of a file, and for its path; Apache forbids what is longer. */
        private const LONGEST_NAME = 255;
        private const LONGEST_PATH = 4093;

        /** What mod_rewrite takes for a full URL. */
        private const ABSOLUTE = '~^(?:(?:ajp|balancer|fcgi|ftp|gopher|h2c?|https?|ldap|nntp|scgi|wss?)://'
            . '|mailto:|news:|unix:(?://)?)~i';

        /** Those of them that have no query. */
        private const WITHOUT_QUERY = '~^(?:ftp|gopher|ldap|news|nntp):~i';

        /** Headers that are the same for all visitors of one address. */
        private const SHARED = ['host' => true, 'x-forwarded-proto' => true, 'x-forwarded-host' => true];

        private array $map;
        private string $root;
        private array $request = [];

        /** What the virtual host of the request says; empty where none is for it. */
        private array $server = [];

        /** Variables of the request, and those of them that tell visitors apart. */
        private array $env = [];
        private array $tainted = [];
        private bool $private = false;

        /** The request in its present form: decoded path, query, and the file that it leads to. */
        private string $uri = '';
        private ?string $args = null;
        private string $file = '';
        private string $info = '';
        private bool $isTooLong = false;
        private bool $sub = false;
        private bool $end = false;
        private int $status = 302;

        /** What the rule's pattern and its last condition captured: $1 and %1. */
        private array $groups = [];
        private array $found = [];

        public function __construct(array $map, string $root)
        {
            $this->map = $map;
            $this->root = $root;
        }

        /** Judges a request: status, Location or null, private; null where the site itself answers. */
        public function answer(array $request): ?array
        {
            $this->request = $request;
            $this->server = $this->chosen();
            try {
                $answer = $this->rounds($request['uri']);
            } catch (\UnexpectedValueException $unknown) {
                return null; // a pattern that PHP gave up: better no redirect than a wrong one
            }
            return $answer === null ? null : [$answer[0], $answer[1], $this->private];
        }

        /** The first virtual host that is for the scheme and the host of the request. */
        private function chosen(): array
        {
            foreach ($this->map['servers'] ?? [] as $server) {
                $secure = $server['https'] ?? $this->request['https'];
                $named = isset($server['names']) || isset($server['like']);
                if ($secure === $this->request['https'] && (!$named || self::answersTo($server, $this->host()))) {
                    return $server;
                }
            }
            return [];
        }

        private static function answersTo(array $server, string $host): bool
        {
            if (isset($server['names'][$host])) {
                return true;
            }
            foreach ($server['like'] ?? [] as $pattern) {
                if (preg_match($pattern, $host) === 1) {
                    return true;
                }
            }
            return false;
        }

        private function rounds(string $target): ?array
        {
            for ($round = 0; $round <= self::ROUNDS; $round++) {
                $parts = explode('?', $target, 2);
                $path = $parts[0];
                $this->args = $parts[1] ?? null;
                if (isset($this->server['set'])) {
                    $this->uri = $path; // asked before the path is decoded
                    $this->setVariables([$this->server]);
                }
                // Apache decodes what needs no escape, removes dot segments, and decodes the rest only then.
                $path = preg_replace_callback('~%(?:[46][1-9a-f]|[57][0-9a]|3[0-9]|2[de]|5f|7e)~i', static function ($one) {
                    return rawurldecode($one[0]);
                }, $path);
                $path = self::normal($path);
                if ($path === null || preg_match('~%(?![0-9a-f]{2})~i', $path)) {
                    return [400, null];
                }
                if (preg_match('~%(?:2f|00)~i', $path)) {
                    return null;
                }
                $uri = rawurldecode($path);
                $place = $uri;
                $answer = $this->server($place);
                if ($answer === null) {
                    $folders = $this->enter($uri, $place);
                    if ($folders === null) {
                        return null;
                    }
                    if ($this->isTooLong) {
                        return [403, null];
                    }
                    $this->setVariables($folders);
                    $answer = $this->pass($folders) ?? ($place === $uri ? $this->index($uri, $folders) : null);
                }
                if ($answer === null || is_int($answer[0])) {
                    return $answer;
                }
                $target = $answer[1] . ($answer[2] === null ? '' : '?' . $answer[2]);
                $target = preg_replace('~#.*~s', '', $target);
                $renamed = [];
                foreach ($this->env as $name => $value) {
                    $renamed['REDIRECT_' . $name] = $value;
                    if (isset($this->tainted[$name])) {
                        $this->tainted['REDIRECT_' . $name] = true;
                    }
                }
                $this->env = ['REDIRECT_STATUS' => '200'] + $renamed;
            }
            return [500, null];
        }

        /** Merges slashes and removes dot segments; null where the path leads out of the site. */
        private static function normal(string $path): ?string
        {
            if ($path === '' || $path[0] !== '/') {
                return null;
            }
            $path = preg_replace('~/{2,}~', '/', $path);
            if (strpos($path, '/.') === false) {
                return $path;
            }
            $kept = [];
            $segments = explode('/', substr($path, 1));
            $last = count($segments) - 1;
            foreach ($segments as $i => $segment) {
                if ($segment === '..' && array_pop($kept) === null) {
                    return null;
                }
                if ($segment !== '.' && $segment !== '..') {
                    $kept[] = $segment;
                } elseif ($i === $last) {
                    $kept[] = '';
                }
            }
            return '/' . implode('/', $kept);
        }

        /** The virtual host's own rules, then its redirects; a rule may name another file for the path. */
        private function server(string &$place): ?array
        {
            $this->uri = $this->file = $place;
            $this->info = '';
            if (isset($this->server['rewrite'], $this->server['engine']) && $this->server['engine']
                && (!$this->end || $this->sub)
            ) {
                $args = $this->args;
                $done = $this->run($this->server['rewrite'], null);
                if (is_array($done)) {
                    return $done;
                }
                if ($done !== null) {
                    $answer = $this->concluded($done, '', $args, '', null);
                    if ($answer !== null && is_int($answer[0])) {
                        return $answer;
                    }
                    $place = $this->file;
                    return null; // the file is found: mod_alias is not asked
                }
            }
            return $this->aliases($this->server['alias'] ?? []);
        }

        /** Finds the file of a path, and the settings of the folders on the way; null: Apache fails there. */
        private function enter(string $uri, string $place): ?array
        {
            $this->uri = $uri;
            $this->info = '';
            $this->isTooLong = strlen($this->root) + strlen($place) > self::LONGEST_PATH;
            $folder = '';
            $folders = $this->settings('');
            $segments = explode('/', substr($place, 1));
            foreach ($segments as $i => $segment) {
                $this->file = $this->root . $folder . '/' . $segment;
                if ($segment === '') {
                    break;
                }
                if (!@is_dir($this->file)) {
                    $this->isTooLong = $this->isTooLong || strlen($segment) > self::LONGEST_NAME;
                    $rest = array_slice($segments, $i + 1);
                    $this->info = $rest ? '/' . implode('/', $rest) : '';
                    break;
                }
                $folder .= '/' . $segment;
                foreach ($this->settings(substr($folder, 1)) as $settings) {
                    $folders[] = $settings;
                }
            }
            foreach ($folders as $settings) {
                if (isset($settings['broken'])) {
                    return null;
                }
            }
            return $folders;
        }

        /** What the virtual host and then the .htaccess say of a folder, each with the folder's name. */
        private function settings(string $name): array
        {
            $found = $this->server['folders'][$name] ?? [];
            if (isset($this->map['folders'][$name]) && !isset($this->server['unread'][$name])) {
                $found[] = $this->map['folders'][$name];
            }
            foreach ($found as $i => $settings) {
                $found[$i]['in'] = $name;
            }
            return $found;
        }

        /** SetEnvIf and BrowserMatch. */
        private function setVariables(array $folders): void
        {
            foreach ($folders as $settings) {
                foreach ($settings['set'] ?? [] as $set) {
                    $private = $this->private;
                    $this->private = false;
                    if (isset($set['of'])) {
                        $value = $this->variable($set['of']);
                    } else {
                        $value = $this->request['headers'][strtolower($set['header'])] ?? null;
                        $this->private = !isset(self::SHARED[strtolower($set['header'])]);
                        $value = $value ?? $this->env[$set['header']] ?? '';
                    }
                    $visitor = $this->private;
                    $this->private = $private;
                    $hit = $this->matches($set['p'], $value, $groups);
                    foreach ($set['vars'] as $name => $template) {
                        if ($visitor) {
                            $this->tainted[$name] = true;
                        }
                        if ($hit && $template === null) {
                            unset($this->env[$name]);
                        } elseif ($hit) {
                            $this->env[$name] = isset($set['plain'])
                                ? $template
                                : self::fill($template, $groups);
                        }
                    }
                }
            }
        }

        /** One pass of mod_rewrite, mod_alias and mod_dir; null: nothing to say, a text first: go on with it. */
        private function pass(array $folders): ?array
        {
            $place = $this->file;
            $internal = $this->rewritten($folders);
            if ($internal !== null && is_int($internal[0])) {
                return $internal;
            }
            foreach (array_reverse($folders) as $settings) {
                $answer = $this->aliases($settings['alias'] ?? []);
                if ($answer !== null) {
                    return $answer;
                }
            }
            if (substr($this->uri, -1) !== '/' && $this->info === '' && @is_dir($place)) {
                $query = $this->args === null ? '' : '?' . $this->args;
                return [301, $this->here() . self::escape($this->uri) . '/' . $query];
            }
            return $internal;
        }

        /** Merges the rules of the folders, child over parent, and runs them. */
        private function rewritten(array $folders): ?array
        {
            $rules = $base = $inherit = $directory = null;
            $engine = $this->server['engine'] ?? null;
            foreach ($folders as $settings) {
                $name = $settings['in'];
                if (!isset($settings['rewrite'])) {
                    continue; // without any line for mod_rewrite the parent's rules stay
                }
                $inherit = $settings['inherit'] ?? $inherit;
                $rules = array_merge($settings['rewrite'], $inherit ? $rules ?? [] : []);
                $engine = $settings['engine'] ?? $engine;
                $base = $settings['base'] ?? null;
                $directory = $this->root . '/' . ($name === '' ? '' : $name . '/');
            }
            if (!$rules || !$engine || ($this->end && !$this->sub) || $this->file . '/' === $directory) {
                return null;
            }
            [$file, $args] = [$this->file, $this->args];
            $done = $this->run($rules, $directory);
            if (is_array($done)) {
                return $done;
            }
            if ($done === null) {
                $this->file = $file;
                return null;
            }
            return $this->concluded($done, $file, $args, $directory, $base);
        }

        /** Runs rules: null where none changed the URL, whether the last one escapes, or an answer. */
        private function run(array $rules, ?string $directory)
        {
            $escapes = null;
            $again = 1;
            $count = count($rules);
            for ($i = 0; $i < $count; $i++) {
                $rule = $rules[$i];
                $uri = $this->file . $this->info;
                if ($directory !== null && strncmp($uri, $directory, strlen($directory)) === 0) {
                    $uri = (string) substr($uri, strlen($directory));
                }
                $exact = isset($rule['run']);
                if ($exact) {
                    if (!isset($rule['run'][$uri])) {
                        continue;
                    }
                    $rule = $rule['run'][$uri];
                    $this->groups = [$uri];
                }
                if ($this->sub && isset($rule['main'])) {
                    continue;
                }
                if (!$exact && !$this->applies($rule, $uri)) {
                    while ($i < $count && isset($rules[$i]['chain'])) {
                        $i++;
                    }
                    continue;
                }
                $new = null;
                if (isset($rule['to'])) {
                    $new = $this->expand($rule['to'], $rule, $unsafe);
                    if ($unsafe && !isset($rule['3f'])) {
                        return [403, null];
                    }
                }
                $this->setEnvironment($rule['set'] ?? []);
                if ($new !== null) {
                    $this->substitute($rule, $new, $directory ?? '/');
                    $escapes = !isset($rule['ne']);
                }
                if (strlen($this->file) > self::LONGEST) {
                    return [500, null];
                }
                if (isset($rule['status'])) {
                    return [$rule['status'], null];
                }
                if (isset($rule['end'])) {
                    $this->end = $this->end || !$this->sub;
                    break;
                }
                if (isset($rule['last'])) {
                    break;
                }
                if (isset($rule['next'])) {
                    if (++$again >= $rule['next']) {
                        return [500, null];
                    }
                    $i = -1;
                    continue;
                }
                $i += $rule['skip'] ?? 0;
            }
            return $escapes;
        }

        private function applies(array $rule, string $uri): bool
        {
            if (!isset($rule['p']) || $this->isOff($rule)) {
                return false;
            }
            if ($this->matches($rule['p'], $uri, $groups) === isset($rule['not'])) {
                return false;
            }
            $this->groups = isset($rule['not']) ? [] : $groups;
            $this->found = [];
            $tests = $rule['if'] ?? [];
            $count = count($tests);
            for ($i = 0; $i < $count; $i++) {
                $holds = $this->holds($tests[$i]);
                if (isset($tests[$i]['or'])) {
                    while ($holds && $i < $count && isset($tests[$i]['or'])) {
                        $i++;
                    }
                } elseif (!$holds) {
                    return false;
                }
            }
            return true;
        }

        /** Whether the platform's own settings take the place of a redirect. */
        private function isOff(array $rule): bool
        {
            return isset($rule['canonical']) && empty($this->map['canonical']);
        }

        private function holds(array $test): bool
        {
            $value = $this->expand($test['in'], [], $unsafe);
            if (isset($test['p'])) {
                $holds = $this->matches($test['p'], $value, $groups);
                if ($holds && !isset($test['not'])) {
                    $this->found = $groups;
                }
                return $holds !== isset($test['not']);
            }
            $other = $test['v'] ?? '';
            if (isset($test['nc'])) {
                $order = strcasecmp($value, $other);
            } else {
                $order = strlen($value) - strlen($other) ?: strcmp($value, $other); // the longer is the greater
            }
            switch ($test['op']) {
                case '-f': $holds = @is_file($value); break;
                case '-d': $holds = @is_dir($value); break;
                case '-s': $holds = @is_file($value) && filesize($value) > 0; break;
                case '=': $holds = $order === 0; break;
                case '<': $holds = $order < 0; break;
                case '>': $holds = $order > 0; break;
                case '<=': $holds = $order <= 0; break;
                case '>=': $holds = $order >= 0; break;
                case '-eq': $holds = (int) $value === (int) $other; break;
                case '-lt': $holds = (int) $value < (int) $other; break;
                case '-le': $holds = (int) $value <= (int) $other; break;
                case '-gt': $holds = (int) $value > (int) $other; break;
                case '-ge': $holds = (int) $value >= (int) $other; break;
                default: throw new \UnexpectedValueException($test['op']);
            }
            return $holds !== isset($test['not']);
        }

        /** The flag E: sets and removes variables. */
        private function setEnvironment(array $settings): void
        {
            foreach ($settings as $text) {
                $private = $this->private;
                $this->private = false;
                [$name, $value] = explode(':', $this->expand($text, [], $unsafe), 2) + [1 => ''];
                $visitor = $this->private;
                $this->private = $private;
                if ($name !== '' && $name[0] === '!') {
                    unset($this->env[substr($name, 1)]);
                } else {
                    $this->env[$name] = $value;
                    if ($visitor) {
                        $this->tainted[$name] = true;
                    }
                }
            }
        }

        /** Puts the new URL of a rule in the place of the present one. */
        private function substitute(array $rule, string $new, string $directory): void
        {
            $prefixed = ($new === '' || $new[0] !== '/') && !self::absolute($new);
            $this->file = $prefixed ? $directory . $new : $new;
            if (isset($rule['dpi'])) {
                $this->info = '';
            }
            $this->splitQuery($rule);
            if (isset($rule['r'])) {
                $this->status = $rule['r'];
                if (!self::absolute($this->file)) {
                    $this->file = $this->here() . (($this->file[0] ?? '') === '/' ? '' : '/') . $this->file;
                }
                return;
            }
            $this->reduce();
            if (self::absolute($this->file)) {
                $this->status = 302;
            } elseif (!$prefixed && !isset($rule['slashes'])) {
                $this->file = preg_replace('~^/+(?=/)~', '', $this->file);
            }
        }

        private function splitQuery(array $rule): void
        {
            if (isset($rule['noquery'])) {
                $this->args = null;
                return;
            }
            $scheme = self::absolute($this->file);
            if ($scheme && preg_match(self::WITHOUT_QUERY, $this->file)) {
                $this->args = null;
                return;
            }
            if (isset($rule['qsd'])) {
                $this->args = null;
            }
            $mark = isset($rule['qsl']) ? strrpos($this->file, '?') : strpos($this->file, '?');
            if ($mark === false) {
                return;
            }
            $query = (string) substr($this->file, $mark + 1);
            $this->file = substr($this->file, 0, $mark);
            if (!isset($rule['qsa'])) {
                $this->args = $query;
            } elseif ($query !== '') {
                $this->args = $query . '&' . $this->args;
            }
            if ($this->args === '') {
                $this->args = null;
            } elseif ($this->args !== null && substr($this->args, -1) === '&') {
                $this->args = (string) substr($this->args, 0, -1);
            }
        }

        /** A full URL of the site itself is no redirect without the flag R. */
        private function reduce(): void
        {
            $own = '~^' . ($this->request['https'] ? 'https' : 'http') . '://([^/:]*)(:\d*)?(?=/|$)(.*)~is';
            if (preg_match($own, $this->file, $parts)) {
                $port = $this->request['https'] ? ':443' : ':80';
                if (($parts[2] === '' || $parts[2] === $port) && $this->isOwn(strtolower($parts[1]))) {
                    $this->file = $parts[3] === '' ? '/' : $parts[3];
                }
            }
        }

        private function isOwn(string $host): bool
        {
            if (isset($this->server['names']) || isset($this->server['like'])) {
                return self::answersTo($this->server, $host);
            }
            return isset($this->map['hosts'][$host]);
        }

        /** What becomes of the URL that the rules left: an answer, another round, or nothing. */
        private function concluded(bool $escapes, string $before, ?string $args, string $directory, ?string $base): ?array
        {
            $file = $this->file;
            $scheme = self::absolute($file);
            $bad = $this->args !== null && preg_match('~[\x00-\x20\x7f]~', $this->args);
            if ($bad && !($scheme && $escapes)) {
                return [403, null];
            }
            if ($scheme) {
                $slash = strpos($file, '/', $scheme);
                if ($base !== null && $slash !== false && $slash + 1 < strlen($file)) {
                    $path = (string) substr($file, $slash + 1);
                    $under = substr($directory, 1);
                    if (strncmp($path, $under, strlen($under)) === 0) {
                        $file = substr($file, 0, $slash + 1) . substr($base, 1) . substr($path, strlen($under));
                    }
                }
                if ($escapes) {
                    $kept = $scheme;
                    if ($file[$scheme - 1] === '/') {
                        $slash = strpos($file, '/', $scheme);
                        $kept = $slash === false ? strlen($file) : $slash + 1;
                    }
                    $file = substr($file, 0, $kept) . self::escape((string) substr($file, $kept));
                }
                if ($this->args !== null) {
                    $file .= '?' . (!$escapes || $this->args === $args ? $this->args : self::escape($this->args));
                }
                return preg_match('~[\r\n\x00]~', $file) ? [500, null] : [$this->status, $file];
            }
            if (($file[0] ?? '') !== '/') {
                return [400, null];
            }
            if ($file === $before) {
                return null;
            }
            if ($base !== null) {
                if (strncmp($file, $directory, strlen($directory)) === 0) {
                    $file = $base . substr($file, strlen($directory));
                }
            } elseif (strncmp($file, $this->root . '/', strlen($this->root) + 1) === 0) {
                $file = substr($file, strlen($this->root));
            }
            return ['again', $file, $this->args];
        }

        /** Redirects of one folder, or of the server. */
        private function aliases(array $aliases): ?array
        {
            foreach ($aliases as $alias) {
                if (!$this->isOff($alias)) {
                    $answer = isset($alias['p']) ? $this->aliasPattern($alias) : $this->aliasRun($alias);
                    if ($answer !== null) {
                        return $answer;
                    }
                }
            }
            return null;
        }

        /** Redirects by prefix, in one table: the one that stands first of those that match. */
        private function aliasRun(array $alias): ?array
        {
            $first = null;
            $matched = 0;
            $at = 0;
            $end = strlen($this->uri);
            while ($at <= $end) {
                $slash = strpos($this->uri, '/', $at);
                $at = $slash === false ? $end + 1 : $slash + 1;
                foreach ([$at - 1, $at] as $length) {
                    $found = $alias['run'][substr($this->uri, 0, $length)] ?? null;
                    if ($found !== null && ($first === null || $found[0] < $first[0])) {
                        [$first, $matched] = [$found, min($length, $end)];
                    }
                }
            }
            if ($first === null) {
                return null;
            }
            if (!isset($first[2])) {
                return [$first[1], null];
            }
            return $this->redirect($first[1], $first[2] . self::escape((string) substr($this->uri, $matched)));
        }

        private function aliasPattern(array $alias): ?array
        {
            if (!$this->matches($alias['p'], $this->uri, $groups)) {
                return null;
            }
            if (!isset($alias['to'])) {
                return [$alias['status'], null];
            }
            $target = self::fill($alias['to'], $groups);
            preg_match('~^([^?#]*)(.*)~s', $target, $parts);
            if (preg_match('~^[a-z0-9+.-]+://[^/]*[:@[]~i', $parts[1])) {
                throw new \UnexpectedValueException($target); // Apache would write it anew
            }
            return $this->redirect($alias['status'], self::escape($parts[1]) . $parts[2]);
        }

        private function redirect(int $status, string $location): array
        {
            if (($location[0] ?? '') === '/') {
                $location = $this->here() . $location;
            }
            if (!preg_match('~^[a-z0-9+.-]+:~i', $location) || preg_match('~[\r\n\x00]~', $location)) {
                return [500, null];
            }
            if ($this->args !== null && strpos($location, '?') === false) {
                $location .= '?' . $this->args;
            }
            return [$status, $location];
        }

        /** Looks for a folder's index file, as Apache does by asking itself for each name. */
        private function index(string $uri, array $folders): ?array
        {
            if (substr($uri, -1) !== '/' || $this->info !== '' || !@is_dir($this->root . $uri)) {
                return null;
            }
            $names = $this->server['index'] ?? $this->map['index'];
            foreach ($folders as $settings) {
                $names = $settings['index'] ?? $names;
            }
            [$args, $env, $failed] = [$this->args, $this->env, null];
            $this->sub = true;
            foreach ($names as $name) {
                $path = $name[0] === '/' ? $name : $uri . $name;
                [$this->args, $this->env] = [$args, $env];
                $place = $path;
                $answer = $this->server($place);
                if ($answer === null) {
                    $inner = $this->enter($path, $place);
                    if ($this->isTooLong) {
                        $failed = [403, null];
                        continue;
                    }
                    $answer = $inner === null ? null : $this->pass($inner);
                }
                if ($answer !== null && is_int($answer[0])) {
                    if ($answer[0] < 400) {
                        return $answer;
                    }
                    $failed = $answer[0] === 404 ? $failed : $answer;
                } elseif (is_file($this->root . $place)) {
                    $this->sub = false;
                    return $answer;
                }
            }
            $this->sub = false;
            return $failed;
        }

        private function matches(string $pattern, string $text, ?array &$groups): bool
        {
            $found = @preg_match($pattern, $text, $groups);
            if ($found === false) {
                throw new \UnexpectedValueException($pattern);
            }
            return $found === 1;
        }

        /** Puts captures into a target of RedirectMatch or a value of SetEnvIf. */
        private static function fill(string $template, array $groups): string
        {
            return preg_replace_callback('~\\\\(.)|\$([0-9])~s', static function (array $part) use ($groups) {
                return isset($part[2]) ? $groups[(int) $part[2]] ?? '' : $part[1];
            }, $template);
        }

        /** Puts captures and variables into a text; tells whether a question mark came in by one of them. */
        private function expand($text, array $rule, ?bool &$unsafe): string
        {
            $unsafe = false;
            if (is_string($text)) {
                return $text;
            }
            $whole = '';
            $open = true;
            foreach ($text as $part) {
                if (is_string($part)) {
                    [$kind, $value] = ['', $part];
                } else {
                    [$kind, $value] = [$part[0], $this->value($part[0], $part[1])];
                    if (isset($rule['b']) && ($kind === '$' || $kind === '%')) {
                        $value = self::escapeCapture($value, $rule['b']);
                    }
                }
                $whole .= $value;
                if ($open && $kind !== '\\' && strpos($value, '?') !== false) {
                    $unsafe = $kind !== '';
                    $open = isset($rule['qsl']);
                }
            }
            return $whole;
        }

        private function value(string $kind, string $name): string
        {
            switch ($kind) {
                case '$': return $this->groups[(int) $name] ?? '';
                case '%': return $this->found[(int) $name] ?? '';
                case 'header': return $this->header($name);
                case 'env':
                    $this->private = $this->private || isset($this->tainted[$name]);
                    return $this->env[$name] ?? '';
                case 'variable': return $this->variable($name);
                default: return $name;
            }
        }

        private function header(string $name): string
        {
            $this->private = $this->private || !isset(self::SHARED[$name]);
            return $this->request['headers'][$name] ?? '';
        }

        private function variable(string $name): string
        {
            switch ($name) {
                case 'REQUEST_URI': return $this->uri;
                case 'QUERY_STRING': return $this->args ?? '';
                case 'REQUEST_FILENAME': return $this->file;
                case 'PATH_INFO': return $this->info;
                case 'DOCUMENT_ROOT': return $this->root;
                case 'THE_REQUEST':
                    return $this->request['method'] . ' ' . $this->request['uri'] . ' ' . $this->request['protocol'];
                case 'REQUEST_METHOD': return $this->request['method'];
                case 'SERVER_PROTOCOL': return $this->request['protocol'];
                case 'HTTPS': return $this->request['https'] ? 'on' : 'off';
                case 'REQUEST_SCHEME': return $this->request['https'] ? 'https' : 'http';
                case 'SERVER_PORT': return (string) $this->port();
                case 'SERVER_NAME': return $this->host();
                case 'IS_SUBREQ': return $this->sub ? 'true' : 'false';
                case 'REMOTE_ADDR':
                    $this->private = true;
                    return $this->request['address'];
                default: throw new \UnexpectedValueException($name);
            }
        }

        /** Scheme, host and, where it is not the usual one, port of the request. */
        private function here(): string
        {
            $port = $this->port();
            $usual = $this->request['https'] ? 443 : 80;
            $scheme = $this->request['https'] ? 'https' : 'http';
            return $scheme . '://' . $this->host() . ($port === $usual ? '' : ':' . $port);
        }

        private function host(): string
        {
            return rtrim(preg_replace('~:\d*$~', '', strtolower($this->request['headers']['host'] ?? '')), '.');
        }

        private function port(): int
        {
            // Apache forgets the port of the Host header where it asks itself.
            if (!$this->sub && preg_match('~:(\d+)$~', $this->request['headers']['host'] ?? '', $parts)) {
                return (int) $parts[1];
            }
            return $this->request['https'] ? 443 : 80;
        }

        private static function escape(string $path): string
        {
            return preg_replace_callback('~[^A-Za-z0-9$\-_.+!*\'(),:;@&=/\~]~', static function (array $found) {
                return '%' . bin2hex($found[0]);
            }, $path);
        }

        /** The flags B, B=.., BNE, BNP and BCTLS. */
        private static function escapeCapture(string $value, array $how): string
        {
            return preg_replace_callback('~[^A-Za-z0-9_]~', static function (array $found) use ($how) {
                $byte = $found[0];
                $only = $how['only'] ?? '';
                $wanted = isset($how['controls']) ? preg_match('~[\x00-\x20\x7f]~', $byte) : $only === '';
                if ($only !== '' && strpos($only, $byte) !== false) {
                    $wanted = true;
                }
                if (!$wanted || strpos($how['keep'] ?? '', $byte) !== false) {
                    return $byte;
                }
                return $byte === ' ' && !isset($how['noplus']) ? '+' : '%' . bin2hex($byte);
            }, $value);
        }

        /** How long the scheme of a full URL is; 0: it is none. */
        private static function absolute(string $url): int
        {
            return strlen($url) > 5 && preg_match(self::ABSOLUTE, $url, $scheme) ? strlen($scheme[0]) : 0;
        }
    };

    if ($request !== null) {
        return $machine->answer($request);
    }
    if (!isset($_SERVER['REQUEST_URI'], $_SERVER['HTTP_HOST']) || headers_sent()) {
        return null;
    }
    $headers = [];
    foreach ($_SERVER as $name => $value) {
        if (strncmp((string) $name, 'HTTP_', 5) === 0 && is_string($value)) {
            $headers[strtolower(strtr((string) substr((string) $name, 5), '_', '-'))] = $value;
        }
    }
    if (isset($_SERVER['PHP_AUTH_USER']) && !isset($headers['authorization'])) {
        $headers['authorization'] = 'Basic'; // that there is one; what it says is not needed
    }
    $secure = !empty($_SERVER['HTTPS']) && strtolower((string) $_SERVER['HTTPS']) !== 'off'
        || strtolower($headers['user-agent-https'] ?? '') === 'on'
        || strtolower($headers['x-forwarded-proto'] ?? '') === 'https';
    $answer = $machine->answer([
        'method' => $_SERVER['REQUEST_METHOD'] ?? 'GET',
        'uri' => $_SERVER['REQUEST_URI'],
        'protocol' => $_SERVER['SERVER_PROTOCOL'] ?? 'HTTP/1.1',
        'https' => $secure,
        'address' => $_SERVER['REMOTE_ADDR'] ?? '',
        'headers' => $headers,
    ]);
    if ($answer === null) {
        return null;
    }
    [$status, $location, $private] = $answer;
    if ($private) {
        header('Cache-Control: private, no-store');
    }
    if ($location !== null) {
        header('Location: ' . $location, true, $status);
    } else {
        http_response_code($status);
        header('Content-Type: text/plain; charset=utf-8');
        echo 'This address gives no page (', $status, ").\n";
    }
    exit;
};
