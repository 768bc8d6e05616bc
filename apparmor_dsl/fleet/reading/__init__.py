"""Out of JSON's values into the model: what both formats share, and the keys of each."""
