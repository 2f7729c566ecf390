"""Later reports against tracked tasks (进展比对): proposals of status and progress for a person to accept, never applied in silence.

It stands above `feed` (the tracked tasks) and `compare` (which indicator a name means, and units) and below the commands.
"""
