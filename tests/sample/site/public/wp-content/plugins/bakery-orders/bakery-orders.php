<?php
/**
 * Plugin Name: Bakery orders
 * Version: 1.0
 */

add_action('init', 'bakery_start');

function bakery_start()
{
    session_start();
    if (isset($_GET['label'])) {
        $_SESSION['label'] = (int) $_GET['label'];
    }
}

function bakery_label_pdf($order)
{
    $file = '/var/www/bakery/labels/' . (int) $order . '.pdf';
    exec('/usr/bin/wkhtmltopdf ' . escapeshellarg(home_url("/label/$order")) . ' ' . escapeshellarg($file));
    return $file;
}
