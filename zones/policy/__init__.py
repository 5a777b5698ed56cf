"""Policy: zones with a life, and what is decided about them."""
