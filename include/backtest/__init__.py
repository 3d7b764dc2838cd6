"""Replays time: every complaint handled as of its minute, with what had been delivered by then; what would have been held?"""
