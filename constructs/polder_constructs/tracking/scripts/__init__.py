"""What runs inside the tracking server's pods: programs of the standard library and what the MLflow image carries.

They are shipped as text in a ConfigMap and run alone, so none imports another or anything of Polder.
"""
