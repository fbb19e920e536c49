"""The plan for tools that run projects: one module a tool, all drawn from `plan`."""
