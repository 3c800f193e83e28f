"""File formats: type, length, wholeness, and metadata of files."""
