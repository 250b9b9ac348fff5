"""The rules for the expression language: every kind of problem that an expression can have before it runs."""

from architrave.diagnostics import Provenance, Rule

EMPTY_EXPRESSION = Rule("expression-empty", "The expression is empty")
TOO_LONG = Rule("expression-too-long", "An expression is longer than 32,000 characters")
CALLS_TOO_DEEP = Rule("calls-too-deep", "Function calls are nested more than 60 levels deep")
NESTING_TOO_DEEP = Rule("nesting-too-deep", "Brackets are nested too deeply", provenance=Provenance.ASSUMED)

UNEXPECTED_CHARACTER = Rule("unexpected-character", "A character has no meaning in an expression")
UNTERMINATED_STRING = Rule("unterminated-string", "A string has no closing quote")
BAD_ESCAPE = Rule("bad-escape", "A string contains an invalid escape sequence")
WRONG_QUOTES = Rule("wrong-quotes", "A string has single or curly quotes")
COMMENT = Rule("expression-comment", "Expressions cannot contain comments")
LITERAL_OUT_OF_RANGE = Rule("literal-out-of-range", "A number has more digits than its type allows")

MISSING_OPERAND = Rule("missing-operand", "A value is missing")
MISSING_OPERATOR = Rule("missing-operator", "An operator is missing between two values")
ADJACENT_OPERATORS = Rule("adjacent-operators", "Two operators are next to each other")
UNBALANCED_BRACKET = Rule("unbalanced-bracket", "A bracket has no match")
WRONG_OPERATOR = Rule("wrong-operator", "The operator belongs to another language")
NESTED_CONDITIONAL = Rule("nested-conditional", "A branch of `?:` needs parentheses")
LIST_LITERAL = Rule("list-literal", "A list cannot be written in square brackets")
INDEX_ON_LITERAL = Rule("index-on-literal", "A literal cannot be indexed")

UNKNOWN_FUNCTION = Rule("unknown-function", "This function does not exist")
UNKNOWN_VARIABLE = Rule("unknown-variable", "This variable does not exist")
UNKNOWN_PROPERTY = Rule("unknown-property", "The value has no property with this name")
ARGUMENT_COUNT = Rule("argument-count", "The function does not accept this number of arguments")
ARGUMENT_TYPE = Rule("argument-type", "The function does not accept arguments of these types")
OPERAND_TYPE = Rule("operand-type", "The operator does not accept operands of these types")
NOT_SET_UNTYPED = Rule("not-set-untyped", "The type of NOT_SET cannot be determined")
SLOT_TYPE = Rule("slot-type", "The expression's type does not fit the place where it is used")
ZERO_DIVISOR = Rule("zero-divisor", "The divisor is a literal zero")
ARGUMENT_OUT_OF_RANGE = Rule(
    "argument-out-of-range", "A literal argument is outside the range that the function accepts"
)
LITERAL_NEEDED = Rule("literal-needed", "The argument must be a literal")
UNKNOWN_CURRENCY = Rule("unknown-currency", "The currency code is not in ISO 4217")

BATCH_LINE = Rule("batch-line", "A line of a batch is not a JSON string", provenance=Provenance.ASSUMED)
