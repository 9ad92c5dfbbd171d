"""The first screen of a decision: what to do first and with the budget, who is harmed, and one picture."""
