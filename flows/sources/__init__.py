"""What is outside: files, feeds and pages, read into raw articles."""
