"""PDF: pages without what hangs beside them."""
