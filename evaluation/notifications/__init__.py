"""Mails, by what they tell of."""
