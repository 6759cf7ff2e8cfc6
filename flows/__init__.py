"""WHEN: the flows, the command line and what starts the system. The only folder that imports prefect."""
