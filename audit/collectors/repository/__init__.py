"""A git repository: what it holds, what lies beside it, and what of that a push would leave behind."""
