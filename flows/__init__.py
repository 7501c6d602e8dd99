"""Prefect flows and the command line: the only code that meets network and clock."""
