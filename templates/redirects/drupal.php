// Redirects that stood in .htaccess. This belongs at the end of settings.php.
if (PHP_SAPI !== 'cli' && PHP_SAPI !== 'phpdbg') {
  (require __DIR__ . '/redirects-runtime.php')(require __DIR__ . '/redirects.php', defined('DRUPAL_ROOT') ? DRUPAL_ROOT : $app_root);
}
