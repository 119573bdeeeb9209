"""Customers as such: their cards, their list, and what is changed of them."""
