<?php
// Reads names of files, one a line; prints for each a line of JSON: the error that PHP compiles it with, or null.
// Each is compiled by a process of its own, so that no two files declare the same; none is run.
error_reporting(E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR);
foreach (file('php://stdin', FILE_IGNORE_NEW_LINES) as $file) {
    $child = pcntl_fork();
    if ($child === 0) {
        ob_start();
        $said = null;
        try {
            opcache_compile_file($file);
        } catch (Throwable $error) {
            $said = $error->getMessage();
        }
        $said ??= trim(ob_get_contents()) ?: null;
        ob_end_clean();
        fwrite(STDOUT, json_encode($said, JSON_INVALID_UTF8_SUBSTITUTE) . "\n");
        posix_kill(getmypid(), SIGKILL);
    }
    pcntl_waitpid($child, $status);
}
