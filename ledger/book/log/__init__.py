"""The log: what was written down, committed to leaf by leaf in a Merkle tree that survives erasure (RFC 9162)."""
