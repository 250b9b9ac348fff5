"""The body's text: JSON with places, read on after a fault.

Used only where the quick path has doubts, so that it can be careful: every fault is named at its place, and what the
sender must have meant is read on, so that the fields are judged in the same go.
"""
