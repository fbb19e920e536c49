"""Write tables and XML; shared by every output."""
