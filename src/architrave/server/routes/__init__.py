"""The routes, by the cloud's nouns. Each takes an `ApiCall` and returns a shape, an `Answer` or a `Refusal`."""
