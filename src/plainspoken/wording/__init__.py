"""How words, sentences and quantities stand in a text: arithmetic that every stage may use."""
