"""The manual, page by page; tests run its examples."""
