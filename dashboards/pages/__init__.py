"""The dashboard's pages, one module each: choose, ask named queries, show pictures."""
