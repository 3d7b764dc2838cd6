"""Servers of landing places for tests, on loopback, each in a thread of the test."""
