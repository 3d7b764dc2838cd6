"""What to do: follow victims' money, propose what to hold, which sites to close, how commands perform. Pure."""
