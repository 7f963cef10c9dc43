"""Documents to print: what a page shows enters as plain values, a PDF leaves."""
