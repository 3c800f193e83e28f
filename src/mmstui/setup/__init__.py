"""Setting up an account: from nothing to the first messages.

`flow` is what happens, in order; `face` is what a user interface has to offer for it; `plain` asks
line by line. `config_writer` and `password_places` keep what was answered.
"""
