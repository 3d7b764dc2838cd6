"""Benchmarks, never timed tests: each figure stands beside a peer of the same run, and the ratio is what counts."""
