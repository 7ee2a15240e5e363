<?php
// Installs a WordPress with its own installer: php install.php ABSPATH single|network
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => 'shop.example.org', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'SERVER_NAME' => 'shop.example.org'];
[, $abspath, $kind] = $argv;
require "$abspath/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true');
update_option('siteurl', 'http://shop.example.org');
wp_install('Shop "of" O\'Brien — ☕', 'admin', 'owner@example.org', true, '', 'secret-password');
update_option('siteurl', 'http://shop.example.org');
update_option('home', 'http://shop.example.org');
if ($kind === 'network') {
    require_once ABSPATH . 'wp-admin/includes/network.php';
    foreach ($wpdb->tables('ms_global') as $table => $prefixed) {
        $wpdb->$table = $prefixed;
    }
    install_network();
    $result = populate_network(1, 'shop.example.org', 'owner@example.org', 'The network', '/', false);
    if (is_wp_error($result)) {
        fwrite(STDERR, $result->get_error_message());
        exit(1);
    }
}
echo 'installed';
