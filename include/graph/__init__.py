"""Who works with whom: signals, scores, gangs and the edges they rest on. Pure."""
