<?php
/**
 * Plugin Name: WooCommerce
 * Version: 8.5.2
 * Requires PHP: 7.4
 * Requires at least: 6.3
 */
