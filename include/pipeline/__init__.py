"""One module per DAG: read, compute, write. The only layer that joins the pure rules with the warehouse."""
