"""Official forms of Pokja II (4.22 and its variants): their columns are data, in ``forms/*.toml``."""
