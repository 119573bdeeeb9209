"""How the database is opened, driven, migrated and guarded."""
