"""A small HTTP server over the ClickHouse engine in this process. What it copies of a ClickHouse server is in ../README.md."""
