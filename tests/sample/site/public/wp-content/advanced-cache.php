<?php
/**
 * Plugin Name: W3 Total Cache page cache
 */
