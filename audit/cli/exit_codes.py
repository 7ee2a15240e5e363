"""What the exit codes mean; they never change."""

DONE = 0
FOUND = 1  # what --fail-on, --fail-on-new or --exit-code asks about
ASKED_WRONGLY = 2  # options, files or knowledge with a mistake; nothing was written
OUR_BUG = 3
INTERRUPTED = 130
