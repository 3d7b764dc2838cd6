"""What others read: pseudonyms for persons, exports that nobody can misuse. Pure."""
