"""Results as text for terminals and machines: pure functions, one module per form."""
