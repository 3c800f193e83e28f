"""Setting up an account: from nothing to the first messages.

`flow` is what happens, in order; `face` is what a user interface has to offer for it; `plain` asks
line by line. What was answered is kept by `password_places` and `settings.config_writer`.
"""
