"""Import customer lists into Wasp InventoryCloud."""

__version__ = "0.1.0"
