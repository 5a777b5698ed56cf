"""What people see: one municipal page that asks only the API."""
