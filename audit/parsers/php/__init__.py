"""PHP, read without being run: its parts, names, calls and strings, exact against PHP itself."""
