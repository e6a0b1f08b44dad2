"""Attachments as bytes: sealing under one person's key, telling what a file is, and copies without metadata."""
