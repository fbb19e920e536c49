"""Find side doors in SQL: routines and statements that reach another system by their arguments."""
