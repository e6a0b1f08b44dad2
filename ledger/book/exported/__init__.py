"""The book's postings as a table that leaves it, and the sums that another engine makes of that table."""
