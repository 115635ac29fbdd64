"""The registers of a group (inventory, guests, activities, letters): one mechanism, declared in ``kinds``."""
