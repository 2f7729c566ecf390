"""Mentions room: numbers with their units, times, bodies and progress marks, each found and normalised by itself (提及)."""
