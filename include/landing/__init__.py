"""Where agencies put files, and where we keep them: found, checked against their control files, stored by content."""
