"""People in assemblies, their delegates and councils, step by step."""
