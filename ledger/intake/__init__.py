"""What comes in: readers of observations and wage sheets. Checks everything, measures nothing."""
