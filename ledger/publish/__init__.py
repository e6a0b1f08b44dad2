"""What goes out: disclosure control first, then text, CSV and JSON."""
