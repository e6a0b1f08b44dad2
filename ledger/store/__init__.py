"""Bytes, keys and connections: the sealed file and PostgreSQL. Knows nothing of wages."""
