"""Language: what is said, in the language of who reads it; numbers, money and times in words."""
