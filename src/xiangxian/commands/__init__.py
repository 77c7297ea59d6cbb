"""The command line by subject; `xiangxian.cli` puts it together."""
