"""What an analysis answers, in sentences, tables and pictures; one question a file."""
