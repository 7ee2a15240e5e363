// Redirects that stood in .htaccess. This belongs in wp-config.php, directly above
// require_once ABSPATH . 'wp-settings.php';
if ( PHP_SAPI !== 'cli' && PHP_SAPI !== 'phpdbg' ) {
	( require __DIR__ . '/redirects-runtime.php' )( require __DIR__ . '/redirects.php', __DIR__ );
}
