"""What falls due in a round on a day, by whom it concerns. Pure, as the plan is that gathers it."""
