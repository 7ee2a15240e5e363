"""Where bytes come from: folders and dumps."""
