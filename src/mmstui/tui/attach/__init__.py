"""The attachment dialog: files of this machine are chosen, fitted and put into slots."""
