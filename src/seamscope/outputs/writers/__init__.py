"""Write tables and XML, mark outputs, and replace an output folder; shared by every output."""
