"""Releases: how two of them differ, how an earlier one is rebuilt, and how the next one is made."""
