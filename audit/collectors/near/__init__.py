"""What is there and is no WordPress or Drupal site, named as what it is."""
