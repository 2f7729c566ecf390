"""Later reports against tracked tasks (进展比对): proposals of status and progress, never applied before a person accepts.

It stands above `feed` (the tracked tasks) and `compare` (which indicator a name means, and units) and below the commands.
"""
