<?php
/**
 * Plugin Name: Wordfence Security
 * Version: 7.11.3
 * Requires PHP: 5.5
 */
