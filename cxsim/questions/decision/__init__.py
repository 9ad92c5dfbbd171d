"""Decision: the questions of a study, answered with the same customers and the same draws."""
