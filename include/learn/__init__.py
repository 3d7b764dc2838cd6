"""Scores that hold: what complaints yet to come teach about the rules' log-odds. Pure; nothing here knows a truth."""
