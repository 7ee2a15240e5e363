"""moveready audits a WordPress or Drupal site before it moves to a managed platform."""

__version__ = "0.1.0"
