"""What is wrong with this set-up, and what mends it. Nothing here changes anything.

One module for each family of checks. A check is a small function that yields a `CheckResult`: what
was looked at, how it stands, a sentence, and what to do.
"""
