"""Makes synthetic deliveries with their truth: ordinary life, innocent look-alikes, and gangs of several styles."""
