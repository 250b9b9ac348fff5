"""The rules of the expression language: every kind of fault that an expression can have before it runs."""

from architrave.diagnostics import Provenance, Rule

EMPTY_EXPRESSION = Rule("expression-empty", "An expression says nothing")
TOO_LONG = Rule("expression-too-long", "An expression is longer than 32,000 characters")
CALLS_TOO_DEEP = Rule("calls-too-deep", "Function calls are nested more than 60 deep")
NESTING_TOO_DEEP = Rule(
    "nesting-too-deep", "Parentheses are nested deeper than can be read", provenance=Provenance.ASSUMED
)

UNEXPECTED_CHARACTER = Rule("unexpected-character", "A character has no meaning in an expression")
UNTERMINATED_STRING = Rule("unterminated-string", "A string has no closing quote")
BAD_ESCAPE = Rule("bad-escape", "A backslash in a string stands before a character that it cannot escape")
WRONG_QUOTES = Rule("wrong-quotes", "A string stands in single or curly quotes")
COMMENT = Rule("expression-comment", "An expression has a comment")
LITERAL_OUT_OF_RANGE = Rule("literal-out-of-range", "A number has more digits than its type holds")

MISSING_OPERAND = Rule("missing-operand", "A value is missing")
MISSING_OPERATOR = Rule("missing-operator", "Two values stand side by side with no operator between them")
ADJACENT_OPERATORS = Rule("adjacent-operators", "Two operators stand side by side")
UNBALANCED_BRACKET = Rule("unbalanced-bracket", "A bracket has no partner")
WRONG_OPERATOR = Rule("wrong-operator", "An operator of another language")
NESTED_CONDITIONAL = Rule("nested-conditional", "A branch of ?: needs parentheses")
LIST_LITERAL = Rule("list-literal", "A list is written in square brackets")
INDEX_ON_LITERAL = Rule("index-on-literal", "A literal is indexed")

UNKNOWN_FUNCTION = Rule("unknown-function", "No function has this name")
UNKNOWN_VARIABLE = Rule("unknown-variable", "No variable has this name")
UNKNOWN_PROPERTY = Rule("unknown-property", "The value has no property of this name")
ARGUMENT_COUNT = Rule("argument-count", "A function does not take this number of arguments")
ARGUMENT_TYPE = Rule("argument-type", "A function does not take arguments of these types")
OPERAND_TYPE = Rule("operand-type", "An operator does not take operands of these types")
NOT_SET_UNTYPED = Rule("not-set-untyped", "NOT_SET stands where its type cannot be known")
SLOT_TYPE = Rule("slot-type", "The expression gives a value of another type than is needed")
ZERO_DIVISOR = Rule("zero-divisor", "A number is divided by a zero that is written out")
ARGUMENT_OUT_OF_RANGE = Rule("argument-out-of-range", "A written argument lies outside what the function takes")
LITERAL_NEEDED = Rule("literal-needed", "An argument that must be written out is computed")
UNKNOWN_CURRENCY = Rule("unknown-currency", "A written currency code is not in ISO 4217")

BATCH_LINE = Rule("batch-line", "A line of a batch is no JSON string", provenance=Provenance.ASSUMED)
