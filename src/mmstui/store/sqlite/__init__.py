"""The database file itself: connections, transactions, tables, migrations, and what changed."""
