"""`python -m audit`: the same as `moveready`."""

from audit.cli import main

if __name__ == "__main__":
    main()
