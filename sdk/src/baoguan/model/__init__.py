"""The domain model: frozen attrs classes, no validation beyond types."""
