"""Run the command line: `python -m corpus_tools`."""

from corpus_tools.cli import main

main()
