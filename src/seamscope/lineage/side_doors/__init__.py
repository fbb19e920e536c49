"""Find side doors: routines and statements whose arguments name another system or its data."""
