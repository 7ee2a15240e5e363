"""The files that configure a web server: what becomes of each of their directives."""
