"""Find routines and statements whose arguments refer to another system (side doors)."""
