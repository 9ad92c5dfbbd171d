"""Files that cxsim writes: whole or not at all, one program at a time, never over somebody else's."""
