"""What states facts about a site."""
