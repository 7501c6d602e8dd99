"""The tables, where they are kept, and how they are published."""
