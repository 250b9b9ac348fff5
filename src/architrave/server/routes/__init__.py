"""The routes, by the cloud's nouns. Each function takes a `ApiCall` and gives a shape, an `Answer` or a `Refusal`."""
