"""The command line: arguments enter, one verb is called, its answer is printed. One file a verb."""
