"""What if: what becomes of the same people in a journey that is changed by hand."""
