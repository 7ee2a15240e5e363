"""What is so of a Drupal 6 to 11: in its code, in its databases, and in both together."""
