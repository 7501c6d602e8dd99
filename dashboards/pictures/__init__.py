"""Pictures: pure functions from what a query answered to an Altair chart."""
