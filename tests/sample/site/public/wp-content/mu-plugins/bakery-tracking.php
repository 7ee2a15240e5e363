<?php
/**
 * Plugin Name: Bakery tracking
 * Version: 0.3
 */
