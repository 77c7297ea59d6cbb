"""Pages: 上级要表: people written into another office's own workbook, which stays as it came."""
