<?php
define('DB_NAME', 'bakery_live');
define('DB_USER', 'bakery');
define('DB_PASSWORD', 'sample-password-that-no-report-may-show');
define('DB_HOST', '10.20.30.40:3306');
define('DB_CHARSET', 'utf8mb4');

define('AUTH_KEY', 'sample-key-that-no-report-may-show');
define('AUTH_SALT', 'sample-salt-that-no-report-may-show');

$table_prefix = 'bkr_';

define('WP_HOME', 'https://www.northside-bakery.example');
define('WP_CACHE', true);
define('FS_METHOD', 'ftpext');
define('WP_DEBUG', (bool) getenv('BAKERY_DEBUG'));
define('WP_MEMORY_LIMIT', '256M');
define('DISABLE_WP_CRON', true);

if (! defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
