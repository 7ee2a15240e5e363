<?php
// Activates plugins and, in a network, makes sites: php fill.php ABSPATH JSON
$_SERVER += ['HTTP_HOST' => 'shop.example.org', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'SERVER_NAME' => 'shop.example.org'];
[, $abspath, $json] = $argv;
$wish = json_decode($json, true);
require "$abspath/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/admin.php';
add_filter('pre_wp_mail', '__return_true');
foreach ($wish['sites'] ?? [] as $path => $title) {
    $id = wpmu_create_blog('shop.example.org', $path, $title, 1, ['public' => 1], 1);
    if (is_wp_error($id)) {
        fwrite(STDERR, $id->get_error_message());
        exit(1);
    }
}
foreach ($wish['activate'] ?? [] as $site => $plugins) {
    is_multisite() && switch_to_blog($site);
    foreach ($plugins as $plugin) {
        if (is_wp_error($error = activate_plugin($plugin))) {
            fwrite(STDERR, "$plugin: " . $error->get_error_message());
            exit(1);
        }
    }
    is_multisite() && restore_current_blog();
}
foreach ($wish['network'] ?? [] as $plugin) {
    if (is_wp_error($error = activate_plugin($plugin, '', true))) {
        fwrite(STDERR, "$plugin: " . $error->get_error_message());
        exit(1);
    }
}
foreach ($wish['archive'] ?? [] as $site) {
    update_blog_status($site, 'archived', '1');
}
if (isset($wish['theme'])) {
    switch_theme($wish['theme']);
}
for ($i = 0; $i < ($wish['posts'] ?? 0); $i++) {
    wp_insert_post(['post_title' => "It's \"post\" $i", 'post_content' => "line\r\nbreak \\ back; ('a'),('b')", 'post_status' => 'publish']);
}
echo 'filled';
