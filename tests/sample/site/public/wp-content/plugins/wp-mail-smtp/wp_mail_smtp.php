<?php
/**
 * Plugin Name: WP Mail SMTP
 * Version: 3.11.0
 */
