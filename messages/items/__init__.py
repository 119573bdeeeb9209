"""Items as people see them: cards, lists, buttons, the Home tab."""
