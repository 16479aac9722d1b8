"""What a release says of itself: card, citation, Croissant, changelog."""
