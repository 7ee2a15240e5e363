<?php
// Activates plugins, makes the sites of a network and fills them: php fill.php ABSPATH JSON
$_SERVER += ['HTTP_HOST' => 'shop.example.org', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'SERVER_NAME' => 'shop.example.org', 'REMOTE_ADDR' => '127.0.0.1'];
[, $abspath, $json] = $argv;
$wish = json_decode($json, true);
require "$abspath/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true');
function sound($result, string $what) {
    if (is_wp_error($result)) {
        fwrite(STDERR, "$what: " . $result->get_error_message());
        exit(1);
    }
    return $result;
}
foreach ($wish['second network'] ?? [] as $domain => $name) {
    sound(populate_network(2, $domain, 'owner@example.org', $name, '/', true), $domain);
    sound(wpmu_create_blog($domain, '/', "First of $name", 1, ['public' => 1], 2), $domain);
}
foreach ($wish['sites'] ?? [] as $path => $title) {
    sound(wpmu_create_blog('shop.example.org', $path, $title, 1, ['public' => 1], 1), $path);
}
wp_installing(false);  // wpmu_create_blog() leaves it on, and transients would not be stored
foreach ($wish['activate'] ?? [] as $site => $plugins) {
    is_multisite() && switch_to_blog($site);
    foreach ($plugins as $plugin) {
        sound(activate_plugin($plugin), $plugin);
    }
    is_multisite() && restore_current_blog();
}
foreach ($wish['network'] ?? [] as $plugin) {
    sound(activate_plugin($plugin, '', true), $plugin);
}
if (isset($wish['theme'])) {
    switch_theme($wish['theme']);
}
for ($i = 0; $i < ($wish['posts'] ?? 0); $i++) {
    wp_insert_post(['post_title' => "It's \"post\" $i", 'post_content' => "line\r\nbreak \\ back; ('a'),('b')", 'post_status' => 'publish']);
}
foreach ($wish['fill'] ?? [] as $site) {
    is_multisite() && switch_to_blog($site);
    fill($site);
    is_multisite() && restore_current_blog();
}
foreach ($wish['archive'] ?? [] as $site) {
    update_blog_status($site, 'archived', '1');
}
foreach ($wish['states'] ?? [] as $site => $state) {
    update_blog_status($site, $state, $state === 'public' ? '0' : '1');
}
foreach ($wish['mapped'] ?? [] as $site => $domain) {
    sound(wp_update_site($site, ['domain' => $domain, 'path' => '/']), $domain);
    update_blog_option($site, 'siteurl', "https://$domain");
    update_blog_option($site, 'home', "https://$domain");
}
if (isset($wish['mapping table'])) {
    $wpdb->query("CREATE TABLE {$wpdb->base_prefix}domain_mapping (id bigint(20) NOT NULL auto_increment, blog_id bigint(20) NOT NULL, domain varchar(255) NOT NULL, active tinyint(4) default '1', PRIMARY KEY (id))");
    foreach ($wish['mapping table'] as [$site, $domain, $active]) {
        $wpdb->insert("{$wpdb->base_prefix}domain_mapping", ['blog_id' => $site, 'domain' => $domain, 'active' => $active]);
    }
}
$offer = fn($file) => (object) ['id' => "w.org/plugins/$file", 'slug' => $file, 'plugin' => $file, 'new_version' => '9.9', 'url' => "https://wordpress.org/plugins/$file/"];
set_site_transient('update_plugins', (object) [
    'last_checked' => time(),
    'checked' => ['single.php' => '2.0-beta', 'two/one.php' => '1.0', 'sold/sold.php' => '3.1'],
    'response' => ['single.php' => $offer('single.php')],
    'no_update' => ['two/one.php' => $offer('two/one.php')],
]);
set_site_transient('update_themes', (object) [
    'last_checked' => time(),
    'checked' => ['child' => '0.5'],
    'response' => ['child' => ['theme' => 'child', 'new_version' => '1', 'url' => 'https://wordpress.org/themes/child/']],
]);
echo 'filled';

// Users, roles, posts of all kinds, uploads, jobs, transients and options of one site; each has other numbers.
function fill(int $site) {
    add_role('shop_keeper', "Keeper of the \"shop\" $site", ['read' => true]);
    for ($i = 0; $i <= $site; $i++) {
        $user = sound(wp_insert_user(['user_login' => "user$site-$i", 'user_pass' => 'x', 'user_email' => "user$site-$i@example.org", 'role' => '']), 'user');
        is_multisite() ? add_user_to_blog($site, $user, ['subscriber', 'editor', 'shop_keeper'][$i % 3]) : (new WP_User($user))->set_role(['subscriber', 'editor', 'shop_keeper'][$i % 3]);
        if ($i === 1) {
            (new WP_User($user, '', $site))->add_role('author');
        }
    }
    register_post_type('book', ['public' => true]);
    foreach (['post', 'page', 'book', 'attachment', 'nav_menu_item', 'wp_block', 'custom_css', 'revision'] as $kind => $type) {
        foreach (['publish', 'draft', 'private', 'inherit', 'trash'] as $state => $status) {
            for ($i = 0; $i < $site + $kind; $i++) {
                $date = sprintf('20%02d-0%d-1%d 0%d:30:0%d', 10 + $site, $kind + 1, $state, $i % 10, $i % 10);
                wp_insert_post(['post_type' => $type, 'post_status' => $status, 'post_title' => "It's $i", 'post_content' => "a\\'b \"c\" ;\n('d')", 'post_date' => $date, 'post_date_gmt' => $date]);
            }
        }
    }
    foreach (['a.jpg' => 10, 'b.png' => 300 * $site] as $name => $size) {
        $upload = wp_upload_bits($name, null, str_repeat('x', $size));
        if ($upload['error']) {
            fwrite(STDERR, "$name: $upload[error]");
            exit(1);
        }
    }
    wp_schedule_event(1700000000 + $site, 'daily', 'tidy_up');
    wp_schedule_event(1800000000 + $site, 'hourly', 'look_for_news', ['it\'s', ['deep' => ['a' => 'i:1;a:1:{s:1:"x"'], 3 => 1.5, 'none' => null]]);
    for ($i = 0; $i < 10 * $site; $i++) {
        wp_schedule_single_event(1900000000 + 1000 * $i, 'send "one" letter', [$i, (object) ['to' => "$i"]]);
    }
    set_transient('weather', str_repeat('sunny ', 50 * $site), 3600);
    set_transient('kept', 'x');
    add_option('loaded_with_each_page', str_repeat("it's \"big\" \\ ", 500 * $site), '', 'yes');
    add_option('loaded_when_asked', str_repeat('y', 700), '', 'no');
    add_option('empty_one', '', '', 'yes');
    update_option('timezone_string', 'Europe/Rome');
    update_option('permalink_structure', '/%year%/%postname%/');
}
