"""The commands, one file each; the body of each is its stages in their order."""
