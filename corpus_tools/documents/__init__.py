"""A document: from bytes to a value that follows its schema, or to faults with a place."""
