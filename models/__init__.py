"""WHAT: rounds, people, rules, the plan and the tables. Never imports prefect, smtplib or jinja2."""
