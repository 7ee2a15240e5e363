"""What writes a report down."""
