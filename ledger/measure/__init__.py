"""Numbers with bounds: shares, splits, pools, claims beside evidence. Pure functions, no SQL."""
