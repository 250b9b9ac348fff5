"""Nouns of content that only org.yaml has: assets of responses, images."""

from architrave.definitions.nouns.declaration import TEXT, Noun, Property

NOUNS = (
    Noun(
        "responseAsset",
        "responseAssets",
        "A file that responses show.",
        (Property("url", TEXT), Property("contentType", TEXT)),
    ),
    Noun("image", "images", "An image.", (Property("url", TEXT),)),
)
