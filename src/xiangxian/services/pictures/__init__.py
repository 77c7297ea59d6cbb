"""关系图: what is asked, what is read, what is reached, how it is drawn, pictures that are kept."""
