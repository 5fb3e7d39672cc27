"""Run records become scores: cases, grades, figures with their intervals."""
