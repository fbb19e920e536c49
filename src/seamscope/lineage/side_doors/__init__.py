"""Find side doors: routines and statements whose arguments refer to another system or its data."""
