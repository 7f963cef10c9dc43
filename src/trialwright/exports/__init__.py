"""Export: a protocol enters; a document of another standard leaves, with a list of what that standard cannot say."""
