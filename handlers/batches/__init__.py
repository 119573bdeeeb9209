"""Handing over everything: the form, and answers to an offer of it."""
