<?php
/**
 * Plugin Name: Redirection
 * Version: 5.4.2
 */
