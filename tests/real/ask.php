<?php
// Prints what WordPress itself says of an install, as JSON: php ask.php ABSPATH
$_SERVER += ['HTTP_HOST' => 'shop.example.org', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'SERVER_NAME' => 'shop.example.org'];
require "$argv[1]/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/admin.php';
$pick = fn($list) => array_map(fn($data) => ['name' => $data['Name'], 'version' => $data['Version']], $list);
$themes = [];
foreach (wp_get_themes(['errors' => null]) as $slug => $theme) {
    $themes[$slug] = [
        'name' => $theme->get('Name'),
        'version' => (string) $theme->get('Version'),
        'parent' => $theme->get('Template') ?: null,
    ];
}
$sites = [];
foreach (is_multisite() ? get_sites(['number' => 0]) : [(object) ['blog_id' => 1]] as $site) {
    is_multisite() && switch_to_blog((int) $site->blog_id);
    $sites[(int) $site->blog_id] = [
        'home' => get_option('home'),
        'title' => get_option('blogname'),
        'stylesheet' => get_option('stylesheet'),
        'template' => get_option('template'),
        'plugins' => array_values(get_option('active_plugins')),
        'prefix' => $wpdb->prefix,
    ];
    is_multisite() && restore_current_blog();
}
$tables = [];
foreach ($wpdb->get_col('SHOW TABLES') as $table) {
    $tables[$table] = (int) $wpdb->get_var("SELECT COUNT(*) FROM `$table`");
}
echo json_encode([
    'version' => get_bloginfo('version'),
    'plugins' => $pick(get_plugins()),
    'mu_plugins' => $pick(get_mu_plugins()),
    'drop_ins' => $pick(get_dropins()),
    'themes' => $themes,
    'sites' => $sites,
    'network_plugins' => is_multisite() ? array_keys(get_site_option('active_sitewide_plugins')) : [],
    'tables' => $tables,
], JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);
