"""Alembic migrations of the rounds' database. `models.database.upgrade` runs them; `alembic` finds them by pyproject.toml."""
