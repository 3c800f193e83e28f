"""The inbox: the conversation list, its filters, and the flows that its keys start."""
