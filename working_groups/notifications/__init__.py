"""Mails of working groups, by noun. Each is written to the outbox in the transaction of the act it tells about."""
