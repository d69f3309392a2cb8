"""The tour: what people do and see, step by step, from outside."""
