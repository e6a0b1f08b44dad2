"""DOCX, XLSX, ODT and ODS: parts that show something, without what they say of who wrote them."""
