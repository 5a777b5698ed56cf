"""An illustrative Den Haag: drawn by hand, five made-up operators, and a truth that is known."""
