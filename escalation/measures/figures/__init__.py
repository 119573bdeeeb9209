"""The measures, one module each, in the order of docs/measures.md."""
