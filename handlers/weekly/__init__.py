"""All of a weekly post, in a form."""
