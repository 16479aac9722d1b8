"""The heart: the lexicon compiled, texts searched, what was found told."""
