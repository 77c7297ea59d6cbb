"""xiangxian (乡贤): who connected which project to the township, through whom, on what evidence."""
