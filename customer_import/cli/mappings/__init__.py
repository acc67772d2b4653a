"""`mapping`, `fields` and `template`: mappings and lists that are written for a person."""
