"""Mappings: what fills each field of the API, declared in YAML by a person."""
