"""The methods and properties of values in a template: those of Java's strings, lists, maps and numbers.

`call` finds a method by its name and arguments, as Java would; families are in `strings`, `lists`, `maps`, `numbers`.
A method that Java has and Architrave has not is refused by name.
"""

from architrave.templates.velocity.methods.calling import Missing, call, item_of, property_of, put, put_item

__all__ = ["Missing", "call", "item_of", "property_of", "put", "put_item"]
