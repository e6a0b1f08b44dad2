"""The book: the only writer of entries, and the reader that hands out frozen values."""
