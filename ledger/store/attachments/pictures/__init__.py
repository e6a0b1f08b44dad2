"""Pictures: their layout walked by hand, and their pixels encoded anew."""
