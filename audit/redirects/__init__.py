"""Redirects of a .htaccess that answer the same without Apache: data for a fixed PHP program."""
