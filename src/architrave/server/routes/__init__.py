"""The routes, by the cloud's nouns. Each function takes a `Call` and gives a shape, an `Answer` or a `Fault`."""
