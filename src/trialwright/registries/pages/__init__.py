"""Pages of trial portals, as text or HTML, enter; draft records with the place of every value leave."""
