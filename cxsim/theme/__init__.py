"""How everything looks: colours and type, a picture with its text and data, tables, SVG."""
