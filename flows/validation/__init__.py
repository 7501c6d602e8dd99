"""How well the measure measures: figures of agreement, holders, name swaps and minimal pairs."""
