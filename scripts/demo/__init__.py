"""The main job on real data: a notebook, a server of its own, and the viewer left open on the result."""
