"""Many reports at once: what is missing is made, in processes of their own, and nothing twice."""
