"""Tasks room: kinds of statements, and which indicator, time, body and mark belongs to which statement (任务)."""
