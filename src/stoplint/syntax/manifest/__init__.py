"""Manifests of orchestrators: YAML as nodes, each with its place. What they mean is the model's business."""
