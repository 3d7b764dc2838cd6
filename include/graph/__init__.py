"""Who works with whom: signals, scores, gangs and the edges they rest on. Pure."""

from include.graph.network import Network, build_network, continue_gangs

__all__ = ["Network", "build_network", "continue_gangs"]
