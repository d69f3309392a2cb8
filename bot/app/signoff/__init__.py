"""An approved review into the repository: written once, by commit or by pull request."""
