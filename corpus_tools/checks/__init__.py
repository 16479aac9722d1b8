"""What a schema cannot say: relations between documents, and the characters of texts."""
