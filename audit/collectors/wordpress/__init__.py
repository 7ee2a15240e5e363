"""What is so of a WordPress: in its code, in its database, and in both together."""
