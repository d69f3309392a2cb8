"""The Web API's methods, each a function from a call to an answer."""
