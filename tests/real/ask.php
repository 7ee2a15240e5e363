<?php
// Prints what WordPress itself says of an install, as JSON: php ask.php ABSPATH
$_SERVER += ['HTTP_HOST' => 'shop.example.org', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'SERVER_NAME' => 'shop.example.org'];
require "$argv[1]/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/admin.php';
register_post_type('book', ['public' => true]);
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
        'address' => is_multisite() ? [$site->domain, $site->path] : null,
        'network' => is_multisite() ? (int) $site->network_id : null,
        'state' => is_multisite() ? array_values(array_filter(['archived', 'spam', 'deleted', 'mature'], fn($word) => $site->$word === '1')) : [],
        'public' => is_multisite() ? $site->public === '1' : true,
        'tables' => $wpdb->get_col("SHOW TABLES WHERE Tables_in_" . DB_NAME . " REGEXP '^{$wpdb->prefix}[^0-9]'"),
        'own_tables' => array_values($wpdb->tables('blog')),
        'posts' => posts(),
        'last_post' => get_lastpostdate('gmt', 'any') ?: null,
        'users' => count_users('time', (int) ($site->blog_id))['total_users'],
        'roles' => roles((int) $site->blog_id),
        'uploads' => uploads(),
        'cron' => cron(),
        'options' => options(),
        'settings' => array_map('strval', array_filter(array_combine($names = ['permalink_structure', 'upload_path', 'timezone_string', 'db_version', 'blog_public', 'WPLANG', 'default_role'], array_map('get_option', $names)), fn($value) => $value !== false)),
    ];
    is_multisite() && restore_current_blog();
}
$networks = [];
foreach (is_multisite() ? get_networks() : [] as $network) {
    $networks[$network->id] = [
        'domain' => $network->domain,
        'path' => $network->path,
        'title' => get_network_option($network->id, 'site_name'),
        'sites' => count(get_sites(['network_id' => $network->id, 'number' => 0])),
        'main_site' => get_main_site_id($network->id) ?: null,
        'subdomains' => (bool) get_network_option($network->id, 'subdomain_install'),
        'files_rewriting' => (bool) get_network_option($network->id, 'ms_files_rewriting'),
        'plugins' => array_keys(get_network_option($network->id, 'active_sitewide_plugins') ?: []),
    ];
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
    'networks' => $networks,
    'network_plugins' => is_multisite() ? array_keys(get_site_option('active_sitewide_plugins')) : [],
    'updates' => get_site_transient('update_plugins'),
    'tables' => $tables,
    'shared_tables' => array_values($wpdb->tables('global')),
], JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);

function posts() {
    return array_sum(array_map(fn($type) => wp_count_posts($type)->publish, array_diff(get_post_types(['public' => true]), ['attachment'])));
}

function roles(int $site) {
    $counts = count_users('time', $site)['avail_roles'];
    $roles = [];
    foreach (wp_roles()->roles as $name => $role) {
        $roles[$name] = [$role['name'], $counts[$name] ?? 0];
    }
    return $roles;
}

// The folder below ABSPATH, and its files without those of other sites.
function uploads() {
    $folder = _wp_upload_dir()['basedir'];
    $files = [];
    if (is_dir($folder)) {
        $all = new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS));
        $files = array_filter(iterator_to_array($all), fn($file) => $file->isFile() && !str_starts_with("$file", "$folder/sites/"));
    }
    return [substr($folder, strlen(ABSPATH)), count($files), array_sum(array_map(fn($file) => $file->getSize(), $files))];
}

function cron() {
    $jobs = [];
    foreach (_get_cron_array() as $time => $hooks) {
        foreach ($hooks as $hook => $entries) {
            foreach ($entries as $entry) {
                $key = json_encode([$hook, $entry['schedule'] ?: null, $entry['interval'] ?? null]);
                $jobs[$key] = [($jobs[$key][0] ?? 0) + 1, min($jobs[$key][1] ?? $time, $time)];
            }
        }
    }
    return $jobs;
}

function options() {
    global $wpdb;
    $numbers = fn($where) => array_map('intval', $wpdb->get_row("SELECT COUNT(*), SUM(LENGTH(option_value)), SUM(autoload = 'yes'), SUM(LENGTH(option_value) * (autoload = 'yes')) FROM $wpdb->options WHERE $where", ARRAY_N));
    $transient = "option_name LIKE '\\_transient\\_%' OR option_name LIKE '\\_site\\_transient\\_%'";
    return [
        'transients' => $numbers($transient),
        'others' => $numbers("NOT ($transient)"),
        'largest' => array_map('intval', $wpdb->get_col("SELECT LENGTH(option_value) FROM $wpdb->options WHERE autoload = 'yes' ORDER BY LENGTH(option_value) DESC LIMIT 20")),
    ];
}
