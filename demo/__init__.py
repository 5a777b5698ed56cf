"""An illustrative Den Haag: drawn by hand, four made-up operators, and a truth that is known."""
