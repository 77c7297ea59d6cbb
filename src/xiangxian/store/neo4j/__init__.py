"""The store on a Neo4j server: labels, reading, writing, loading, checking."""
