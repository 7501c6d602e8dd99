"""Named queries over the published warehouse, and the pages that show them."""
