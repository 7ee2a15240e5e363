<?php
/*
Plugin Name: Memcached
Version: 3.2.2
*/
