"""The rules, one module per source. `models.rules.check` asks them; `models.rules.registry` lists them."""
