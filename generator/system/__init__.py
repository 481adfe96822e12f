"""What the program asks of the machine: the workspace and its files, strangers' files, processes, the user's cache."""
