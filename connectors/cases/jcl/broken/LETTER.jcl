This is a letter to the operators.
