"""The review desk (复核台): people check doubtful records one by one; every decision is kept with who and when."""
