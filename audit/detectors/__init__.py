"""What finds the trouble that knowledge describes."""
