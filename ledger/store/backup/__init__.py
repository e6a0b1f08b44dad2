"""One encrypted file that holds a whole book, made while the book is in use, and the way back from it."""
