<?php
$wp_version = '6.4.3';
$wp_db_version = 56657;
$required_php_version = '7.0.0';
