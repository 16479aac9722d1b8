"""To and from other people's formats."""
