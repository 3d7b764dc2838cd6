"""Words: the records, contracts, normalisation, errors and settings that every layer speaks."""
