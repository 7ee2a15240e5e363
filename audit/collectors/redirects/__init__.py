"""Redirects that are kept elsewhere than in a .htaccess, and the judgement of all of them."""
