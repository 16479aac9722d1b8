"""A corpus made into an immutable, loadable, checkable release."""
