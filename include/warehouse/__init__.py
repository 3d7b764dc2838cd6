"""The PostgreSQL warehouse: connect, migrate, copy in, read out. I/O only; the rules live in SQL files and pure modules."""
