<?php
/**
 * Plugin Name: UpdraftPlus - Backup/Restore
 * Version: 1.24.1
 */
