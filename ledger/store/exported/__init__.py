"""Exports of the book's postings: written as Parquet, read back by DuckDB or by Spark. It knows nothing of wages."""
