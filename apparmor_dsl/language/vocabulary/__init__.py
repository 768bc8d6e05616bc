"""The closed word lists of the language, each with the place it comes from.

A word that newer parsers alone know stands in its module's `SINCE` with the AppArmor version that brought it.
"""
