"""How files are written: one reader per format, named by the contracts of the sources."""
