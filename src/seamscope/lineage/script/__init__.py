"""The interpreter of procedural SQL: scripts, procedures, functions and triggers."""
