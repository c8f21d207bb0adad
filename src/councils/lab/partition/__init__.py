"""Assemblies and the councils above them, drawn from places, their people and their borders."""
