"""Exact values: money, shares, periods, cases, problems and errors. Standard library only."""
