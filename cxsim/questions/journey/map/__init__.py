"""The journey map: swimlanes and stages, the curve of feelings, routes between cards, classes, links."""
