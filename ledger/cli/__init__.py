"""What a person types: one file a noun. Parses, calls one function, prints."""
