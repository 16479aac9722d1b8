"""From a corpus and the release before it to a release."""
