"""Pictures with ideas: drawn anew from what is sent, kept in a storage, private until released."""
