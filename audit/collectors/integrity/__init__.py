"""How the files of a core compare with what its releases hold."""
