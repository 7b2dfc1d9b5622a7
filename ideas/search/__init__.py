"""The full text of released ideas: written by services, asked by the list, by whoever writes and by the desk.

Down the stairs: `typed` reads what somebody typed, `vocabulary` knows the words of all ideas, `question`
makes a query of both, `finding` asks it and puts the answers in order, `excerpts` shows why an idea
was found. `similar` asks with a text in place of words, and `indexing` writes what all of them read.
"""
