"""TELL: letters, the outbox, transports and the pages staff read. Never imports prefect."""
