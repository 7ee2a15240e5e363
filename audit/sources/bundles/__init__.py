"""Backups and exports as hosts and plugins pack them: where the site is in them, and where its dump."""
