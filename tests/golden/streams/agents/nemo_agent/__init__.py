"""The folder google-adk loads the agent from."""
