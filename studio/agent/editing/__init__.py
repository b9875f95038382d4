"""The operations of the vocabulary, carried out on a timeline."""
