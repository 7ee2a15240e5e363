"""What the code needs of PHP: its versions and its extensions."""
