"""Paths on disk to analyses, findings and fixes."""
