"""What may be done about a remark: another owner, another date."""
