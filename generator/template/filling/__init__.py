"""`Template` and `Scope` to `TableBook`: the programs run, and their rows find their places."""
