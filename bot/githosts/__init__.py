"""Git hosts: one small Protocol, one module per host."""
